"""The directory's daily figures: what was public at the end of each day, what came, what went, and what that means.

When a record was hidden is known from its last change.
"""

from services.kit.daily.figures import Figure, Sort

_PUBLIC = """
    SELECT id, categories, district FROM {table}
    WHERE published_at < :ends AND (state = 'published' OR (state = 'withdrawn' AND changed_at >= :ends))
"""
_NEW = """
    SELECT id, categories, district FROM {table}
    WHERE published_at >= :begins AND published_at < :ends AND state <> 'draft'
"""
_ENDED = """
    SELECT id, categories, district FROM {table}
    WHERE state = 'withdrawn' AND changed_at >= :begins AND changed_at < :ends
"""


def _figures_of(table: str, german: str, english: str) -> tuple[Figure, ...]:
    return (
        Figure(
            key=table,
            sort=Sort.STOCK,
            name={"de": german, "en": english},
            meaning={
                "de": f"{german}, die am Ende des Tages öffentlich waren.",
                "en": f"{english} that were public at the end of the day.",
            },
            counted=_PUBLIC.format(table=table),
            is_public=True,
        ),
        Figure(
            key=f"{table}_new",
            sort=Sort.FLOW,
            name={"de": f"Neue {german}", "en": f"New {english.lower()}"},
            meaning={
                "de": f"{german}, die an diesem Tag veröffentlicht wurden.",
                "en": f"{english} that were last published on this day.",
            },
            counted=_NEW.format(table=table),
        ),
        Figure(
            key=f"{table}_ended",
            sort=Sort.FLOW,
            name={"de": f"Beendete {german}", "en": f"Ended {english.lower()}"},
            meaning={
                "de": f"{german}, die an diesem Tag verborgen wurden und es bis zur Zählung blieben.",
                "en": f"{english} that were hidden on this day, and still were when it was counted.",
            },
            counted=_ENDED.format(table=table),
        ),
    )


FIGURES = (
    *_figures_of("organisations", "Gruppen", "Groups"),
    *_figures_of("projects", "Projekte", "Projects"),
    *_figures_of("offers", "Angebote", "Offers"),
)
"""All that the directory counts."""
BEGINNING = "SELECT min(published_at) FROM organisations"
"""Selects the moment before which there was nothing to count."""
