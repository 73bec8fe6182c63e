"""The HTTP door: signing in, sessions, subscriptions, and what proves them."""

from profiles_service.api import accounts, consents, own_cards, passkeys, people, sign_in, subscriptions, team

DOORS = [
    sign_in.doors,
    passkeys.doors,
    accounts.doors,
    own_cards.doors,
    people.doors,
    team.doors,
    consents.doors,
    subscriptions.doors,
]
