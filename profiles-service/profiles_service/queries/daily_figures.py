"""Daily figures of people: accounts, subscriptions, and what became of requests for contact; and what that means."""

from services.kit.daily.figures import Figure, Sort

_PEOPLE = "SELECT id FROM people WHERE account_since < :ends"
_NEW_PEOPLE = "SELECT id FROM people WHERE account_since >= :begins AND account_since < :ends"
# Who follows several districts stands in each; in the sum she counts once.
_SUBSCRIPTIONS = """
    SELECT s.person_id AS id, interests.categories, district FROM subscriptions s
    LEFT JOIN interests ON interests.person_id = s.person_id
    LEFT JOIN LATERAL unnest(interests.districts) AS district ON true
    WHERE {when}
"""
# Of the topics and the district of what somebody asked about, as they are now.
_STEPS = """
    SELECT step.request_id AS id, subject.categories, subject.district
    FROM contact_steps AS step JOIN contact_requests AS request ON request.id = step.request_id
    LEFT JOIN contact_subjects AS subject ON subject.kind = request.subject_kind AND subject.id = request.subject_id
    WHERE step.state = '{state}' AND step.happened_at >= :begins AND step.happened_at < :ends
"""
_NOT_PLACED = """
    SELECT request_id AS id, ARRAY[coalesce(reason, 'unknown')] AS categories, CAST(NULL AS text) AS district
    FROM contact_steps WHERE state = 'not_placed' AND happened_at >= :begins AND happened_at < :ends
"""
_ANSWERED_AFTER = """
    SELECT step.request_id AS id, subject.categories, subject.district,
           CAST(extract(epoch FROM step.happened_at - asked.happened_at) / 3600 AS double precision) AS took
    FROM contact_steps AS step
    JOIN contact_steps AS asked ON asked.request_id = step.request_id AND asked.state = 'forwarded'
    JOIN contact_requests AS request ON request.id = step.request_id
    LEFT JOIN contact_subjects AS subject ON subject.kind = request.subject_kind AND subject.id = request.subject_id
    WHERE step.state = 'answered' AND step.happened_at >= :begins AND step.happened_at < :ends
"""
_REASONS = {
    "no_time": {"de": "Keine Zeit", "en": "No time"},
    "did_not_fit": {"de": "Passte nicht", "en": "Did not fit"},
    "never_met": {"de": "Kein Treffen zustande gekommen", "en": "Never met"},
    "filled": {"de": "Schon besetzt", "en": "Filled already"},
    "declined": {"de": "Abgelehnt", "en": "Declined"},
    "withdrawn": {"de": "Zurückgezogen", "en": "Withdrawn"},
    "no_answer": {"de": "Keine Antwort", "en": "No answer"},
    "unknown": {"de": "Nicht bekannt", "en": "Not known"},
    "other": {"de": "Anderes", "en": "Something else"},
}


def _requests(key: str, state: str, names: tuple[str, str], meanings: tuple[str, str], *, shown: bool) -> Figure:
    return Figure(
        key=key,
        sort=Sort.FLOW,
        name=dict(zip(("de", "en"), names, strict=True)),
        meaning=dict(zip(("de", "en"), meanings, strict=True)),
        counted=_STEPS.format(state=state),
        people=True,
        is_public=shown,
    )


