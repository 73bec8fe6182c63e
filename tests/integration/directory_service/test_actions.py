from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from directory_service.actions import offers, organisations, stewards
from directory_service.actions.showing import OrganisationNotPublic
from directory_service.actions.stewards import NotYourOrganisation
from directory_service.models import AlreadyPublished, Catalogue, Offer, Organisation
from directory_service.queries.offers import NoSuchOffer
from directory_service.rules import State
from services.facts.directory import (
    OfferPublished,
    OfferWithdrawn,
    OrganisationPublished,
    OrganisationWithdrawn,
    StewardAppointed,
    StewardDismissed,
)
from services.kit import clock
from services.kit.review.history import Author
from services.kit.tokens import Caller
from services.kit.web import Service
from tests.support.directory_makers import (
    EDITOR,
    a_draft,
    a_draft_organisation,
    a_steward,
    an_offer,
    an_organisation,
    offer_words,
    told,
)


def publish(directory: Service, offer_id: UUID, caller: Caller = EDITOR) -> Offer:
    with directory.database.transaction() as session:
        return offers.publish_offer(session, offer_id, caller=caller, now=clock.now())


def withdraw(directory: Service, offer_id: UUID) -> Offer:
    with directory.database.transaction() as session:
        return offers.withdraw_offer(session, offer_id, caller=EDITOR, now=clock.now())


def change(directory: Service, offer_id: UUID, expected: int, **words: Any) -> Offer:
    with directory.database.transaction() as session:
        return offers.change_offer(session, offer_id, words, expected=expected, caller=EDITOR, now=clock.now())


def catalogue(directory: Service) -> int:
    with directory.database.reading() as session:
        return session.execute(select(Catalogue.version)).scalar_one()


def test_publishing_an_offer_tells_all_that_a_mail_needs(directory: Service) -> None:
    owner = an_organisation(directory)
    offer_id = a_draft(
        directory,
        owner,
        effort="3 Stunden",
        street="Torstraße 901",
        town="Halle (Saale)",
        district="paulusviertel",
        keywords=["Gießen"],
        wheelchair="partly",
        languages=["de", "uk"],
    )
    offer = publish(directory, offer_id)
    (fact,) = told(directory, OfferPublished)
    assert (fact.offer_id, fact.version, fact.slug) == (offer_id, 2, "giesstour-mit-dem-wassertank")
    assert (fact.organisation_id, fact.organisation_name) == (owner, "Gießkannenbund Halle e. V.")
    assert (fact.place, fact.district, fact.effort) == ("Torstraße 901, Halle (Saale)", "paulusviertel", "3 Stunden")
    assert (fact.categories, fact.languages, fact.wheelchair) == (("nature",), ("de", "uk"), "partly")
    assert (fact.with_children, fact.remote, fact.is_news) == (False, False, True)
    assert fact.published_at == offer.published_at
    assert "Gießen" in fact.words
    assert "Stadtgrün" in fact.words


def test_an_offer_is_published_only_once(directory: Service) -> None:
    offer_id = an_offer(directory)
    with pytest.raises(AlreadyPublished):
        publish(directory, offer_id)
    assert len(told(directory, OfferPublished)) == 1


def test_of_two_who_publish_at_once_one_is_refused(directory: Service) -> None:
    offer_id = a_draft(directory)

    def attempt(_: int) -> str:
        try:
            publish(directory, offer_id)
        except AlreadyPublished:
            return "refused"
        return "published"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == ["published", "refused", "refused", "refused"]
    assert len(told(directory, OfferPublished)) == 1


def test_a_public_offer_that_is_changed_is_told_again_with_a_higher_version(directory: Service) -> None:
    owner = an_organisation(directory)
    offer_id = an_offer(directory, owner)
    change(directory, offer_id, 2, **offer_words(owner, title="Neuer Titel"))
    first, second = told(directory, OfferPublished)
    assert (first.version, second.version, second.title) == (2, 3, "Neuer Titel")
    # Whoever waits for news has not missed it because somebody mended a word.
    assert second.is_news
    assert second.published_at == first.published_at


def test_a_changed_draft_is_told_to_nobody(directory: Service) -> None:
    owner = an_organisation(directory)
    offer_id = a_draft(directory, owner)
    before = catalogue(directory)
    assert change(directory, offer_id, 1, **offer_words(owner, title="Anders")).title == "Anders"
    assert told(directory, OfferPublished) == []
    assert catalogue(directory) == before


def test_the_address_stays_when_the_title_changes(directory: Service) -> None:
    owner = an_organisation(directory)
    offer_id = an_offer(directory, owner, title="Wiese mähen")
    assert change(directory, offer_id, 2, **offer_words(owner, title="Wiese säen")).slug == "wiese-maehen"


def test_things_of_the_same_name_have_different_addresses(directory: Service) -> None:
    owner = an_organisation(directory)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: a_draft(directory, owner, title="Wiese"), range(4)))
    with directory.database.reading() as session:
        slugs = session.scalars(select(Offer.slug).where(Offer.id.in_(made))).all()
    assert sorted(slugs) == ["wiese", "wiese-2", "wiese-3", "wiese-4"]


