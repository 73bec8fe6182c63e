"""`/openapi.json` and `/docs`: what the doors of a service are, for programs and for people, from one source."""

from typing import Any

from flask import Response, current_app, render_template_string

from services.kit.auth import PUBLIC, public
from services.kit.doors import Doors
from services.kit.web_json import json_answer

doors = Doors("docs", __name__, description="This page.")
_WORDS = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "description": "What stands in the way, in a sentence to act on.",
    "properties": {
        **dict.fromkeys(("type", "title", "detail", "request_id"), _WORDS),
        "status": {"type": "integer"},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": _WORDS}},
    },
    "required": ["type", "title", "status", "detail", "request_id"],
}
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ spec.info.title }}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="stylesheet" href="/docs.css"></head><body>
<main><h1>{{ spec.info.title }}</h1><p>OpenAPI {{ spec.openapi }} as <a href="/openapi.json">/openapi.json</a>.</p>
{% for path, verbs in spec.paths.items() %}{% for verb, deed in verbs.items() if deed is mapping and deed.responses %}
<section><h2><code>{{ verb|upper }} {{ path }}</code></h2><p>{{ deed.summary }}</p>
<p>May be called by: <b>{{ deed['x-guard'] }}</b></p>
{% if deed.parameters %}<table>
<tr><th scope="col">Parameter</th><th scope="col">Where</th><th scope="col">Shape</th></tr>
{% for each in deed.parameters %}<tr><td><code>{{ each.name }}</code></td><td>{{ each['in'] }}</td>
<td><code>{{ each.schema }}</code></td></tr>{% endfor %}</table>{% endif %}
{% if deed.requestBody %}<p>Takes <code>{{ deed.requestBody.content.values()|first }}</code></p>{% endif %}
<p>Answers {% for code in deed.responses %}<code>{{ code }}</code> {% endfor %}</p></section>{% endfor %}{% endfor %}
</main></body></html>"""
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem;color-scheme:light dark}"
    "section{border-top:1px solid;padding-block:.5rem}h2{font-size:1.1rem}code{overflow-wrap:anywhere}"
    "th,td{text-align:start;padding:.2rem .8rem .2rem 0;vertical-align:top}"
)


@doors.route("/openapi.json")
@doors.says("application/json")
@public
def openapi() -> Response:
    """Return what this service can do, as OpenAPI 3.1."""
    return json_answer(specification())


@doors.route("/docs")
@doors.says("text/html")
@public
def readable() -> Response:
    """Return what this service can do, as a page."""
    page = Response(render_template_string(_PAGE, spec=specification()), mimetype="text/html")
    page.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'"
    return page


@doors.route("/docs.css")
@doors.says("text/css")
@public
def style() -> Response:
    """Return the style of the page."""
    return Response(_STYLE, mimetype="text/css")


def specification() -> dict[str, Any]:
    """Return the OpenAPI description, each operation with the guard that its view really has."""
    spec: dict[str, Any] = current_app.extensions["api"].spec.to_dict()
    guards = {
        (_template(rule.rule), method.lower()): getattr(current_app.view_functions[rule.endpoint], "guard", "nobody")
        for rule in current_app.url_map.iter_rules()
        for method in rule.methods or ()
    }
    for path, verbs in spec["paths"].items():
        for verb, deed in verbs.items():
            if isinstance(deed, dict) and "responses" in deed:
                _say_who_may(deed, guards.get((path, verb), PUBLIC))
    _say_how_it_refuses(spec["components"])
    return spec


def _say_who_may(deed: dict[str, Any], guard: str) -> None:
    deed["x-guard"] = guard
    # A public view may ask for something other than a token, and says so itself.
    deed["security"] = deed.get("security", []) if guard == PUBLIC else [{"bearer": []}]


def _say_how_it_refuses(components: dict[str, Any]) -> None:
    """Describe problem+json (RFC 9457) where flask-smorest describes its own answers."""
    components["schemas"]["Error"] = _PROBLEM
    for refusal in components["responses"].values():
        refusal["content"] = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Error"}}}


def _template(rule: str) -> str:
    """Return a Flask rule as an OpenAPI path: `/v1/offers/<uuid:offer_id>` becomes `/v1/offers/{offer_id}`."""
    parts = (part.split("<") for part in rule.split(">"))
    return "".join(text + (f"{{{rest[0].rpartition(':')[2]}}}" if rest else "") for text, *rest in parts)
