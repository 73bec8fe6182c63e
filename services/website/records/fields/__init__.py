"""The fields of records in forms: their names, their help, and of which sort they are."""

from collections.abc import Iterator, Mapping, Sequence

from services.website.language import said
from services.website.records.fields.entries import Entry, Step
from services.website.records.fields.events import EVENT, SUGGESTED_EVENT
from services.website.records.fields.ideas import IDEA
from services.website.records.fields.offers import OFFER
from services.website.records.fields.organisations import EDITORS, ORGANISATION, SUGGESTED_ORGANISATION
from services.website.records.fields.projects import PROJECT

__all__ = ["EDITORS", "LABELS", "STEPS", "Entry", "Step", "entries", "entry", "labels_of", "steps_for", "suggested"]

STEPS: Mapping[str, Sequence[Step]] = {
    "event": EVENT,
    "offer": OFFER,
    "project": PROJECT,
    "organisation": (*ORGANISATION, EDITORS),
    "idea": IDEA,
}
_SUGGESTED: Mapping[str, Sequence[Step]] = {"event": SUGGESTED_EVENT, "organisation": SUGGESTED_ORGANISATION}
_ALL = [entry for steps in STEPS.values() for step in steps for entry in step.entries]
LABELS = {entry.name: entry.label for entry in _ALL} | {
    "pictures": said("Pictures"),
    "confirmed_on": said("Confirmed on"),
    "organisation_id": said("Group"),
    "lat": said("Point on the map"),
    "lon": said("Point on the map"),
    "previous_start": said("When it was to begin"),
}


def labels_of(kind: str) -> Mapping[str, str]:
    """Return what the fields of a kind of record are called, first its own in the order of its form."""
    own = {each.name: each.label for each in entries(kind)}
    return {**own, **{name: label for name, label in LABELS.items() if name not in own}}


def entries(kind: str, *, with_editors: bool = True) -> Iterator[Entry]:
    """Return the fields of a kind of record, from the first to the last."""
    return (entry for step in steps_for(kind, is_editor=with_editors) for entry in step.entries)


def entry(kind: str, name: str) -> Entry | None:
    """Return one field of a kind of record, if its form has it."""
    return next((each for each in entries(kind) if each.name == name), None)


def steps_for(kind: str, *, is_editor: bool) -> Sequence[Step]:
    """Return the steps of a form; some are for editors alone."""
    return [step for step in STEPS[kind] if is_editor or step is not EDITORS]


def suggested(kind: str) -> Sequence[Step]:
    """Return the steps of the form for somebody without an account, who need not know everything."""
    return _SUGGESTED.get(kind) or STEPS[kind][:1]
