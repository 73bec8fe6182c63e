"""Why something was found, as a person reads it: one line, in her language."""

from collections.abc import Sequence
from pathlib import Path

from directory_service.queries.search.entries import Match
from directory_service.queries.search.meaning import Meaning
from directory_service.rules.finding import EXACT, MEANT, MENDED, RELATED
from services.kit import translations

_FOLDER = Path(__file__).parents[1] / "translations"


def why(matches: Sequence[Match], *, language: str) -> str:
    """Say which word stands where, and what it has to do with what was asked."""
    say = translations.catalogue(_FOLDER, language).gettext
    said = [say(_sentence(match)) % {**vars(match), "place": say(_PLACES[match.where])} for match in matches]
    return " ".join(dict.fromkeys(said))


def mended(meant: Meaning) -> list[dict[str, str]]:
    """Say which words nobody wrote, and what was looked for instead."""
    return [{"asked": word, "found": instead} for word, instead in meant.mended.items()]


def second_draft(language: str) -> str:
    """Say to who wrote about what has become another that somebody writes about that one already."""
    return translations.catalogue(_FOLDER, language).gettext(_SECOND_DRAFT)


def _(message: str) -> str:
    """Mark a sentence that is translated when it is said."""
    return message


_SECOND_DRAFT = _(
    "This has become one with another entry, about which somebody is writing already. Nothing you wrote is lost: "
    "please put into the other draft what is missing there."
)
_PLACES = {
    "title": _("in the title"),
    "keywords": _("among the keywords and topics"),
    "summary": _("in the summary"),
    "text": _("in the text"),
}


def _sentence(match: Match) -> str:
    if match.how in (EXACT, RELATED):
        return _("“%(found)s” stands %(place)s.")
    if match.how == MENDED:
        return _("“%(found)s” instead of “%(asked)s” stands %(place)s.")
    # Of a compound that nobody wrote, a part is found: no Kindergarten is in a garden.
    if match.how == MEANT or len(match.found) < len(match.asked):
        return _("For “%(asked)s”: “%(found)s” stands %(place)s.")
    return _("“%(asked)s” is in “%(found)s”, %(place)s.")
