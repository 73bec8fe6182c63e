"""The HTTP door: signing in, sessions, subscriptions and what proves them, contact requests."""

from profiles_service.api import (
    about_me,
    accounts,
    consents,
    contact_desk,
    contact_requests,
    own_cards,
    passkeys,
    people,
    sign_in,
    subscriptions,
    team,
)
from profiles_service.queries.daily_figures import FIGURES
from services.kit.daily.doors import daily_doors

DOORS = [
    sign_in.doors,
    passkeys.doors,
    accounts.doors,
    own_cards.doors,
    people.doors,
    team.doors,
    consents.doors,
    subscriptions.doors,
    contact_requests.doors,
    contact_desk.doors,
    about_me.doors,
    daily_doors(FIGURES),
]
