"""What a service knows of somebody, said so that she can read it: fields and values in plain words."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from services.website import times
from services.website.language import _, said, translated
from services.website.lists.marked import labelled
from services.website.personal.codes import in_words
from services.website.records.fields import LABELS as RECORD_LABELS

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_LABELS = {
    "about": said("About me"),
    "account_since": said("Account since"),
    "answer": said("Answer"),
    "answer_email": said("Address given with the answer"),
    "answer_text": said("Words with the answer"),
    "answered_at": said("Answered on"),
    "answers": said("Answers"),
    "applied_at": said("Taken over on"),
    "appointed_at": said("Since"),
    "asked_at": said("Asked for on"),
    "attempt": said("Attempts"),
    "cadence": said("How often"),
    "came": said("Came"),
    "categories": said("Topics"),
    "changed": said("Changed"),
    "changed_at": said("Changed on"),
    "chosen": said("Chosen"),
    "closed_at": said("Closed on"),
    "commitment": said("How long"),
    "confirmed_at": said("Confirmed on"),
    "contact": said("Contact"),
    "contact_name": said("Name"),
    "counts": said("Numbers"),
    "created_at": said("Begun on"),
    "decided_at": said("Decided on"),
    "deed": said("What was done"),
    "description": said("Description"),
    "device": said("Device"),
    "dismissed_at": said("Until"),
    "district": said("District"),
    "districts": said("Districts"),
    "duplicate": said("Perhaps there already"),
    "email": said("E-mail"),
    "ends_on": said("Until"),
    "expires_at": said("Valid until"),
    "failing_reason": said("Why mails do not arrive"),
    "failing_since": said("Mails do not arrive since"),
    "file_name": said("File"),
    "form": said("Form"),
    "gives": said("Gives"),
    "gives_text": said("Gives, in words"),
    "happened_at": said("On"),
    "id": said("Number"),
    "ignored": said("Older double"),
    "inactive": said("Not wanted now"),
    "interest": said("Interest"),
    "interests": said("Interests"),
    "invited_at": said("Invited on"),
    "is_listed": said("Found by search engines"),
    "is_saved": said("Only reminders"),
    "is_synced": said("On several devices"),
    "kind": said("Kind"),
    "language": said("Language"),
    "languages": said("Languages"),
    "last_used_at": said("Last used on"),
    "left_at": said("Left on"),
    "looks_for": said("Looks for"),
    "looks_for_text": said("Looks for, in words"),
    "made_at": said("Written on"),
    "merged_at": said("Made one on"),
    "message": said("Message"),
    "name": said("Name"),
    "named": said("Your address in it"),
    "new": said("New"),
    "newsletter": said("Newsletter"),
    "old_slug": said("Address of the page"),
    "organisation_ids": said("Groups"),
    "organisation_name": said("Organisation"),
    "organisations": said("Groups"),
    "origin": said("As what"),
    "passkey_at": said("Passkey shown on"),
    "path": said("Page"),
    "paused_until": said("Paused until"),
    "people": said("How many people"),
    "phone": said("Phone"),
    "picture": said("Picture"),
    "portrait_id": said("Number of the picture"),
    "pronoun": said("Pronoun"),
    "published_at": said("Public since"),
    "reason": said("Reason"),
    "received_at": said("Came in on"),
    "refused": said("Refused"),
    "reminders": said("Reminders"),
    "reminds": said("Reminders"),
    "remote": said("From home"),
    "reply": said("Reply of the mail server"),
    "requested_at": said("Asked for on"),
    "role": said("Role"),
    "roles": said("Roles"),
    "score": said("Points"),
    "scored_on": said("Last point on"),
    "sent_at": said("Sent on"),
    "shown": said("Shown to"),
    "since": said("Since"),
    "skipped": said("Left out"),
    "slug": said("Address of the page"),
    "starts_at": said("Begins on"),
    "state": said("State"),
    "status": said("State"),
    "step": said("Step"),
    "submitted_at": said("Sent in on"),
    "subscribed": said("Gets messages"),
    "summary": said("In short"),
    "template": said("Letter"),
    "text": said("Text"),
    "title": said("Title"),
    "topic": said("What about"),
    "tries": said("Attempts"),
    "unchanged": said("Unchanged"),
    "until": said("Until"),
    "unwanted": said("Must not be there"),
    "updated_at": said("On"),
    "used_at": said("Used on"),
    "verified_at": said("Confirmed on"),
    "waits": said("Waits for you"),
    "wanted": said("Must be there"),
    "website": said("Website"),
    "what": said("What"),
    "wheelchair": said("Accessible by wheelchair"),
    "with_children": said("With children"),
    "withdrawn_at": said("Taken down on"),
    "withdrawn_because": said("Why it was taken down"),
    "wording": said("Wording"),
    "wording_version": said("Version of the wording"),
    "words": said("Words"),
}
_MARKS = frozenset({"wanted", "unwanted", "organisation_ids"})
_NOTHING: tuple[Any, ...] = (None, "", [], {})


def fields(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what stands in a row, field by field; what is empty is left out."""
    return [(label(name), value(each, name)) for name, each in row.items() if each not in _NOTHING]


def label(name: str) -> str:
    """Return what a field is called; one that we have no word for keeps its own."""
    known = _LABELS.get(name) or RECORD_LABELS.get(name)
    return translated(known) if known else name.replace("_", " ")


def value(word: Any, name: str = "") -> str:
    """Return a value of a field as one reads it."""
    if isinstance(word, bool):
        return _("yes") if word else _("no")
    if isinstance(word, Mapping):
        # To whom each field of a card is shown is said in the same few words.
        said_of = {each: name if name == "shown" else each for each in word}
        return "; ".join(
            f"{label(each)}: {value(word[each], said_of[each])}" for each in word if word[each] not in _NOTHING
        )
    if name in _MARKS and isinstance(word, list):
        marks = [f"organisation:{each}" for each in word] if name == "organisation_ids" else word
        return ", ".join(text for _mark, text in labelled(marks, unwanted=name == "unwanted"))
    if isinstance(word, list):
        return ", ".join(value(each, name) for each in word)
    return _when(str(word), name) or in_words(name, str(word))


def _when(word: str, name: str) -> str:
    """Return a moment or a day as one reads it, and nothing for what is neither."""
    if _MOMENT.match(word):
        return times.at(word)
    return times.day(word) if name.endswith("_on") and _DAY.fullmatch(word) else ""


def until(kept: Mapping[str, Any]) -> str:
    """Return until when something is kept."""
    said_until = translated(kept["until"])
    return said_until % {"days": kept["days"]} if kept["days"] is not None else said_until


def sections(found: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what a service knows, section by section, in the reader's words."""
    return [
        {
            "title": translated(each["title"]),
            "why": translated(each["why"]),
            "until": until(each),
            "stays": translated(each["stays"]) if each["stays"] else "",
            "rows": [fields(row) for row in each["rows"]],
            "is_whole": each["is_whole"],
        }
        for each in found
    ]
