"""What can be written about each kind of record."""

from directory_service.rules import RecordKind
from directory_service.rules.ideas import IDEA
from directory_service.schemas.ideas import IdeaShape
from directory_service.schemas.offers import OfferShape
from directory_service.schemas.organisations import OrganisationShape
from directory_service.schemas.projects import ProjectShape
from services.kit.review.shapes import Forms

FORMS = Forms(
    {
        RecordKind.ORGANISATION: OrganisationShape,
        RecordKind.PROJECT: ProjectShape,
        RecordKind.OFFER: OfferShape,
        IDEA: IdeaShape,
    }
)
