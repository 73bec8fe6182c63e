"""Who asks the directory, and how."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.kit.web import Service
from tests.support.directory_makers import a_steward, an_organisation
from tests.support.tokens import Tokens

OURS = "directory-service"


@dataclass
class Door:
    """Asks the directory as somebody."""

    client: FlaskClient
    headers: dict[str, str]

    def ask(self, method: str, path: str, status: int = 200, json: Any = None, **headers: str) -> TestResponse:
        answer = self.client.open(path, method=method, json=json, headers={**self.headers, **headers})
        assert answer.status_code == status, answer.text
        return answer

    def get(self, path: str, status: int = 200, **headers: str) -> Any:
        return self.ask("GET", path, status, **headers).get_json()

    def post(self, path: str, json: Any, status: int = 201) -> Any:
        return self.ask("POST", path, status, json).get_json()

    def put(self, path: str, json: Any = None, status: int = 200, *, if_match: int | None = None) -> Any:
        headers = {} if if_match is None else {"If-Match": f'"{if_match}"'}
        return self.ask("PUT", path, status, json, **headers).get_json(silent=True)

    def delete(self, path: str, status: int = 200) -> Any:
        return self.ask("DELETE", path, status).get_json()


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
