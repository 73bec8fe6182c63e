"""Who hears what. This page is the map of the whole system."""

from services.facts import Fact
from services.facts.directory import (
    IdeaPublished,
    IdeaWithdrawn,
    OfferMerged,
    OfferPublished,
    OfferWithdrawn,
    OrganisationMerged,
    OrganisationPublished,
    OrganisationWithdrawn,
    ProjectMerged,
    ProjectPublished,
    ProjectWithdrawn,
    StewardAppointed,
    StewardDismissed,
)
from services.facts.events import EventCancelled, EventChanged, EventScheduled, PicturesHeld, SeatReleased, SeatTaken
from services.facts.forgetting import PersonForgotten, ProfileErased
from services.facts.letters import LetterRequested, NoticeRequested
from services.facts.notifier import AddressFailed, LeavingAsked
from services.facts.profiles import InterestsChanged, SubscriberLeft

HEARERS: dict[type[Fact], tuple[str, ...]] = {
    OrganisationPublished: ("events-service", "notifier", "profiles-service"),
    OrganisationWithdrawn: ("events-service", "notifier", "profiles-service"),
    OrganisationMerged: ("events-service", "profiles-service"),
    ProjectPublished: ("notifier",),
    ProjectWithdrawn: ("notifier",),
    ProjectMerged: ("events-service",),
    OfferPublished: ("notifier", "profiles-service"),
    OfferWithdrawn: ("notifier", "profiles-service"),
    OfferMerged: ("events-service",),
    IdeaPublished: ("profiles-service",),
    IdeaWithdrawn: ("profiles-service",),
    StewardAppointed: ("events-service", "profiles-service"),
    StewardDismissed: ("events-service", "profiles-service"),
    EventScheduled: ("directory-service", "notifier"),
    EventChanged: ("directory-service", "notifier"),
    EventCancelled: ("directory-service", "notifier"),
    PicturesHeld: ("directory-service",),
    SeatTaken: ("notifier",),
    SeatReleased: ("notifier",),
    InterestsChanged: ("notifier",),
    SubscriberLeft: ("notifier",),
    LetterRequested: ("notifier",),
    NoticeRequested: ("profiles-service",),
    ProfileErased: ("directory-service", "events-service", "notifier"),
    PersonForgotten: ("profiles-service",),
    AddressFailed: ("profiles-service",),
    LeavingAsked: ("events-service", "profiles-service"),
}

TELLERS: dict[type[Fact], tuple[str, ...]] = {
    OrganisationPublished: ("directory-service",),
    OrganisationWithdrawn: ("directory-service",),
    OrganisationMerged: ("directory-service",),
    ProjectPublished: ("directory-service",),
    ProjectWithdrawn: ("directory-service",),
    ProjectMerged: ("directory-service",),
    OfferPublished: ("directory-service",),
    OfferWithdrawn: ("directory-service",),
    OfferMerged: ("directory-service",),
    IdeaPublished: ("directory-service",),
    IdeaWithdrawn: ("directory-service",),
    StewardAppointed: ("directory-service",),
    StewardDismissed: ("directory-service",),
    EventScheduled: ("events-service",),
    EventChanged: ("events-service",),
    EventCancelled: ("events-service",),
    PicturesHeld: ("events-service",),
    SeatTaken: ("events-service",),
    SeatReleased: ("events-service",),
    InterestsChanged: ("profiles-service",),
    SubscriberLeft: ("profiles-service",),
    LetterRequested: ("directory-service", "events-service", "profiles-service"),
    NoticeRequested: ("directory-service", "events-service"),
    ProfileErased: ("profiles-service",),
    PersonForgotten: ("directory-service", "events-service", "notifier"),
    AddressFailed: ("notifier",),
    LeavingAsked: ("notifier",),
}


def hearers_of(fact: type[Fact]) -> tuple[str, ...]:
    """Return the services that hear a fact."""
    return HEARERS[fact]


def heard_by(hearer: str) -> list[type[Fact]]:
    """Return every fact a service hears."""
    return [fact for fact, hearers in HEARERS.items() if hearer in hearers]


def tellers_to(hearer: str) -> list[str]:
    """Return the services that tell a hearer something: those it asks when it catches up."""
    return sorted({teller for fact in heard_by(hearer) for teller in TELLERS[fact]})
