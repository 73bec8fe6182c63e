"""Words that look like advertising: a few of them, and links, named so that whoever looks at a text sees why.

This decides nothing but who reads first: what looks like advertising waits for an editor.
"""

import re
from collections.abc import Iterable

from services.kit.vocabulary import fold

USUAL_WORDS = (
    # German
    "angebot des tages", "backlink", "backlinks", "bitcoin", "casino", "cbd", "finanzierung", "gastbeitrag",
    "geld verdienen", "gewinnspiel", "glücksspiel", "gutschein", "gutscheincode", "krypto", "kredit", "kredite",
    "linkaufbau", "nebenverdienst", "newsletter-marketing", "online-marketing", "potenzmittel", "provision", "rabatt",
    "reichweite steigern", "seo", "sonderangebot", "sportwetten", "suchmaschinenoptimierung", "webdesign",
    "werbepartner", "ihre website optimieren",
    # English
    "affiliate", "buy now", "click here", "crypto", "discount", "earn money", "forex", "guest post", "investment",
    "link building", "loan", "loans", "lottery", "make money", "marketing agency", "rank higher", "special offer",
    "viagra", "web design",
)  # fmt: skip
_LINK = re.compile(
    r"https?://|www\.|\b[a-z0-9-]{2,}\.(?:biz|click|com|info|net|online|ru|shop|site|store|top|xyz)\b", re.I
)
_MAIL = re.compile(r"\S+@\S+")
_CAPITALS = re.compile(r"\b[A-ZÄÖÜ]{4,}\b")
_MOST_SHOUTED = 5


def signs_of_advertising(text: str, *, words: Iterable[str] = (), most_links: int = 1) -> tuple[str, ...]:
    """Return what in a text looks like advertising: `links`, `capitals`, and each typical word; mostly nothing.

    Without words of one's own the usual ones are looked for.
    """
    folded = f" {fold(text)} "
    found = [word for word in words or USUAL_WORDS if f" {fold(word)} " in folded]
    # An address with a host of its own is no link.
    links = ["links"] if len(_LINK.findall(_MAIL.sub(" ", text))) > most_links else []
    shouted = ["capitals"] if len(_CAPITALS.findall(text)) > _MOST_SHOUTED else []
    return (*links, *shouted, *found)
