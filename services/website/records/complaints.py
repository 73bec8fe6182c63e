"""What stands in the way of a record that was sent in: in plain words, at the field where it can be mended."""

from collections.abc import Sequence
from typing import Any

from services.kit.client import Refused
from services.website.calendar import event_dates
from services.website.clients.asking import Words
from services.website.forms.form import ADDRESS, too_long
from services.website.language import _, said
from services.website.records.fields import Entry, entries, entry

CHECK = said("Please check this entry.")
MISSING = said("This is still missing.")
NOT_PUBLIC = said("The group is not public, so nothing of it can be either. Please publish the group first.")
_NO_DAY = said("Please say on which day.")
_NO_HOUR = said("Please say at what time, or choose whole days above.")
_NO_GROUP = said("We do not know one of these groups. Please choose it from the list, or take it out.")
_WHEN = said("Please say on which day and at what time each of them begins.")
_WHICH = said("Please choose for each of them which date it is, and check days and hours.")
_TOO_EARLY = said("It ends before it begins. If it goes on after midnight, enter the day on which it ends as well.")
_FOREIGN = said("Your group does not take part in this project. Please ask those who lead it to name you as a partner.")
_SAID_NO = said("One of these groups does not want to be named with this project. Please take it out.")
_NO_RHYTHM = said(
    "You say until when it happens, but not how often. Please choose how often, or take out the last day."
)
_CHANGES = "changed_dates"
_MOST_TOPICS = 3
_NUMBER = said("This cannot be right. Please enter a whole number.")
# What is wrong with a word of a sort that is there, and not too long.
_OF_SORT = {
    "email": ADDRESS,
    "url": said("Please enter the whole address of the page, for example https://example.org."),
    "number": _NUMBER,
    "hours": said("This cannot be right. Please enter a number, for example 3 or 1.5."),
    "words": said("At most 30 search words, please, with commas between them. None may have more than 60 characters."),
}
# What services say of a single field in words that we can say in other languages, too.
_SPOKEN = frozenset({said("The end lies before the beginning.")})
# What a service says of a record as a whole.
_OF_ALL = {
    "organisation-not-public": ("title", NOT_PUBLIC),
    "not-in-this-project": ("project_id", _FOREIGN),
    "partner-said-no": ("partners", _SAID_NO),
    "ends-before-it-starts": ("ends_at", _TOO_EARLY),
    "date-ends-before-it-starts": (_CHANGES, said("One of these dates ends before it begins.")),
    "too-long": ("ends_at", said("A single date lasts 400 days at most. If it happens again and again, say so below.")),
    "no-such-rule": ("rule", said("We do not understand how often it happens. Please choose once more.")),
    "no-date-left": ("left_out", said("With all these dates left out, none remains.")),
    "too-many-dates": ("rule", CHECK),
    "no-such-co-organiser": ("co_organiser_ids", _NO_GROUP),
    "ages-the-wrong-way-round": ("age_to", said("The highest age lies below the lowest.")),
    "no-such-category": ("categories", CHECK),
    "no-such-district": ("district", CHECK),
}


def known_as_a_whole(refused: Refused) -> bool:
    """Tell whether a service has refused a record for a reason that we can say in our own words."""
    return refused.kind in _OF_ALL


def complaints(draft: Words, refused: Refused) -> dict[str, str]:
    """Return what is wrong with a draft, by the field at which it is said."""
    if not refused.errors:
        name, sentence = _OF_ALL.get(refused.kind, ("title", CHECK))
        if name == "rule" and "FREQ" not in str(draft["words"].get("rule")):
            sentence = _NO_RHYTHM
        return {_at(name, draft["words"]): sentence}
    found: dict[str, list[str]] = {}
    for path, sentences in refused.errors.items():
        found.setdefault(path.partition(".")[0], []).extend(sentences)
    said_of = {_at(name, draft["words"]): _about(draft, name, sentences) for name, sentences in found.items()}
    # As they stand in the form, so that the summary leads through it from above.
    order = [each.name for each in entries(draft["kind"])]
    return dict(sorted(said_of.items(), key=lambda one: order.index(one[0]) if one[0] in order else len(order)))


def _about(draft: Words, name: str, sentences: Sequence[str] = ()) -> str:
    """Return what is wrong with one field of a draft; the service that refused it may have said so itself."""
    word, field = draft["words"].get(name), entry(draft["kind"], name)
    if not word:
        return MISSING
    if isinstance(word, str) and word.endswith("T"):
        return _NO_HOUR
    if isinstance(word, str) and word.startswith("T"):
        return _NO_DAY
    if spoken := _SPOKEN.intersection(sentences):
        return min(spoken)
    if field and (sentence := _length(field, word) or _OF_SORT.get(field.sort)):
        return sentence
    return {"co_organiser_ids": _NO_GROUP, "further_starts": _WHEN, _CHANGES: _WHICH}.get(name, CHECK)


def _length(field: Entry, word: Any) -> str:
    """Return how much too long a word is, or one in a row; nothing where that is not what is wrong."""
    if field.sort == "topics" and len(word) > _MOST_TOPICS:
        return _("Please choose at most %(most)s topics.", most=_MOST_TOPICS)
    if field.sort == "rows" and isinstance(word, list):
        rows = (row for row in word if isinstance(row, dict))
        return next((_length_in(each, row) for row in rows for each in field.columns if _length_in(each, row)), "")
    is_text = field.longest and isinstance(word, str)
    return too_long(len(word), field.longest) if is_text and len(word) > field.longest else ""


def _length_in(column: Entry, row: Words) -> str:
    sentence = _length(column, row.get(column.name))
    return f"{_(column.label)}: {sentence}" if sentence else ""


def _at(name: str, words: Words) -> str:
    """Return where somebody mends a field: the calendar keeps the end of a further date as a change of it."""
    return "further_starts" if name == _CHANGES and not event_dates.written(words)[_CHANGES] else name
