"""What the form of an event asks about its dates: the first, others, a rule, and single dates that are other."""

from dataclasses import replace

from services.website.calendar.repeating import SAME_WEEKDAY
from services.website.language import said
from services.website.records.fields.entries import DISTRICT, POST_CODE, STREET, TOWN, Entry, Step

STATUSES = (
    ("cancelled", said("No, it is cancelled")),
    ("postponed", said("Later, we do not know when")),
    ("rescheduled", said("Yes, at another time")),
    ("moved_online", said("Yes, but online")),
)
MODES = (
    ("in_person", said("On site")),
    ("online", said("Online")),
    ("hybrid", said("On site and online")),
)
VENUE = Entry("venue", said("Place"), said("What people call it. For example: community garden"), longest=200)
STATUS_NOTE = Entry("status_note", said("Why?"), said("For example: thunderstorms"), longest=500)
ONLINE_LINK = Entry(
    "online_link",
    said("Link to join online"),
    said(
        "Everybody can read it: on the page of the event and in calendars. A link for guests only belongs into the "
        "message to those who have a seat."
    ),
    "url",
    longest=500,
)
_WHICH = said("Which date?")
_AS_ALL = ("", said("As on all dates"))

_FIRST = (
    Entry("all_day", said("Whole days, without hours"), sort="tick"),
    Entry("starts_at", said("When does it begin?"), sort="moment", needed=True),
    Entry(
        "ends_at",
        said("When does it end?"),
        said("Without a day, it ends on the day on which it begins."),
        sort="moment",
    ),
)
_RULE = Entry(
    "rule",
    said("Does it happen again?"),
    said("If there is a pattern. Single dates can be left out or changed below."),
    sort="rule",
    options=(
        ("", said("No, once")),
        ("FREQ=DAILY", said("Every day")),
        ("FREQ=WEEKLY", said("Every week")),
        ("FREQ=WEEKLY;INTERVAL=2", said("Every two weeks")),
        (SAME_WEEKDAY, said("Every month, on the same weekday, the 2nd Tuesday for example")),
        ("FREQ=MONTHLY", said("Every month, on the same day, the 12th for example")),
        ("FREQ=YEARLY", said("Every year")),
    ),
)
_FURTHER = Entry(
    "further_starts",
    said("More dates"),
    said("If it takes place on other days as well, without a pattern."),
    sort="rows",
    columns=(
        Entry("starts_at", said("When does it begin?"), sort="moment", needed=True),
        Entry(
            "ends_at",
            said("When does it end?"),
            said("Leave it empty if it takes as long as the first time."),
            sort="moment",
        ),
    ),
    one_more=said("One more date"),
)
_LEFT_OUT = Entry(
    "left_out",
    said("Dates without it"),
    said("Holidays, for example. First say how often it happens, then choose from the dates."),
    sort="rows",
    columns=(Entry("day", _WHICH, sort="planned", needed=True),),
    one_more=said("Leave out a date"),
    depends=True,
)
_RARELY = (
    Entry("title_note", said("What is special"), said("For example: with a guest from Leipzig"), longest=200),
    VENUE,
    STREET,
    POST_CODE,
    TOWN,
    DISTRICT,
    Entry("mode", said("On site or online"), sort="choice", options=(_AS_ALL, *MODES)),
    ONLINE_LINK,
    Entry("spot", "", sort="kept"),
)
_CHANGED = Entry(
    "changed_dates",
    said("Single dates that are other"),
    said("Moved, at another place, online, with a guest, or cancelled. What you leave empty is as on all dates."),
    sort="rows",
    columns=(
        Entry("original_start", _WHICH, sort="planned", needed=True),
        Entry(
            "status",
            said("Does it take place?"),
            sort="choice",
            options=(_AS_ALL, ("scheduled", said("Yes, as planned")), *STATUSES),
        ),
        STATUS_NOTE,
        Entry("starts_at", said("New beginning"), sort="moment"),
        Entry("ends_at", said("New end"), said("Leave it empty if it takes as long as always."), sort="moment"),
        *(replace(each, folded=True) for each in _RARELY),
    ),
    one_more=said("Change a single date"),
    depends=True,
)
WHEN = Step(said("When?"), (*_FIRST, _RULE, _LEFT_OUT, _FURTHER, _CHANGED))
