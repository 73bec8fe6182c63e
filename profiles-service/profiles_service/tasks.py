"""The Celery door: facts heard, and things done on time."""

from datetime import datetime

from sqlalchemy.orm import Session

from profiles_service.actions import (
    accounts,
    contact_clock,
    contact_subjects,
    departing,
    erasing,
    erasure_list,
    failing,
    letters,
    passkeys,
    subscriptions,
    tidying,
)
from profiles_service.actions.contact_letters import Post
from profiles_service.queries.daily_figures import BEGINNING, FIGURES
from profiles_service.rules import IDEA, OFFER, ORGANISATION
from profiles_service.settings import Settings
from services.city import read_city
from services.facts.directory import (
    IdeaPublished,
    IdeaWithdrawn,
    OfferPublished,
    OfferWithdrawn,
    OrganisationMerged,
    OrganisationPublished,
    OrganisationWithdrawn,
    StewardAppointed,
    StewardDismissed,
)
from services.facts.forgetting import PersonForgotten
from services.facts.letters import NoticeRequested
from services.facts.notifier import AddressFailed, LeavingAsked
from services.kit import clock
from services.kit.daily.counting import count_missing_days
from services.kit.privacy.forgotten import drop_old_links
from services.kit.worker import Worker

worker: Worker[Settings] = Worker("profiles-service")
worker.figures |= {
    "mosaik_erasures_oldest_seconds": (
        "Age of the oldest erasure of a person that not every service has confirmed.",
        "SELECT extract(epoch FROM now() - min(asked_at)) FROM erasures WHERE done_at IS NULL",
    ),
}


@worker.hears(StewardAppointed)
def note_steward(session: Session, fact: StewardAppointed) -> None:
    """Remember that a person may edit an organisation's things."""
    accounts.note_steward(session, fact)


@worker.hears(StewardDismissed)
def forget_steward(session: Session, fact: StewardDismissed) -> None:
    """Forget that a person might edit an organisation's things."""
    accounts.forget_steward(session, fact)


@worker.hears(OfferPublished)
def let_ask_about_offer(session: Session, fact: OfferPublished) -> None:
    """Let people ask about an offer."""
    contact_subjects.keep_offer(session, fact)


@worker.hears(OfferWithdrawn)
def close_offer(session: Session, fact: OfferWithdrawn) -> None:
    """Let nobody ask about an offer any more."""
    contact_subjects.withdraw_subject(session, OFFER, fact.offer_id)


@worker.hears(IdeaPublished)
def let_join_idea(session: Session, fact: IdeaPublished) -> None:
    """Let people join whoever had an idea."""
    contact_subjects.keep_idea(session, fact)


@worker.hears(IdeaWithdrawn)
def close_idea(session: Session, fact: IdeaWithdrawn) -> None:
    """Let nobody ask about an idea any more."""
    contact_subjects.withdraw_subject(session, IDEA, fact.idea_id)


@worker.hears(OrganisationPublished)
def let_write_to_organisation(session: Session, fact: OrganisationPublished) -> None:
    """Let people write to an organisation."""
    contact_subjects.keep_organisation(session, fact)


@worker.hears(OrganisationWithdrawn)
def close_organisation(session: Session, fact: OrganisationWithdrawn) -> None:
    """Let nobody write to an organisation any more."""
    contact_subjects.withdraw_subject(session, ORGANISATION, fact.organisation_id)


@worker.hears(OrganisationMerged)
def hand_requests_over(session: Session, fact: OrganisationMerged) -> None:
    """Hand the requests of an organisation to the one that it became a part of."""
    contact_subjects.follow_merger(session, fact)


@worker.hears(NoticeRequested)
def pass_notice_on(session: Session, fact: NoticeRequested) -> None:
    """Send somebody the letter that another service has for her."""
    letters.pass_notice_on(session, fact, links=worker.settings.links, now=clock.now())


@worker.hears(AddressFailed)
def note_failure(session: Session, fact: AddressFailed) -> None:
    """Remember that mails to a person do not arrive."""
    failing.note_failure(session, fact)


@worker.hears(LeavingAsked)
def leave_by_mail(session: Session, fact: LeavingAsked) -> None:
    """End what somebody wrote that she wants to leave."""
    topics = [each.key for each in read_city(worker.settings.city).categories]
    departing.leave_by_mail(session, fact.leave_token, categories=topics, links=worker.settings.links, now=clock.now())


@worker.hears(PersonForgotten)
def note_forgotten(session: Session, fact: PersonForgotten) -> None:
    """Note what a service has forgotten of somebody who is erased."""
    erasing.note_forgotten(session, fact)


@worker.every(seconds=5)
def answer_link_requests(session: Session, now: datetime) -> None:
    """Mail links for managing to those who asked."""
    subscriptions.answer_link_requests(session, links=worker.settings.links, now=now)


@worker.every(seconds=600)
def forget_what_is_over(session: Session, now: datetime) -> None:
    """Forget old sign-ins, ended sessions, and what nobody confirmed."""
    tidying.forget_sign_ins(session, now=now)
    tidying.forget_sessions(session, now=now)
    passkeys.forget_challenges(session, now=now)
    tidying.forget_requests(session, now=now)


@worker.every(seconds=3600)
def look_after_contact_requests(session: Session, now: datetime) -> None:
    """Remind, call the editors, ask what became of it, and erase what is over."""
    city = read_city(worker.settings.city)
    post = Post(worker.settings.links, city.default_language)
    contact_clock.look_after(session, rules=city.contact_requests, post=post, now=now)


@worker.every(seconds=86_400)
def forget_in_time(session: Session, now: datetime) -> None:
    """Forget what the city keeps no longer: who left long ago, and what old links were about."""
    times = read_city(worker.settings.city).times
    tidying.forget_who_left(session, keep_days=times["consents_days"], now=now)
    drop_old_links(session, days=times["links_days"], now=now)


@worker.every(seconds=10)
def list_erasures(session: Session, now: datetime) -> None:
    """Keep the list of who was erased, for the day on which a backup is restored."""
    days = read_city(worker.settings.city).times["backups_days"]
    erasure_list.list_erasures(session, worker.settings.erasure_list, keep_days=days, now=now)


@worker.every(seconds=300)
def count_the_days(session: Session, now: datetime) -> None:
    """Count the figures of the days that are over."""
    count_missing_days(session, FIGURES, beginning=BEGINNING, zone=read_city(worker.settings.city).time_zone, now=now)
