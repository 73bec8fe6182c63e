"""What is kept of those who write and bring in tables, in every service that keeps records."""

from services.kit.cells import sentence
from services.kit.privacy.declared import EDITORS, TASK, WRITERS, Kept

WRITTEN = Kept(
    key="written",
    title=sentence("What was written and suggested"),
    tables=("revisions",),
    what=sentence("Words for a page, who wrote and who decided, the reasons, and the address of whoever suggested it"),
    whose=WRITERS,
    why=sentence("So that the editors can check what comes in, and an earlier version can be brought back"),
    basis=TASK,
    shown_to=EDITORS,
    until=sentence(
        "Addresses and unconfirmed suggestions %(days)s days; what was refused as long as drafts that nobody sends; a"
        " page’s history as long as the page"
    ),
    days="suggestions_days",
    stays=sentence(
        "What was published for an organisation is the organisation’s and stays, with an address that it named; who"
        " wrote it no longer stands there. Drafts and what never was published are erased."
    ),
    jobs=("forget_unconfirmed", "forget_unsent"),
)
BROUGHT = Kept(
    key="brought",
    title=sentence("Tables that were brought in"),
    tables=("imports",),
    what=sentence("The table with all that it says, and who brought it"),
    whose=WRITERS,
    why=sentence("So that many records can be taken over at once, after a look at them"),
    basis=TASK,
    shown_to=EDITORS,
    until=sentence("%(days)s days"),
    days="tables_days",
    stays=sentence("A table that an editor brought in names this address. It is dropped after a few weeks."),
    jobs=("forget_old_tables",),
)
