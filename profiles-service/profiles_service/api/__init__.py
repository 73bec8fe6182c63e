"""The HTTP door: signing in, sessions, and subscriptions."""

from profiles_service.api import accounts, sign_in, subscriptions

DOORS = [sign_in.doors, accounts.doors, subscriptions.doors]
