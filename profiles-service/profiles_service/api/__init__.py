"""The HTTP door: signing in, sessions, subscriptions, and what proves them."""

from profiles_service.api import accounts, consents, passkeys, sign_in, subscriptions

DOORS = [sign_in.doors, passkeys.doors, accounts.doors, consents.doors, subscriptions.doors]
