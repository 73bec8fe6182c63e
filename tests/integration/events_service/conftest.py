"""Who asks the calendar about what is written and reviewed, and how."""

from uuid import UUID

import pytest

from services.kit.web import Service
from tests.support.door import Door
from tests.support.events_makers import a_steward, an_organisation
from tests.support.tokens import Tokens

OURS = "events-service"


@pytest.fixture
def public(events: Service) -> Door:
    return Door(events.test_client(), {})


@pytest.fixture
def redaction(events: Service, tokens: Tokens) -> Door:
    return Door(events.test_client(), tokens.editor(OURS))


@pytest.fixture
def watched(events: Service) -> UUID:
    """An organisation whose words the editors look at first."""
    return an_organisation(events, name="Neue Gruppe", slug="neue-gruppe", trusted=False)


@pytest.fixture
def writer(events: Service, tokens: Tokens, watched: UUID) -> Door:
    return Door(events.test_client(), tokens.person(a_steward(events, watched), OURS))
