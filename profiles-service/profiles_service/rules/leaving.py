"""What is left of somebody's wishes once she has left a part of them."""

from collections.abc import Iterable
from dataclasses import replace

from profiles_service.rules.wishes import Choice, Wish
from services.kit.leaving import DIGESTS, KINDS, NEWSLETTER, REMINDERS, Scope


def is_about(wish: Wish, scope: Scope) -> bool:
    """Tell whether a wish is one of those that a link for leaving is about."""
    if scope.words in DIGESTS:
        return wish.cadence == scope.words
    if scope.kind is None:
        return scope.words == ""
    fits = not wish.categories or not scope.categories or bool({*wish.categories} & {*scope.categories})
    return fits and scope.kind in (wish.what or KINDS)


def without(wish: Wish, scope: Scope, *, categories: Iterable[str]) -> Wish | None:
    """Return what is left of a wish once a scope is taken away: its topics, or its whole kind; perhaps nothing.

    A wish for any topic becomes one for all the others, so what was left does not come back with a new topic.
    """
    if not is_about(wish, scope):
        return wish
    if scope.categories:
        left = tuple(sorted({*(wish.categories or categories)} - {*scope.categories}))
        return replace(wish, categories=left) if left else None
    if scope.kind:
        what = tuple(sorted({*(wish.what or KINDS)} - {scope.kind}))
        commitment = wish.commitment if "offer" in what else None
        return replace(wish, what=what, commitment=commitment) if what else None
    return None


def narrowed_choice(choice: Choice, scope: Scope, *, categories: Iterable[str]) -> Choice:
    """Return what somebody still wants once she has left a scope."""
    if scope.words == NEWSLETTER:
        return replace(choice, newsletter=False)
    if scope.words == REMINDERS:
        return replace(choice, reminders=False)
    known = tuple(categories)
    left = (without(wish, scope, categories=known) for wish in choice.wishes)
    return replace(choice, wishes=tuple(each for each in left if each))


def weekly_choice(choice: Choice, scope: Scope) -> Choice:
    """Return the same wishes, those of a scope told once a week."""
    told = (replace(wish, cadence="weekly") if is_about(wish, scope) else wish for wish in choice.wishes)
    return replace(choice, wishes=tuple(told))
