"""What the directory keeps of people: why, for how long, and what of it outlasts them."""

from datetime import timedelta

from services.kit.cells import sentence
from services.kit.privacy.declared import (
    ACCOUNTS,
    CONSENT,
    CONTACTS,
    CONTRACT,
    EDITORS,
    EVERYBODY,
    FACTS,
    STEWARDS,
    TASK,
    VISITORS,
    WRITERS,
    Kept,
    links_kept,
)
from services.kit.review.declared import BROUGHT, WRITTEN

INVITATION_LASTS = timedelta(days=14)
DEEDS_KEPT = timedelta(days=30)

KEPT = (
    Kept(
        key="stewardships",
        title=sentence("Who looks after an organisation"),
        tables=("stewardships",),
        what=sentence("Which organisation, in which role, since when, and the name in the invitation"),
        whose=ACCOUNTS,
        why=sentence("So that only those change a page whom it belongs to"),
        basis=CONTRACT,
        shown_to=STEWARDS,
        until=sentence("Until the account is erased; who ended it is known by a number"),
    ),
    Kept(
        key="invitations",
        title=sentence("Invitations to look after an organisation"),
        tables=("invitations",),
        what=sentence("E-mail address and name until it is answered or runs out, who invited, and when"),
        whose=ACCOUNTS,
        why=sentence("So that whoever is invited can take over the page"),
        basis=CONTRACT,
        shown_to=STEWARDS,
        until=sentence("Address and name for %(days)s days at most; that there was one stays"),
        days=INVITATION_LASTS.days,
        jobs=("forget_unconfirmed",),
    ),
    Kept(
        key="ideas",
        title=sentence("Ideas and searches for companions"),
        tables=("ideas", "idea_links"),
        what=sentence("The idea, the name and contact beside it, and the e-mail address or account of its author"),
        whose=VISITORS,
        why=sentence("So that ideas find people, and their authors can change them"),
        basis=CONSENT,
        shown_to=EVERYBODY,
        until=sentence("As long as it is on the board, and %(days)s days after"),
        days="ideas_days",
        stays=sentence("The words of an idea that became a project stay; who brought it no longer stands there."),
        jobs=("look_after_board",),
    ),
    WRITTEN,
    Kept(
        key="reports",
        title=sentence("What was reported as wrong on a page"),
        tables=("reports",),
        what=sentence("The text, the page, and the e-mail address if given, until it is looked into"),
        whose=VISITORS,
        why=sentence("So that mistakes are corrected, and can be answered"),
        basis=TASK,
        shown_to=EDITORS,
        until=sentence("%(days)s days after an editor has looked into it"),
        days="reports_days",
        jobs=("forget_unconfirmed",),
    ),
    BROUGHT,
    Kept(
        key="deeds",
        title=sentence("Pictures sent in, and records made one"),
        tables=("pictures", "picture_files", "mergers"),
        what=sentence("Who sent a picture or made two records one, and when"),
        whose=WRITERS,
        why=sentence("So that it can be asked whether a picture may be shown"),
        basis=TASK,
        shown_to=EDITORS,
        until=sentence(
            "As long as the picture is shown; %(days)s days after that, and after two records were made one"
        ),
        days=DEEDS_KEPT.days,
        jobs=("forget_unused_pictures",),
    ),
    Kept(
        key="contacts",
        title=sentence("Contact persons and addresses of organisations"),
        tables=("organisations", "projects", "offers", "search_entries", "search_vocabulary"),
        what=sentence("The contact person and the e-mail address that an organisation gives as its own"),
        whose=CONTACTS,
        why=sentence("So that people can ask the organisation"),
        basis=TASK,
        shown_to=sentence("The name everybody; the e-mail address the organisation and the editorial team"),
        until=sentence("Until the organisation changes or withdraws it"),
        stays=sentence(
            "An organisation gives this address as its own, so we don't take it away by ourselves. The editors have"
            " been told and will ask the organisation."
        ),
    ),
    FACTS,
    links_kept(job="forget_unconfirmed"),
)

PLAIN = {
    "daily_figures": "how many there were of something on a day; who, it does not say",
    "catalogue": "a number that rises with each change",
    "events": "a copy of what the calendar shows to everybody",
    "import_progress": "how far a table has come",
    "freshness_checks": "about records, not about people; links are made for an organisation",
    "provenances": "where records came from",
    "project_partners": "which organisations take part",
    "partner_letters": "when an organisation was written to",
    "search_synonyms": "words that mean the same",
    "text_blocks": "texts that editors refuse with",
}
"""Tables that tell of nobody, with the reason."""
