"""The HTTP door: one transaction a request, refusals as problem+json, and a guard on every route."""

from collections.abc import Sequence
from typing import Any

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from flask_smorest import Api, Blueprint
from sqlalchemy.orm import Session

from services.kit import clock, commands, docs, facts_api, health_api, idempotency, logs, problems
from services.kit.answers import AnswerCache
from services.kit.auth import check_guard
from services.kit.db import Database
from services.kit.following import follow_requests
from services.kit.front import TROUBLE, Front
from services.kit.privacy.doors import doors as privacy_doors
from services.kit.settings import ServiceSettings
from services.kit.tokens import Verifier
from services.kit.worker import Worker

READING = frozenset({"GET", "HEAD", "OPTIONS"})
_LARGEST_BODY = 6 * 2**20


class Service(Flask):
    """A Flask app that opens and keeps one transaction for each request."""

    def __init__(self, import_name: str, *, name: str, database: Database, worker: Worker[Any]) -> None:
        super().__init__(import_name, static_folder=None)
        self.service = name
        self.database = database
        self.worker = worker

    def dispatch_request(self) -> ResponseReturnValue:
        """Answer inside a transaction that is kept only if all went well; then send on what it told."""
        if request.routing_exception is not None:
            self.raise_routing_exception(request)
        if trouble := request.environ.get(TROUBLE):
            raise trouble
        check_guard(self.view_functions[request.endpoint or ""])
        if request.method in READING:
            with self.database.reading() as g.session:
                return super().dispatch_request()
        with self.database.transaction() as g.session:
            response = self._answer_once(g.session)
        self.worker.send_news(g.session)
        return response

    def _answer_once(self, session: Session) -> Response:
        """Answer, or answer again what was answered to the same Idempotency-Key."""
        keyed = request.method == "POST" and "Idempotency-Key" in request.headers
        if keyed and (earlier := idempotency.earlier_answer(session, now=clock.now())):
            return earlier
        response = self.make_response(super().dispatch_request())
        session.flush()
        if keyed:
            idempotency.keep_answer(session, response)
        return response


def create_service(
    import_name: str, *, settings: ServiceSettings, worker: Worker[Any], doors: Sequence[Blueprint], title: str
) -> Service:
    """Put a service together: its doors, and what every service has."""
    logs.configure(worker.service)
    database = worker.configure(settings)
    app = Service(import_name, name=worker.service, database=database, worker=worker)
    app.config.update(_configuration(title))
    app.extensions["verifier"] = Verifier(settings.keyring, audience=worker.service)
    app.extensions["answers"] = AnswerCache()
    app.extensions["settings"] = settings
    app.json.sort_keys = False  # type: ignore[attr-defined]
    _register(app, [*doors, privacy_doors, facts_api.doors, health_api.doors, docs.doors])
    # After flask-smorest, which has an answer of its own to every HTTP error.
    problems.register(app)
    follow_requests(app, worker.service)
    app.wsgi_app = Front(app)  # type: ignore[method-assign]
    app.cli.name = worker.service
    commands.register(app.cli, worker)
    return app


def _register(app: Flask, doors: Sequence[Blueprint]) -> None:
    api = Api(app)
    for each in doors:
        api.register_blueprint(each)
    app.extensions["api"] = api


def _configuration(title: str) -> dict[str, Any]:
    return {
        "API_TITLE": title,
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "MAX_CONTENT_LENGTH": _LARGEST_BODY,
        "API_SPEC_OPTIONS": {
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}}
        },
    }
