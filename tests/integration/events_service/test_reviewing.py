"""Events are written as drafts, looked at by the editors, and public only then; what cannot wait does not."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from events_service import tasks
from events_service.models import Event, Revision
from services.facts.directory import OfferMerged, OrganisationMerged, OrganisationWithdrawn, ProjectMerged
from services.facts.events import EventCancelled, EventChanged, EventScheduled, PicturesHeld
from services.facts.letters import LetterRequested, NoticeRequested
from services.kit import clock
from services.kit.review.history import history
from services.kit.web import Service
from tests.integration.events_service.conftest import OURS
from tests.support.door import Door
from tests.support.events_makers import a_steward, an_event, an_organisation, hear, soon, told, words_of
from tests.support.plans import plan_of
from tests.support.tokens import Tokens

CHECKS = ["real", "no-advertising", "complete", "pictures"]
SHE = "mirjam@example.org"


def begun(door: Door, organisation_id: UUID, **words: Any) -> Any:
    said = words_of(organisation_id, **words)
    return door.post("/v1/revisions", {"kind": "event", "organisation_id": str(organisation_id), "words": said})


def draft_of(door: Door, event: Event) -> Any:
    return door.post("/v1/revisions", {"kind": "event", "subject_id": str(event.id)})


def saved(door: Door, draft: Any, **words: Any) -> Any:
    return door.put(f"/v1/revisions/{draft['id']}", {"words": words}, if_match=draft["version"])


def submitted(door: Door, draft: Any) -> Any:
    return door.put(f"/v1/revisions/{draft['id']}/submission", if_match=draft["version"])


def approved(door: Door, waiting: Any, **more: Any) -> Any:
    decision = {"checked": CHECKS, **more}
    return door.put(f"/v1/revisions/{waiting['id']}/approval", decision, if_match=waiting["version"])


def facts(app: Service, *kinds: type) -> list[Any]:
    return [fact for fact in told(app) if isinstance(fact, kinds)]


def test_what_a_watched_group_writes_waits_and_is_told_once_it_is_approved(
    events: Service, writer: Door, redaction: Door, public: Door, watched: UUID
) -> None:
    waiting = submitted(writer, begun(writer, watched, rule="FREQ=WEEKLY;COUNT=3"))
    assert (waiting["state"], waiting["problems"], public.get("/v1/events")["total"]) == ("waiting", {}, 0)
    done = approved(redaction, waiting)
    assert (done["state"], public.get("/v1/events")["total"]) == ("approved", 3)
    (fact,) = facts(events, EventScheduled, EventChanged)
    shown = public.get(f"/v1/events/{done['subject_id']}")
    assert (fact.event_id, fact.version) == (UUID(shown["id"]), shown["version"])
    (notice,) = facts(events, NoticeRequested)
    assert (notice.template, notice.pages) == ("revision_approved", {"link": f"/termine/{shown['id']}"})


def test_a_watched_group_publishes_nothing_by_itself(
    events: Service, writer: Door, public: Door, watched: UUID
) -> None:
    entered = writer.post("/v1/events", words_of(watched))
    refused = writer.put(f"/v1/events/{entered['id']}/publication", status=409)
    assert refused["type"].endswith("review-first")
    event = an_event(events, watched, title="Alt")
    writer.put(f"/v1/events/{event.id}", words_of(watched, title="Neu"), 409, if_match=event.version)
    assert [each["title"] for each in public.get("/v1/events")["items"]] == ["Alt"]


def test_the_last_approved_words_stay_until_the_next_are_approved(
    events: Service, writer: Door, redaction: Door, public: Door, watched: UUID
) -> None:
    event = an_event(events, watched, title="Alt", starts_at=soon(4))
    draft = draft_of(writer, event)
    assert draft["changes"] == []
    waiting = submitted(writer, saved(writer, draft, title="Neu"))
    assert [(each["field"], each["before"], each["after"]) for each in waiting["changes"]] == [("title", "Alt", "Neu")]
    assert public.get(f"/v1/events/{event.id}")["title"] == "Alt"
    approved(redaction, waiting)
    shown = public.get(f"/v1/events/{event.id}")
    assert (shown["title"], shown["version"]) == ("Neu", event.version + 1)
    assert shown["starts_at"] == public.get("/v1/events")["items"][0]["starts_at"]
    (changed,) = facts(events, EventChanged)
    assert (changed.title, changed.version) == ("Neu", shown["version"])


def test_an_editor_approves_with_her_own_corrections(
    events: Service, writer: Door, redaction: Door, public: Door, watched: UUID
) -> None:
    done = approved(redaction, submitted(writer, begun(writer, watched, title="Gisen")), words={"title": "Gießen"})
    assert (done["corrected"], public.get(f"/v1/events/{done['subject_id']}")["title"]) == (True, "Gießen")


def test_who_is_refused_reads_why_in_a_mail_and_mends_it(
    events: Service, writer: Door, redaction: Door, watched: UUID
) -> None:
    waiting = submitted(writer, begun(writer, watched))
    redaction.put(f"/v1/revisions/{waiting['id']}/refusal", {"reason": "Wo denn?"}, if_match=waiting["version"])
    (notice,) = facts(events, NoticeRequested)
    assert (notice.template, notice.slots["reason"]) == ("revision_refused", "Wo denn?")
    assert notice.pages == {"link": f"/eintragen/entwurf/{waiting['id']}"}
    refused = writer.get(f"/v1/revisions/{waiting['id']}")
    assert submitted(writer, saved(writer, refused, venue="Rannischer Platz"))["state"] == "waiting"


def test_a_trusted_group_publishes_at_once_and_every_nth_is_looked_at(
    events: Service, tokens: Tokens, redaction: Door, public: Door
) -> None:
    trusted = an_organisation(events)
    steward = Door(events.test_client(), tokens.person(a_steward(events, trusted), OURS))
    every = events.extensions["review"].rules.sample_every
    made = [submitted(steward, begun(steward, trusted, title=f"Runde {number}")) for number in range(every)]
    assert [each["sampled"] for each in made] == [False] * (every - 1) + [True]
    assert public.get("/v1/events")["total"] == every
    (sample,) = redaction.get("/v1/revisions?state=sampled")["items"]
    redaction.put(f"/v1/revisions/{sample['id']}/refusal", {"reason": "Nein."}, if_match=sample["version"])
    public.get(f"/v1/events/{made[-1]['subject_id']}", 404)


def test_trust_that_ends_in_the_directory_ends_here(events: Service, tokens: Tokens, public: Door) -> None:
    group = an_organisation(events)
    steward = Door(events.test_client(), tokens.person(a_steward(events, group), OURS))
    an_organisation(events, organisation_id=group, trusted=False)
    assert submitted(steward, begun(steward, group))["state"] == "waiting"
    assert public.get("/v1/events")["total"] == 0


def test_what_cannot_wait_is_public_at_once_and_looked_at_afterwards(
    events: Service, writer: Door, redaction: Door, public: Door, watched: UUID
) -> None:
    event = an_event(events, watched)
    moved = submitted(writer, saved(writer, draft_of(writer, event), starts_at=f"{soon(5):%Y-%m-%dT%H:%M}"))
    assert (moved["state"], moved["sampled"]) == ("approved", True)
    assert datetime.fromisoformat(public.get(f"/v1/events/{event.id}")["starts_at"]) == soon(5)
    writer.put(f"/v1/events/{event.id}/cancellation", {"note": "Regen"})
    (cancelled,) = facts(events, EventCancelled)
    assert cancelled.note == "Regen"
    samples = redaction.get("/v1/revisions?state=sampled")["items"]
    assert [each["title"] for each in samples] == [event.title, event.title]
    newest = max(samples, key=lambda each: each["submitted_at"])
    redaction.put(f"/v1/revisions/{newest['id']}/refusal", {"reason": "Stimmt nicht."}, if_match=newest["version"])
    assert public.get(f"/v1/events/{event.id}")["status"] == "scheduled"


def test_what_was_refused_and_rewritten_while_hidden_waits_as_a_whole(
    events: Service, writer: Door, redaction: Door, public: Door, watched: UUID
) -> None:
    event = an_event(events, watched, title="Gut")
    sent = submitted(writer, saved(writer, draft_of(writer, event), title="Unsinn"))
    refused = redaction.put(f"/v1/revisions/{sent['id']}/refusal", {"reason": "Nein"}, if_match=sent["version"])
    hidden = writer.delete(f"/v1/events/{event.id}/publication")
    worse = words_of(watched, title="Kauft!", description="Kauft alles!", starts_at=soon().isoformat())
    writer.put(f"/v1/events/{event.id}", worse, if_match=hidden["version"])
    moved = {"title": "Kauft!", "starts_at": f"{soon(5):%Y-%m-%dT%H:%M}"}
    told = {"words": moved, "rebase": True}
    again = writer.put(f"/v1/revisions/{refused['id']}", told, if_match=refused["version"])
    assert again["decided_at"] is None
    done = submitted(writer, again)
    assert done["state"] == "waiting"
    assert {"title", "description", "starts_at"} <= {each["field"] for each in done["changes"]}
    public.get(f"/v1/events/{event.id}", 404)


def test_a_refused_change_of_dates_is_not_public_when_it_is_sent_again_of_what_is_hidden(
    events: Service, writer: Door, redaction: Door, public: Door, watched: UUID
) -> None:
    event = an_event(events, watched)
    moved = submitted(writer, saved(writer, draft_of(writer, event), starts_at=f"{soon(5):%Y-%m-%dT%H:%M}"))
    refused = redaction.put(f"/v1/revisions/{moved['id']}/refusal", {"reason": "Nein"}, if_match=moved["version"])
    writer.delete(f"/v1/events/{event.id}/publication")
    assert submitted(writer, refused)["state"] == "waiting"
    public.get(f"/v1/events/{event.id}", 404)


def test_what_goes_to_a_watched_group_waits_whoever_had_it(
    events: Service, tokens: Tokens, public: Door, watched: UUID
) -> None:
    trusted = an_organisation(events, name="Gute", slug="gute")
    person = a_steward(events, trusted)
    a_steward(events, watched, person)
    steward = Door(events.test_client(), tokens.person(person, OURS))
    made = steward.post("/v1/events", words_of(trusted))
    draft = steward.post("/v1/revisions", {"kind": "event", "subject_id": made["id"]})
    assert submitted(steward, saved(steward, draft, organisation_id=str(watched)))["state"] == "waiting"
    public.get(f"/v1/events/{made['id']}", 404)


def test_words_beside_a_new_date_wait_with_it(events: Service, writer: Door, public: Door, watched: UUID) -> None:
    event = an_event(events, watched, title="Alt")
    draft = saved(writer, draft_of(writer, event), starts_at=f"{soon(5):%Y-%m-%dT%H:%M}", title="Neu")
    assert submitted(writer, draft)["state"] == "waiting"
    assert public.get(f"/v1/events/{event.id}")["title"] == "Alt"


def test_an_approval_keeps_single_dates_that_were_changed_meanwhile(
    events: Service, writer: Door, redaction: Door, public: Door, watched: UUID
) -> None:
    event = an_event(events, watched, rule="FREQ=WEEKLY;COUNT=3")
    waiting = submitted(writer, saved(writer, draft_of(writer, event), title="Neu"))
    date = public.get(f"/v1/events/{event.id}")["dates"][1]
    path = f"/v1/events/{event.id}/dates/{date['date_id']}/change"
    redaction.put(path, {"venue": "Im Hof"}, if_match=event.version)
    approved(redaction, waiting)
    shown = public.get(f"/v1/events/{event.id}")
    assert (shown["title"], [each["date_id"] for each in shown["dates"]][1]) == ("Neu", date["date_id"])
    assert [each["venue"] for each in shown["changed_dates"]] == ["Im Hof"]


def test_an_editor_who_approves_agrees_for_no_other_group(
    events: Service, writer: Door, redaction: Door, watched: UUID
) -> None:
    other = an_organisation(events, name="Andere", slug="andere")
    done = approved(redaction, submitted(writer, begun(writer, watched, co_organiser_ids=[str(other)])))
    (named,) = redaction.get(f"/v1/events/{done['subject_id']}")["co_organisers"]
    assert named["agreed"] is None


def test_what_a_group_writes_on_an_editors_draft_is_the_groups_word(
    events: Service, writer: Door, redaction: Door, watched: UUID
) -> None:
    other = an_organisation(events, name="Andere", slug="andere")
    event = an_event(events, watched)
    draft_of(redaction, event)
    sent = submitted(writer, saved(writer, draft_of(writer, event), co_organiser_ids=[str(other)]))
    approved(redaction, sent)
    (named,) = redaction.get(f"/v1/events/{event.id}")["co_organisers"]
    assert (sent["origin"], named["agreed"]) == ("steward", None)


def test_an_editor_who_puts_back_what_was_there_agrees_for_nobody(
    events: Service, tokens: Tokens, redaction: Door
) -> None:
    trusted, other = an_organisation(events), an_organisation(events, name="Andere", slug="andere")
    steward, guest = (
        Door(events.test_client(), tokens.person(a_steward(events, each), OURS)) for each in (trusted, other)
    )
    event = an_event(events, trusted, co_organiser_ids=[other])
    guest.put(f"/v1/events/{event.id}/co-organisers/{other}", {"agreed": False})
    done = submitted(steward, saved(steward, draft_of(steward, event), co_organiser_ids=[]))
    with events.database.transaction() as session:
        session.get_one(Revision, UUID(done["id"])).sampled = True
    redaction.put(f"/v1/revisions/{done['id']}/refusal", {"reason": "Warum?"}, if_match=done["version"])
    (named,) = redaction.get(f"/v1/events/{event.id}")["co_organisers"]
    assert (named["name"], named["agreed"]) == ("Andere", False)


@pytest.mark.parametrize(
    "words",
    [
        {"categories": ["nothing"]},
        {"starts_at": "2036-03-14T10:00", "ends_at": "2036-03-14T09:00"},
        {"rule": "FREQ=NEVER"},
        {"title": ""},
        {"co_organiser_ids": ["7e57ab1e-0000-4000-8000-000000000001"]},
    ],
    ids=["topic", "end", "rule", "title", "co-organiser"],
)
def test_what_makes_no_event_stays_a_draft(writer: Door, watched: UUID, words: dict[str, Any]) -> None:
    draft = begun(writer, watched, **words)
    writer.put(f"/v1/revisions/{draft['id']}/submission", status=422, if_match=draft["version"])
    assert writer.get(f"/v1/revisions/{draft['id']}")["state"] == "draft"


def test_nobody_writes_for_others(events: Service, tokens: Tokens, writer: Door, watched: UUID) -> None:
    other = an_organisation(events, name="Andere", slug="andere")
    stranger = Door(events.test_client(), tokens.person(a_steward(events, other), OURS))
    draft = begun(writer, watched)
    stranger.get(f"/v1/revisions/{draft['id']}", 403)
    stranger.post("/v1/revisions", {"kind": "event", "organisation_id": str(watched)}, 403)
    saved(writer, draft, title="Meins")
    writer.put(f"/v1/revisions/{draft['id']}", {"words": {"organisation_id": str(other)}}, 403, if_match=2)


def test_a_suggestion_waits_for_its_mail_and_then_for_the_editors(
    events: Service, public: Door, redaction: Door, watched: UUID
) -> None:
    words = {"title": "Nachbarschaftsfest", "starts_at": "2036-06-01T15:00", "categories": ["nature"]}
    public.post("/v1/proposals", {"kind": "event", "words": words, "email": SHE}, 202)
    assert redaction.get("/v1/revisions")["total"] == 0
    (letter,) = facts(events, LetterRequested)
    public.put(f"/v1/proposals/{letter.slots['link'].rpartition('/')[2]}/confirmation")
    (waiting,) = redaction.get("/v1/revisions")["items"]
    redaction.put(f"/v1/revisions/{waiting['id']}/approval", {"checked": CHECKS}, 422, if_match=waiting["version"])
    done = approved(redaction, waiting, words={"organisation_id": str(watched)})
    assert public.get(f"/v1/events/{done['subject_id']}")["organisation"]["name"] == "Neue Gruppe"
    said = facts(events, LetterRequested)[-1]
    assert (said.email, said.template) == (SHE, "revision_approved")


def test_the_letter_about_a_refusal_opens_the_words_as_they_were_sent(
    events: Service, public: Door, redaction: Door
) -> None:
    words = {"title": "Nachbarschaftsfest", "starts_at": "2036-06-01T15:00", "left_out": ["2036-06-08T15:00"]}
    public.post("/v1/proposals", {"kind": "event", "words": words, "email": SHE}, 202)
    first = facts(events, LetterRequested)[-1].slots["link"].rpartition("/")[2]
    public.put(f"/v1/proposals/{first}/confirmation")
    (waiting,) = redaction.get("/v1/revisions")["items"]
    redaction.put(f"/v1/revisions/{waiting['id']}/refusal", {"reason": "Wo denn?"}, if_match=waiting["version"])

    token = facts(events, LetterRequested)[-1].slots["link"].rpartition("/")[2]

    shown = public.get(f"/v1/proposals/{token}")
    assert (shown["kind"], shown["words"], shown["reason"], shown["email"]) == ("event", words, "Wo denn?", SHE)
    public.get(f"/v1/proposals/{first}", 404)
    public.put(f"/v1/proposals/{token}/confirmation", status=404)


def test_half_a_character_is_refused_and_no_trouble_of_ours(public: Door) -> None:
    refused = public.post("/v1/proposals", {"kind": "event", "words": {"\ud800": 1}, "email": SHE}, 422)
    assert "?" in str(refused["errors"])


def test_a_suggested_change_names_only_what_is_other(
    events: Service, public: Door, redaction: Door, watched: UUID
) -> None:
    event = an_event(events, watched)
    said = {"kind": "event", "subject_id": str(event.id), "words": {"venue": "Im Hof"}, "email": SHE}
    public.post("/v1/proposals", said, 202)
    (letter,) = facts(events, LetterRequested)
    public.put(f"/v1/proposals/{letter.slots['link'].rpartition('/')[2]}/confirmation")
    (waiting,) = redaction.get("/v1/revisions")["items"]
    assert [each["field"] for each in redaction.get(f"/v1/revisions/{waiting['id']}")["changes"]] == ["venue"]


def test_a_history_tells_what_became_of_an_event(
    events: Service, tokens: Tokens, writer: Door, redaction: Door, watched: UUID
) -> None:
    event = an_event(events, watched)
    approved(redaction, submitted(writer, saved(writer, draft_of(writer, event), title="Neu")))
    writer.put(f"/v1/events/{event.id}/cancellation", {"note": None})
    writer.delete(f"/v1/events/{event.id}/publication")
    path = f"/v1/records/event/{event.id}/history"
    deeds = [(each["deed"], [c["field"] for c in each["changes"]]) for each in writer.get(path)["items"]]
    assert deeds[:3] == [("withdrawn", []), ("written", ["status"]), ("written", ["title"])]
    assert [deed for deed, _ in deeds[3:]] == ["published", "written"]
    stranger = Door(events.test_client(), tokens.person(uuid4(), OURS))
    stranger.get(path, 403)


def test_what_a_group_writes_goes_with_it_when_it_becomes_another(
    events: Service, writer: Door, redaction: Door, watched: UUID
) -> None:
    waiting = submitted(writer, begun(writer, watched))
    into = an_organisation(events, name="Neuer Bund", slug="neuer-bund")
    hear(
        events,
        OrganisationMerged(
            organisation_id=watched,
            into_id=into,
            into_slug="neuer-bund",
            into_name="Neuer Bund",
            is_public=True,
            merged_at=clock.now(),
        ),
    )
    done = approved(redaction, waiting)
    assert done["organisation"]["name"] == "Neuer Bund"


@pytest.mark.parametrize("kind", ["project", "offer"])
def test_what_names_a_project_or_an_offer_names_what_that_has_become(
    events: Service, writer: Door, redaction: Door, public: Door, watched: UUID, kind: str
) -> None:
    name, old, new = f"{kind}_id", uuid4(), uuid4()
    shown, other = an_event(events, watched, **{name: old}), an_event(events, watched, **{name: uuid4()})
    waiting = submitted(writer, begun(writer, watched, **{name: str(old)}))
    change = submitted(writer, saved(writer, draft_of(writer, shown), title="Neu"))
    fact = ProjectMerged if kind == "project" else OfferMerged
    hear(events, fact(into_id=new, merged_at=clock.now(), **{name: old}))
    assert public.get(f"/v1/events/{shown.id}")[name] == str(new)
    assert public.get(f"/v1/events/{other.id}")["version"] == other.version
    assert facts(events, EventChanged)[-1].project_id == (new if kind == "project" else None)
    for revision in (waiting, change):
        done = approved(redaction, redaction.get(f"/v1/revisions/{revision['id']}"))
        assert public.get(f"/v1/events/{done['subject_id']}")[name] == str(new)


def test_what_events_and_drafts_show_is_told_as_needed(events: Service, writer: Door, watched: UUID) -> None:
    shown, hidden, drafted = (uuid4() for _ in range(3))
    an_event(events, watched, pictures=[{"id": shown, "alt": ""}])
    an_event(events, watched, pictures=[{"id": hidden, "alt": ""}])
    begun(writer, watched, pictures=[{"id": str(drafted), "alt": ""}, {"id": "x"}])
    hear(events, OrganisationWithdrawn(organisation_id=watched, version=5, withdrawn_at=clock.now()))
    tick = events.worker.celery.tasks["events-service.tell_held_pictures"]
    tick.apply().get()
    (fact,) = facts(events, PicturesHeld)
    assert set(fact.pictures) == {shown, hidden, drafted}


def left_and_came_back(events: Service, group: UUID, *between: Any) -> None:
    hear(events, OrganisationWithdrawn(organisation_id=group, version=5, withdrawn_at=clock.now()))
    for deed in between:
        deed()
    an_organisation(events, organisation_id=group, name="Neue Gruppe", slug="neue-gruppe", trusted=False, version=6)


def test_what_was_changed_unseen_does_not_come_back_with_its_group(
    events: Service, writer: Door, public: Door, watched: UUID
) -> None:
    an_event(events, watched, title="Wie es war")
    put, dated = an_event(events, watched), an_event(events, watched, rule="FREQ=DAILY;COUNT=2")
    (date, _) = public.get(f"/v1/events/{dated.id}")["dates"]
    change = f"/v1/events/{dated.id}/dates/{date['date_id']}/change"
    left_and_came_back(
        events,
        watched,
        lambda: writer.put(f"/v1/events/{put.id}", words_of(watched, title="Neu"), if_match=put.version + 1),
        lambda: writer.put(change, {"title_note": "Neu"}, if_match=dated.version + 1),
    )
    assert [each["title"] for each in public.get("/v1/events")["items"]] == ["Wie es war"]


def test_a_date_that_an_editor_changed_comes_back_with_its_group(
    events: Service, redaction: Door, public: Door, watched: UUID
) -> None:
    series = an_event(events, watched, rule="FREQ=DAILY;COUNT=2")
    change = f"/v1/events/{series.id}/dates/{public.get(f'/v1/events/{series.id}')['dates'][0]['date_id']}/change"
    left_and_came_back(
        events, watched, lambda: redaction.put(change, {"title_note": "Neu"}, if_match=series.version + 1)
    )
    assert public.get(f"/v1/events/{series.id}")["dates"][0]["change"] == {"title_note": "Neu"}


def test_an_event_that_an_editor_changed_comes_back_with_its_group(
    events: Service, redaction: Door, public: Door, watched: UUID
) -> None:
    event = an_event(events, watched)
    words = words_of(watched, title="Neu")
    left_and_came_back(
        events, watched, lambda: redaction.put(f"/v1/events/{event.id}", words, if_match=event.version + 1)
    )
    assert [each["title"] for each in public.get("/v1/events")["items"]] == ["Neu"]


def test_drafts_that_nobody_sends_are_forgotten(events: Service, writer: Door, watched: UUID) -> None:
    draft = begun(writer, watched)
    days = events.extensions["city"].review.keep_drafts_days
    for after in (days - 10, days + 10):
        with events.database.transaction() as session:
            tasks.forget_unsent(session, clock.now() + timedelta(days=after))
    assert [each.template for each in facts(events, NoticeRequested)] == ["unsent_draft"]
    writer.get(f"/v1/revisions/{draft['id']}", 404)


def test_a_history_is_found_by_its_index(events: Service) -> None:
    asked = {"page": 1, "size": 20}
    with events.database.transaction() as session:
        plan = plan_of(session, lambda session: history(session, Revision, [uuid4()], asked, for_editors=True))
    assert "Index Cond: (subject_id = ANY" in plan
