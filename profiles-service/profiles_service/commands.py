"""The command line: making accounts, taking over subscribers, and erasing again after a restore."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TextIO, TypeVar
from uuid import UUID

import click
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from profiles_service.actions import accounts, erasing_again, loading, loading_cards, passkeys
from profiles_service.actions.consents import Declaration
from profiles_service.actions.erasure_list import Entry, entries_in
from profiles_service.actions.loading import State, Subscriber
from profiles_service.actions.loading_cards import CardRow
from profiles_service.models import ADMINISTRATOR, EDITOR
from profiles_service.queries import people, proofs
from profiles_service.queries.daily_figures import FIGURES
from profiles_service.rules import Choice, Wording, mail_address
from profiles_service.schemas.card_rows import read_card_row
from profiles_service.schemas.shared import city
from profiles_service.schemas.subscriptions import ChoiceSchema
from services.kit import clock
from services.kit.cells import Cells
from services.kit.daily import commands as daily
from services.kit.errors import Refusal
from services.kit.privacy.again import key_from
from services.kit.tables import rows_of
from services.kit.web import Service

T = TypeVar("T")
_STATES: dict[str, State] = {
    "bestaetigt": "active",
    "unbestaetigt": "waiting",
    "abgemeldet": "left",
    "unzustellbar": "left",
}
_WORDS = {
    "was": "what",
    "kategorien": "categories",
    "dauer": "commitment",
    "stadtteile": "districts",
    "mit_kindern": "with_children",
    "rollstuhl": "wheelchair",
    "ortsunabhaengig": "remote",
    "sprache": "language",
    "text": "text",
    "takt": "cadence",
}
_CADENCES = {"sofort": "at_once", "taeglich": "daily", "woechentlich": "weekly"}


def register(app: Service) -> None:
    """Give a service its commands."""
    daily.register(app, app.database, FIGURES, zone=app.extensions["city"].time_zone)

    @app.cli.command()
    @click.argument("mail")
    @click.option("--name")
    def make_editor(mail: str, name: str | None) -> None:
        """Make the person at an address one of the editorial team."""
        click.echo(_kept(app, lambda session: _make_account(session, mail, name=name, role=EDITOR)))

    @app.cli.command()
    @click.argument("mail")
    @click.option("--name")
    def make_administrator(mail: str, name: str | None) -> None:
        """Make the person at an address an editor who decides who else is one."""
        click.echo(_kept(app, lambda session: _make_account(session, mail, name=name, role=ADMINISTRATOR)))

    @app.cli.command()
    @click.argument("mail")
    @click.option("--name")
    @click.option("--id", "person_id", type=click.UUID)
    def make_account(mail: str, name: str | None, person_id: UUID | None) -> None:
        """Give the person at an address an account, and print its id."""
        click.echo(_kept(app, lambda session: _make_account(session, mail, name=name, person_id=person_id)))

    @app.cli.command()
    @click.argument("mail")
    def take_passkeys_back(mail: str) -> None:
        """Let no passkey of the person at an address open anything, because she lost it; she makes a new one."""
        click.echo(_kept(app, lambda session: _take_passkeys_back(session, app, mail)))

    @app.cli.command()
    @click.option("--head", help="A newest hash that was written down earlier; it must still be there.")
    def verify_consents(head: str | None) -> None:
        """Follow the chain of consents from its beginning, and name every line that was changed."""
        with app.database.reading() as session:
            broken = list(proofs.broken_consents(session))
            count, newest = proofs.newest_consent(session)
            empty = proofs.emptied_consents(session)
            lost = head is not None and not proofs.has_consent(session, head)
        for number, why in broken:
            click.echo(f"line {number}: {why}", err=True)
        if lost:
            click.echo(f"{head} is not in the chain any more: its end was cut off", err=True)
        if broken or lost:
            raise click.ClickException("the chain of consents is broken")
        said = f"{count} lines, {empty} of them empty" if empty else f"{count} lines"
        click.echo(f"{said}, the chain is whole. Newest: {newest}")

    _register_erasing(app)
    _register_loading(app)


def _register_erasing(app: Service) -> None:
    """Give a service the command for those whom a restored backup has brought back."""

    @app.cli.command()
    @click.argument("copy", type=click.File(encoding="utf-8"), required=False)
    def erase_again(copy: TextIO | None) -> None:
        """Erase once more whom a restored backup has brought back; a COPY of the list is read if it is given."""
        listed = _listed(app.worker.settings.erasure_list, copy)
        with app.database.reading() as session:
            undone, had_one = erasing_again.undone(session, listed), people.has_administrator(session)
        key = key_from(app.worker.settings.link_secret)
        for entry in undone:
            _kept(app, partial(erasing_again.erase_again, entry=entry, key=key, now=clock.now()))
        click.echo(f"{len(listed)} in the list, {len(undone)} of them erased again; the other services follow.")
        with app.database.reading() as session:
            if had_one and not people.has_administrator(session):
                click.echo("Nobody administers the site any more: make-administrator names somebody.", err=True)


def _listed(path: Path, copy: TextIO | None) -> list[Entry]:
    if copy is None and not path.exists():
        raise click.ClickException(
            f"there is no list at {path}, as if nobody had ever been erased: name a copy of it, or - to read one"
        )
    try:
        return entries_in(copy or path.read_text("utf-8").splitlines())
    except (ValueError, KeyError, TypeError) as trouble:
        raise click.ClickException(f"the list can't be read: {trouble}") from None


def _register_loading(app: Service) -> None:
    """Give a service the commands that take people over from elsewhere."""

    @app.cli.command()
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    def load_subscribers(file: Path) -> None:
        """Take over subscribers from a table (CSV); a row that cannot be read is named and left out."""
        found = list(_subscribers(file.read_text(encoding="utf-8")))
        click.echo(f"{_kept(app, lambda session: _load(session, app, found))} taken over")

    @app.cli.command()
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    def load_cards(file: Path) -> None:
        """Take over cards of contact persons from a table (CSV); a row that cannot be read is named and left out."""
        found = list(_cards(file.read_text(encoding="utf-8")))
        language = city().default_language
        taken = _kept(app, lambda session: loading_cards.load_cards(session, found, language=language, now=clock.now()))
        click.echo(f"{taken} taken over")


def _kept(app: Service, act: Callable[[Session], T]) -> T:
    """Do something in one transaction, and send on what it told."""
    try:
        with app.database.transaction() as session:
            done = act(session)
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence()) from None
    app.worker.send_news(session)
    return done


def _make_account(
    session: Session, mail: str, *, name: str | None, person_id: UUID | None = None, role: str = ""
) -> UUID:
    about: dict[str, Any] = {"language": city().default_language, "name": name, "person_id": person_id}
    person = accounts.make_account(session, _address(mail), now=clock.now(), **about)
    # Who administers stays an administrator.
    if role and role not in person.roles:
        if not person.roles:
            passkeys.take_back(session, person.id)
        person.appoint(role)
    return person.id


def _take_passkeys_back(session: Session, app: Service, mail: str) -> UUID:
    person = people.person_at(session, _address(mail))
    if person is None:
        raise people.NoSuchPerson
    passkeys.take_lost_back(session, person, links=app.worker.settings.links, now=clock.now())
    return person.id


def _address(mail: str) -> str:
    try:
        return mail_address(mail)
    except ValueError as trouble:
        raise click.ClickException(str(trouble)) from None


def _load(session: Session, app: Service, subscribers: list[Subscriber]) -> int:
    consent, language = city().consent, city().default_language
    wording = Wording(version=consent.version, language=language, text=consent.text.in_language(language))
    declaration = Declaration(wording=wording, form="import")
    links = app.worker.settings.links
    return loading.load_subscribers(session, subscribers, declaration=declaration, links=links, now=clock.now())


def _subscribers(text: str) -> Iterator[Subscriber]:
    for cells in rows_of(text):
        found = _subscriber(cells)
        if found is not None:
            yield found
        _name_complaints(cells)


def _cards(text: str) -> Iterator[CardRow]:
    for cells in rows_of(text):
        found = read_card_row(cells, city())
        if found is not None:
            yield found
        _name_complaints(cells)


def _name_complaints(cells: Cells) -> None:
    for complaint in cells.complaints:
        click.echo(f"row {cells.number}, {complaint.column}: {complaint.sentence}", err=True)


def _subscriber(cells: Cells) -> Subscriber | None:
    state = cells.choice("status", {name: name for name in _STATES}, required=True)
    confirmed_at = cells.moment("bestaetigt_am", city().time_zone, required=state == "bestaetigt")
    choice = _choice(cells)
    email = _email(cells)
    if cells.complaints or email is None or state is None or choice is None:
        return None
    return Subscriber(email=email, state=_STATES[state], choice=choice, confirmed_at=confirmed_at)


def _email(cells: Cells) -> str | None:
    try:
        return mail_address(cells.text("email") or "")
    except ValueError:
        cells.complain("email", "Das ist keine E-Mail-Adresse.")
        return None


def _choice(cells: Cells) -> Choice | None:
    """Return what a row chooses; the notes of its interests are in German, our words are not."""
    words = {"language": cells.text("sprache", required=True), "newsletter": bool(cells.flag("newsletter"))}
    try:
        interests = json.loads(cells.text("interessen") or "[]")
        translated = [{_WORDS[name]: value for name, value in each.items()} for each in interests]
        for each in translated:
            each["cadence"] = _CADENCES[each["cadence"]]
        return Choice.of(ChoiceSchema().load({**words, "interests": translated}))
    except (ValueError, KeyError, AttributeError, TypeError, ValidationError):
        cells.complain("interessen", "Die Interessen sind nicht zu lesen.")
        return None
