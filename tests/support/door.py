"""A service's door, asked by somebody."""

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass
class Door:
    """Asks a service as somebody."""

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

    def merge(self, kind: str, old: Any, kept: Any, status: int = 200) -> Any:
        """Let a record become one with another, as somebody who has just looked at both."""
        words = {f"{kind}_id": str(kept), "version": self._version(kind, kept)}
        return self.put(f"/v1/{kind}s/{old}/successor", words, status, if_match=self._version(kind, old))

    def _version(self, kind: str, ref: Any) -> int:
        """Return the version of what is seen there, or any if nothing is."""
        seen = self.client.get(f"/v1/{kind}s/{ref}", headers=self.headers)
        return int(seen.get_json()["version"]) if seen.status_code == 200 else 1

    def delete(self, path: str, status: int = 200) -> Any:
        return self.ask("DELETE", path, status).get_json(silent=True)
