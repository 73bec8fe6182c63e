"""Who asks the directory, and how."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.kit.review.shown import Review
from services.kit.web import Service
from tests.support.directory_makers import a_steward, an_organisation
from tests.support.door import Door
from tests.support.tokens import Tokens

__all__ = ["OURS", "Door"]

OURS = "directory-service"


@pytest.fixture
def anybody(directory: Service) -> Door:
    return Door(directory.test_client(), {})


@pytest.fixture
def editor(directory: Service, tokens: Tokens) -> Door:
    return Door(directory.test_client(), tokens.editor(OURS))


@pytest.fixture
def organisation_id(directory: Service) -> UUID:
    return an_organisation(directory)


@pytest.fixture
def steward(directory: Service, tokens: Tokens, organisation_id: UUID) -> Door:
    return Door(directory.test_client(), tokens.person(a_steward(directory, organisation_id), OURS))


@pytest.fixture
def rules(directory: Service) -> Any:
    """The city's rules of review, to be changed for one test."""
    review: Review = directory.extensions["review"]

    def change(**words: Any) -> None:
        directory.extensions["review"] = replace(review, rules=replace(review.rules, **words))

    yield change
    directory.extensions["review"] = review
