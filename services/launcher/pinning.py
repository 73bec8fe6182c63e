"""The ideas of the example city, put on its board as an editor would who was told of them."""

import csv
import io
from collections.abc import Callable, Collection
from typing import Any

import httpx

Answer = Callable[[httpx.Response], Any]
_BETWEEN = " | "


def pin_ideas(directory: httpx.Client, text: str, *, checks: Collection[str], answer: Answer) -> None:
    """Send the ideas of a file that are not on the board yet, and approve them."""
    there = {each["title"] for each in answer(directory.get("/v1/ideas", params={"size": 100}))["items"]}
    new = [each for each in map(_words, csv.DictReader(io.StringIO(text), delimiter=";")) if each["title"] not in there]
    for words in new:
        answer(directory.post("/v1/ideas", json=words))
    titles = {each["title"] for each in new}
    waiting = answer(directory.get("/v1/revisions", params={"kind": "idea", "size": 100}))["items"]
    for revision in waiting:
        if revision["title"] in titles:
            headers = {"If-Match": f'"{revision["version"]}"'}
            approval = f"/v1/revisions/{revision['id']}/approval"
            answer(directory.put(approval, json={"checked": list(checks)}, headers=headers))


def _words(row: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": row["art"],
        "title": row["titel"],
        "summary": row["kurzbeschreibung"],
        "description": row["beschreibung"] or None,
        "categories": row["themen"].split(_BETWEEN),
        "district": row["stadtteil"] or None,
        "contact_name": row["name"],
        "contact": row["kontakt"] or None,
    }
