"""The tables: people, how they sign in, what they want to hear about and agreed to, and whom they asked."""

from profiles_service.models.base import Base
from profiles_service.models.cards import Card, Portrait, ShownCard
from profiles_service.models.consents import CONSENT_WORDS, STEPS, Consent, KeptWording
from profiles_service.models.contact import ERASED, ContactRecipient, ContactRequest, ContactStep, ContactSubject
from profiles_service.models.erasures import SERVICES, Erasure, ErasurePart
from profiles_service.models.passkeys import Passkey, PasskeyChallenge
from profiles_service.models.people import ADMINISTRATOR, EDITOR, Person, Stewardship
from profiles_service.models.sign_in import OpenSession, SignIn
from profiles_service.models.subscriptions import (
    WISH_COLUMNS,
    HasLeft,
    Interest,
    LinkRequest,
    RequestOver,
    Subscription,
    SubscriptionRequest,
)

__all__ = [
    "ADMINISTRATOR",
    "CONSENT_WORDS",
    "EDITOR",
    "ERASED",
    "SERVICES",
    "STEPS",
    "WISH_COLUMNS",
    "Base",
    "Card",
    "Consent",
    "ContactRecipient",
    "ContactRequest",
    "ContactStep",
    "ContactSubject",
    "Erasure",
    "ErasurePart",
    "HasLeft",
    "Interest",
    "KeptWording",
    "LinkRequest",
    "OpenSession",
    "Passkey",
    "PasskeyChallenge",
    "Person",
    "Portrait",
    "RequestOver",
    "ShownCard",
    "SignIn",
    "Stewardship",
    "Subscription",
    "SubscriptionRequest",
]
