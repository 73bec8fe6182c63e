"""The token of a link from a mail, shown in place of a person's own: `Authorization: Link …`."""

from services.kit.auth import shown_credential

LINK: list[dict[str, list[str]]] = [{"link": []}]
"""How a door says in the API page that it wants to be shown one."""

LINK_SCHEME = {
    "type": "apiKey",
    "in": "header",
    "name": "Authorization",
    "description": "`Link <token>`: the token of a link in a mail, good for one purpose.",
}


def shown_link() -> str:
    """Return the token of the link that is shown, or nothing."""
    return shown_credential("link")
