"""Decisions that need no database: links in mails, codes, addresses, and what somebody wants to hear about."""

from profiles_service.rules.leaving import is_about, narrowed_choice, weekly_choice, without
from profiles_service.rules.links import (
    CODE_TRIES,
    LETTER_LASTS,
    LONGEST_PAUSE,
    REQUEST_LASTS,
    SESSION_LASTS,
    SESSION_SLEEPS,
    SIGN_IN_LASTS,
    Links,
    Purpose,
    code_proof,
    is_own_path,
    new_code,
    new_secret,
    secret_hash,
)
from profiles_service.rules.proofs import BEGINNING, content_hash, linked_hash
from profiles_service.rules.wishes import MOST_INTERESTS, Choice, Wish, Wording, latest
from services.kit.addresses import LONGEST_GREETING, address_hint, address_key, greeting, mail_address
from services.kit.sealed_links import LinkRefused

__all__ = [
    "BEGINNING",
    "CODE_TRIES",
    "LETTER_LASTS",
    "LONGEST_GREETING",
    "LONGEST_PAUSE",
    "MOST_INTERESTS",
    "REQUEST_LASTS",
    "SESSION_LASTS",
    "SESSION_SLEEPS",
    "SIGN_IN_LASTS",
    "Choice",
    "LinkRefused",
    "Links",
    "Purpose",
    "Wish",
    "Wording",
    "address_hint",
    "address_key",
    "code_proof",
    "content_hash",
    "greeting",
    "is_about",
    "is_own_path",
    "latest",
    "linked_hash",
    "mail_address",
    "narrowed_choice",
    "new_code",
    "new_secret",
    "secret_hash",
    "weekly_choice",
    "without",
]
