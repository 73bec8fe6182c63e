"""What the website itself keeps of people, which owns no database: cookies, and lines in logs."""

from services.kit.privacy.declared import HERSELF, OPERATOR, TASK, Kept
from services.website.language import said

NAMES = {
    "profiles-service": said("Accounts and messages"),
    "directory-service": said("Organisations, projects and offers"),
    "events-service": said("Calendar"),
    "notifier": said("Sending mails"),
    "website": said("The site itself"),
}
"""What readers call each service."""

KEPT = (
    Kept(
        key="cookies",
        title=said("Cookies"),
        tables=(),
        what=said("One that keeps her signed in, and one that protects forms against misuse"),
        whose=said("Everybody who signs in or sends a form"),
        why=said("So that nobody acts in another’s name"),
        basis=said("Necessary for what she asked for (§ 25 (2) no. 2 TDDDG)"),
        shown_to=HERSELF,
        until=said("%(days)s days, or until the browser is closed"),
        days=30,
        by=said("The browser"),
    ),
    Kept(
        key="logs",
        title=said("Logs of the servers"),
        tables=(),
        what=said("Time, page and result of a request; no mail addresses, no names"),
        whose=said("Everybody who opens a page"),
        why=said("So that mistakes are found and attacks are fended off"),
        basis=TASK,
        shown_to=OPERATOR,
        until=said("%(days)s days"),
        days="logs_days",
        by=said("Whoever runs the servers"),
    ),
    Kept(
        key="backups",
        title=said("Backups"),
        tables=(),
        what=said("All that stands here, as it was on the day of the backup"),
        whose=said("Everybody of whom something is kept"),
        why=said("So that nothing is lost when a machine breaks"),
        basis=TASK,
        shown_to=OPERATOR,
        until=said("%(days)s days"),
        stays=said("Backups are dropped as a whole. After one is restored, who was erased since is erased again."),
        days="backups_days",
        by=said("Whoever runs the servers"),
    ),
)
