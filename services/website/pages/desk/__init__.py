"""The desk: what groups write and look after, and what editors look at. Only for who has signed in."""

from services.website.pages.desk import (
    drafts,
    duplicates,
    feeds,
    help,
    history,
    newsletters,
    overview,
    partners,
    people,
    pictures,
    posting,
    proof,
    review,
    showings,
    signups,
    tables,
)

DESK = [
    overview.pages,
    drafts.pages,
    pictures.pages,
    help.pages,
    history.pages,
    partners.pages,
    people.pages,
    review.pages,
    showings.pages,
    newsletters.pages,
    posting.pages,
    proof.pages,
    signups.pages,
    feeds.pages,
    tables.pages,
    duplicates.pages,
]
