"""What a person can do here, one module a purpose."""

from services.website.pages import (
    account,
    answering,
    calendar,
    calendar_files,
    files,
    find,
    health,
    leaving,
    legal,
    newsletters,
    passkeys,
    pictures,
    search,
    sharing,
    signin,
    signup,
    subscribe,
)
from services.website.pages.desk import DESK

PAGES = [
    files.pages,
    find.pages,
    search.pages,
    calendar.pages,
    calendar_files.pages,
    signup.pages,
    subscribe.pages,
    leaving.pages,
    signin.pages,
    passkeys.pages,
    account.pages,
    *DESK,
    answering.pages,
    pictures.pages,
    newsletters.pages,
    sharing.pages,
    legal.pages,
    health.pages,
]
