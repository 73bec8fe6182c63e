"""The tables: what citizens look for, who may edit it, and what was brought in from elsewhere."""

from typing import TypeAlias

from directory_service.models.base import AlreadyPublished, Base, Located, NotPublished, Record
from directory_service.models.catalogue import Catalogue
from directory_service.models.events import EventOnPage
from directory_service.models.freshness import AnsweredAlready, FreshnessCheck
from directory_service.models.ideas import Idea, IdeaLink, IdeaOver
from directory_service.models.imports import Import, ImportProgress, Provenance
from directory_service.models.mergers import Merger
from directory_service.models.offers import Offer
from directory_service.models.organisations import Organisation
from directory_service.models.pictures import Picture, PictureFile
from directory_service.models.projects import PartnerLetter, Project, ProjectPartner
from directory_service.models.reports import Report
from directory_service.models.revisions import Revision, TextBlock
from directory_service.models.search import SearchEntry, SearchWord, Synonym
from directory_service.models.stewards import Invitation, InvitationOver, Stewardship

__all__ = [
    "AlreadyPublished",
    "AnsweredAlready",
    "AnyRecord",
    "Base",
    "Catalogue",
    "EventOnPage",
    "FreshnessCheck",
    "Idea",
    "IdeaLink",
    "IdeaOver",
    "Import",
    "ImportProgress",
    "Invitation",
    "InvitationOver",
    "Located",
    "Merger",
    "NotPublished",
    "Offer",
    "Organisation",
    "PartnerLetter",
    "Picture",
    "PictureFile",
    "Project",
    "ProjectPartner",
    "Provenance",
    "Record",
    "Report",
    "Revision",
    "SearchEntry",
    "SearchWord",
    "Stewardship",
    "Synonym",
    "TextBlock",
]

AnyRecord: TypeAlias = Organisation | Project | Offer
"""A record of whichever kind; `type[AnyRecord]` is its table."""
