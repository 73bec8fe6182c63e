"""Refusing at the door whoever asks too often: by network, and by the mailbox that would be written to."""

from uuid import UUID

from flask import Flask, current_app

from services.kit import auth
from services.kit.limits import Limits, mailbox_key, network


def register(app: Flask, limits: Limits) -> None:
    """Count at the doors of an app who asks how often."""
    app.extensions["limits"] = limits


def limit_by_network(rule: str) -> None:
    """Refuse with `TooOften` when too much comes from one network."""
    _limits().count(f"{rule}.network", network(auth.client_address()))


def limit_by_address(rule: str, email: str) -> None:
    """Refuse with `TooOften` when one mailbox is written to too often, whoever asks."""
    _limits().count(f"{rule}.address", mailbox_key(email))


def limit_by_person(rule: str, person_id: UUID) -> None:
    """Refuse with `TooOften` when something is tried too often in one person's name, from wherever."""
    _limits().count(f"{rule}.person", person_id.hex)


def limit_in_all(rule: str) -> None:
    """Refuse with `TooOften` when something is asked for too often, by whomever: counted after all other limits."""
    _limits().count(f"{rule}.all", "")


def _limits() -> Limits:
    known: Limits = current_app.extensions["limits"]
    return known