def test_a_withdrawn_offer_is_told_and_may_come_back(directory: Service) -> None:
    offer_id = an_offer(directory)
    withdraw(directory, offer_id)
    (fact,) = told(directory, OfferWithdrawn)
    assert (fact.offer_id, fact.version) == (offer_id, 3)
    assert publish(directory, offer_id).version == 4


def test_an_offer_of_an_organisation_that_is_not_public_stays_hidden(directory: Service) -> None:
    offer_id = a_draft(directory, a_draft_organisation(directory))
    with pytest.raises(OrganisationNotPublic):
        publish(directory, offer_id)


def test_with_an_organisation_goes_all_that_it_offers(directory: Service) -> None:
    owner = an_organisation(directory)
    public = {an_offer(directory, owner), an_offer(directory, owner)}
    draft = a_draft(directory, owner)
    other = an_offer(directory, an_organisation(directory, name="Andere"))
    with directory.database.transaction() as session:
        organisations.withdraw_organisation(session, owner, author=Author.of(EDITOR, clock.now()))
    assert {(fact.offer_id, fact.version) for fact in told(directory, OfferWithdrawn)} == {(each, 3) for each in public}
    assert [fact.organisation_id for fact in told(directory, OrganisationWithdrawn)] == [owner]
    with directory.database.reading() as session:
        states = dict(session.execute(select(Offer.id, Offer.state)).all())
    assert states == dict.fromkeys(public, State.WITHDRAWN) | {draft: State.DRAFT, other: State.PUBLISHED}


def test_an_organisation_that_is_changed_is_told_again(directory: Service) -> None:
    owner = an_organisation(directory)
    words = {"name": "Kannenbund", "categories": ["nature"]}
    with directory.database.transaction() as session:
        organisations.change_organisation(session, owner, words, expected=2, caller=EDITOR, now=clock.now())
    versions = [(fact.version, fact.organisation_name) for fact in told(directory, OrganisationPublished)]
    assert versions == [(2, "Gießkannenbund Halle e. V."), (3, "Kannenbund")]


def test_a_steward_does_not_say_of_herself_that_she_is_trusted(directory: Service) -> None:
    owner = a_draft_organisation(directory, trusted=False)
    caller = Caller(person_id=a_steward(directory, owner))
    words = {"name": "Kannenbund", "trusted": True, "source": "wir", "licence": "alle"}
    with directory.database.transaction() as session:
        changed = organisations.change_organisation(session, owner, words, expected=1, caller=caller, now=clock.now())
        assert (changed.name, changed.trusted, changed.source, changed.licence) == ("Kannenbund", False, None, None)


def test_a_steward_is_appointed_and_dismissed_once(directory: Service) -> None:
    owner, person_id = an_organisation(directory), uuid4()
    deeds: list[Callable[..., None]] = [
        stewards.appoint_steward,
        stewards.appoint_steward,
        stewards.dismiss_steward,
        stewards.dismiss_steward,
        stewards.appoint_steward,
    ]
    for deed in deeds:
        with directory.database.transaction() as session:
            deed(session, owner, person_id, now=clock.now())
    facts = told(directory, StewardAppointed, StewardDismissed)
    assert [(type(fact), fact.version) for fact in facts] == [
        (StewardAppointed, 1),
        (StewardDismissed, 2),
        (StewardAppointed, 3),
    ]
    assert len({fact.stewardship_id for fact in facts}) == 1


def test_a_dismissed_steward_may_no_longer_edit(directory: Service) -> None:
    owner = an_organisation(directory)
    offer_id = a_draft(directory, owner)
    person_id = a_steward(directory, owner)
    with directory.database.transaction() as session:
        stewards.dismiss_steward(session, owner, person_id, now=clock.now())
    with pytest.raises(NotYourOrganisation):
        publish(directory, offer_id, Caller(person_id=person_id))


def test_an_offer_is_not_handed_to_an_organisation_one_does_not_look_after(directory: Service) -> None:
    own, other = an_organisation(directory), an_organisation(directory, name="Andere")
    offer_id = a_draft(directory, own)
    caller = Caller(person_id=a_steward(directory, own))
    with directory.database.transaction() as session, pytest.raises(NotYourOrganisation):
        offers.change_offer(session, offer_id, offer_words(other), expected=1, caller=caller, now=clock.now())


def test_what_is_not_there_cannot_be_published(directory: Service) -> None:
    with pytest.raises(NoSuchOffer):
        publish(directory, uuid4())


@pytest.mark.parametrize("deed", [publish, withdraw])
def test_every_deed_raises_the_version_of_the_lists(directory: Service, deed: Callable[..., Offer]) -> None:
    owner = an_organisation(directory)
    offer_id = a_draft(directory, owner) if deed is publish else an_offer(directory, owner)
    before = catalogue(directory)
    deed(directory, offer_id)
    assert catalogue(directory) == before + 1


def test_nothing_is_told_of_what_was_not_kept(directory: Service) -> None:
    offer_id = a_draft(directory)

    def attempt() -> None:
        with directory.database.transaction() as session:
            offers.publish_offer(session, offer_id, caller=EDITOR, now=clock.now())
            raise InterruptedError

    with pytest.raises(InterruptedError):
        attempt()
    assert told(directory, OfferPublished) == []
    with directory.database.reading() as session:
        assert session.scalar(select(Organisation.state)) == State.PUBLISHED
        assert session.scalar(select(Offer.state)) == State.DRAFT
