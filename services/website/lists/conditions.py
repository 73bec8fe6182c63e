"""What volunteers want to know of every offer, as questions: each may be yes, no, or not said."""

from collections.abc import Sequence

from services.website.language import _
from services.website.lists.filters import Choice, Filter

NO, UNKNOWN = "nein", "unbekannt"
_AGES = ("8", "10", "12", "14", "16", "18")


def often_asked() -> list[Filter]:
    """Return the questions whose first answer matters most: it stands on top, the others in the fold."""
    return [
        _question("kinder", "with_children", _("With children"), first=_("Possible with children")),
        Filter("rollstuhl", "wheelchair", _("Wheelchair"), _wheelchair(), yes=True),
        _question("zuhause", "remote", _("From home"), first=_("From home"), is_always_said=True),
        _certificate(),
    ]


def others() -> list[Filter]:
    """Return the other questions of yes or no."""
    return [
        _question("einarbeitung", "training", _("Introduction")),
        _question("versicherung", "insurance", _("Insurance")),
        _question("geld", "expense_allowance", _("Expenses paid")),
        _question("vorwissen", "previous_knowledge", _("Experience needed")),
        _question("oepnv", "public_transport", _("By bus or tram")),
        _question("unter-18", "under_18", _("Under 18")),
        _question("feste-tage", "dated", _("On fixed days"), is_always_said=True),
    ]


def efforts() -> tuple[Choice, ...]:
    """Return how long an offer may take."""
    return (
        Choice("kurz", "short", _("Up to 2 hours")),
        Choice("halber-tag", "half_day", _("Up to 4 hours")),
        Choice("lang", "long", _("Longer")),
        not_said(_("How long it takes")),
    )


def ages(told_apart: Sequence[str] = _AGES) -> tuple[Choice, ...]:
    """Return how old somebody may be, as far as it makes a difference."""
    return tuple(Choice(age, age, _("%(age)s years", age=age)) for age in told_apart)


def not_said(label: str) -> Choice:
    """Return the choice of what says nothing of something."""
    return Choice(UNKNOWN, "unknown", _("Not said"), _("%(what)s: not said", what=label))


def _question(name: str, asked: str, label: str, *, first: str = "", is_always_said: bool = False) -> Filter:
    yes = Choice("ja", "true", first or _("Yes"), first or _("%(what)s: yes", what=label))
    no = Choice(NO, "false", _("No"), _("%(what)s: no", what=label))
    choices = (yes, no) if is_always_said else (yes, no, not_said(label))
    return Filter(name, asked, label, choices, yes=bool(first))


def _wheelchair() -> tuple[Choice, ...]:
    label = _("Wheelchair")
    return (
        Choice("ja", "true", _("Wheelchair accessible"), label),
        Choice("teilweise", "partly", _("Partly"), _("Partly wheelchair accessible")),
        Choice(NO, "no", _("No"), _("%(what)s: no", what=label)),
        not_said(label),
    )


def _certificate() -> Filter:
    label, without = _("Certificate of good conduct"), _("Without a certificate of good conduct")
    needed = Choice("ja", "true", _("Needed"), _("With a certificate of good conduct"))
    choices = (Choice(NO, "false", without, without), needed, not_said(label))
    return Filter("fuehrungszeugnis", "certificate_of_conduct", label, choices, yes=True)
