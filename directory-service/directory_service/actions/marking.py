"""What records answer to the questions that lists are narrowed by, for those who wait for such: see `queries`.

Read from the record as it is now, since PostgreSQL counts what its free words come to only when it is written.
"""

from directory_service.models import Offer, Organisation, Project
from directory_service.rules.marks import effort_of, says_yes
from services.kit.marks import marks_of

_OF_AGE = 18


def offer_marks(offer: Offer) -> tuple[str, ...]:
    """Return what an offer answers to the questions of the list of offers."""
    return marks_of(
        {
            "category": offer.categories,
            "commitment": offer.commitment,
            "district": offer.district,
            "wheelchair": {"yes": "true"}.get(offer.wheelchair or "", offer.wheelchair),
            "gives": offer.gives,
            "effort": effort_of(offer.hours),
            "language": offer.languages,
            "group": offer.alone_or_group,
            "with_children": offer.with_children,
            "remote": offer.remote,
            "certificate_of_conduct": offer.certificate_of_conduct,
            "training": says_yes(offer.training),
            "insurance": says_yes(offer.insurance),
            "expense_allowance": says_yes(offer.expense_allowance),
            "previous_knowledge": says_yes(offer.previous_knowledge),
            "public_transport": says_yes(offer.public_transport),
            "under_18": None if offer.minimum_age is None else offer.minimum_age < _OF_AGE,
            "dated": offer.starts_on is not None or offer.ends_on is not None,
        }
    )


def project_marks(project: Project) -> tuple[str, ...]:
    """Return what a project answers to the questions of the list of projects."""
    return marks_of({"category": project.categories, "district": project.district, "status": project.status})


def organisation_marks(organisation: Organisation) -> tuple[str, ...]:
    """Return what an organisation answers to the questions of the list of organisations."""
    return marks_of(
        {
            "category": organisation.categories,
            "district": organisation.district,
            "organisation_kind": organisation.kind,
        }
    )
