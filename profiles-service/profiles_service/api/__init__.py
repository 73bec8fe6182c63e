"""The HTTP door: signing in, sessions, subscriptions, and what proves them."""

from profiles_service.api import accounts, consents, sign_in, subscriptions

DOORS = [sign_in.doors, accounts.doors, consents.doors, subscriptions.doors]
