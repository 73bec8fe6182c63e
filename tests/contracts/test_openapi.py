"""The four OpenAPIs, asked by schemathesis whatever they allow and forbid: no 5xx, and answers as described."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from services.kit.web import Service
from tests.support import contact_makers, directory_makers, events_makers, newsletter_makers
from tests.support.ground import SERVICES, Ground
from tests.support.tokens import Tokens

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
ASKING = settings(
    max_examples=8,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
Things = dict[str, UUID]


def things_of(service: str, app: Service) -> Things:
    """Make a few things, so that their addresses lead somewhere."""
    if service == "notifier":
        return {"newsletter_id": newsletter_makers.a_draft(app)}
    if service == "events":
        group = events_makers.an_organisation(app)
        return {
            "event_id": events_makers.an_event(app, group).id,
            "revision_id": events_makers.a_written_event(app, group),
        }
    if service == "profiles":
        contact_makers.forwarded(app, contact_makers.an_offer(app, contact_email="gruppe@example.net"))
        return {"request_id": contact_makers.the_request(app).id}
    if service != "directory":
        return {}
    organisation = directory_makers.an_organisation(app)
    return {
        "organisation_id": organisation,
        "offer_id": directory_makers.an_offer(app, organisation),
        "project_id": directory_makers.a_project(app, organisation),
        "revision_id": directory_makers.a_written_offer(app, organisation),
    }


def operations(app: Service) -> list[Any]:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app)
    return [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]


def ask(operation: Any, things: Things, headers: Callable[[], dict[str, str]], mode: GenerationMode) -> str:
    """Ask one operation a few times, half the time about a thing that is there; return what was wrong."""

    @ASKING
    @given(case=operation.as_strategy(generation_mode=mode), there=st.booleans())
    def once(case: Case[Any], there: bool) -> None:
        known = {name: str(thing) for name, thing in things.items() if there and name in (case.path_parameters or {})}
        case.path_parameters = {**(case.path_parameters or {}), **known}
        case.call_and_validate(headers=headers(), checks=CHECKS)

    try:
        once()
    except Unsatisfiable:  # nothing can be asked wrongly where nothing is asked
        return ""
    except FailureGroup as trouble:
        return f"{operation.label}: {' '.join(map(str, trouble.exceptions))}"
    return ""


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["sense", "nonsense"])
@pytest.mark.parametrize("who", ["nobody", "an editor"])
@pytest.mark.parametrize("service", SERVICES)
def test_whatever_is_asked_the_answer_is_as_described(
    ground: Ground, tokens: Tokens, service: str, who: str, mode: GenerationMode
) -> None:
    app = ground.emptied(service)
    things = things_of(service, app)
    headers = {"nobody": dict, "an editor": lambda: tokens.editor(app.service)}[who]

    troubles = [trouble for operation in operations(app) if (trouble := ask(operation, things, headers, mode))]

    assert troubles == [], "\n\n".join(troubles)