FIGURES = (
    Figure(
        key="people",
        sort=Sort.STOCK,
        name={"de": "Menschen mit Konto", "en": "People with an account"},
        meaning={
            "de": "Menschen, die sich bis zum Ende des Tages schon einmal angemeldet haben.",
            "en": "People who had signed in at least once by the end of the day.",
        },
        counted=_PEOPLE,
        whole=True,
        people=True,
    ),
    Figure(
        key="people_new",
        sort=Sort.FLOW,
        name={"de": "Neue Konten", "en": "New accounts"},
        meaning={
            "de": "Menschen, die sich an diesem Tag zum ersten Mal angemeldet haben.",
            "en": "People who signed in for the first time on this day.",
        },
        counted=_NEW_PEOPLE,
        whole=True,
        people=True,
    ),
    Figure(
        key="subscriptions",
        sort=Sort.STOCK,
        name={"de": "Menschen mit Abo", "en": "People with a subscription"},
        meaning={
            "de": "Menschen, die am Ende des Tages bestätigte Nachrichten bekamen; nach Thema und Stadtteil so, wie sie"
            " es gewählt haben, und wer nichts gewählt hat, unter „ohne Angabe“.",
            "en": "People who got messages that they had confirmed, at the end of the day; by the topics and districts"
            " that they chose, and under “not said” where they chose none.",
        },
        counted=_SUBSCRIPTIONS.format(when="s.confirmed_at < :ends AND (s.state = 'active' OR s.left_at >= :ends)"),
        people=True,
        is_public=True,
        districts_overlap=True,
    ),
    Figure(
        key="subscriptions_new",
        sort=Sort.FLOW,
        name={"de": "Bestätigte Abos", "en": "Confirmed subscriptions"},
        meaning={
            "de": "Menschen, die an diesem Tag zuletzt ein Abo bestätigt haben.",
            "en": "People who last confirmed a subscription on this day.",
        },
        counted=_SUBSCRIPTIONS.format(when="s.confirmed_at >= :begins AND s.confirmed_at < :ends"),
        people=True,
        districts_overlap=True,
    ),
    _requests(
        "contacts_received",
        "received",
        ("Anfragen „Ich mache mit“", "Requests to take part"),
        (
            "Anfragen an Gruppen oder einzelne Menschen, die an diesem Tag geschrieben wurden.",
            "Requests to groups or to single people written on this day.",
        ),
        shown=False,
    ),
    _requests(
        "contacts_forwarded",
        "forwarded",
        ("Weitergeleitete Anfragen", "Forwarded requests"),
        (
            "Anfragen, die bestätigt waren und an diesem Tag zu denen gingen, die gefragt werden.",
            "Requests that were confirmed and went to those who are asked on this day.",
        ),
        shown=True,
    ),
    _requests(
        "contacts_answered",
        "answered",
        ("Beantwortete Anfragen", "Answered requests"),
        (
            "Anfragen, die an diesem Tag beantwortet wurden.",
            "Requests that were answered on this day.",
        ),
        shown=False,
    ),
    _requests(
        "placements",
        "placed",
        ("Vermittlungen", "Placements"),
        (
            "Anfragen, von denen an diesem Tag bekannt wurde, dass daraus ein Engagement geworden ist.",
            "Requests of which it became known on this day that somebody takes part.",
        ),
        shown=True,
    ),
    Figure(
        key="not_placed",
        sort=Sort.FLOW,
        name={"de": "Anfragen ohne Vermittlung", "en": "Requests without a placement"},
        meaning={
            "de": "Anfragen, von denen an diesem Tag bekannt wurde, dass nichts daraus geworden ist, und warum.",
            "en": "Requests of which it became known on this day that nothing came of them, and why.",
        },
        counted=_NOT_PLACED,
        people=True,
        parts=_REASONS,
    ),
    Figure(
        key="answer_hours",
        sort=Sort.MEDIAN,
        name={"de": "Zeit bis zur Antwort", "en": "Time to answer"},
        meaning={
            "de": "Stunden vom Weiterleiten einer Anfrage bis zur Antwort: die Hälfte ging schneller"
            " (Median). Nur bei mindestens fünf Antworten.",
            "en": "Hours from forwarding a request to its answer: half were quicker (median). Only where there"
            " were at least five answers.",
        },
        counted=_ANSWERED_AFTER,
        people=True,
    ),
)
"""All that is counted of people."""
BEGINNING = "SELECT min(created_at) FROM people"
"""Selects the moment before which there was nothing to count."""
