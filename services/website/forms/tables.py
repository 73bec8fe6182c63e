"""What editors say about tables in forms: what a file is, what headings and words stand for, what becomes of rows."""

from typing import Any

from werkzeug.datastructures import MultiDict

from services.website.clients.asking import Words


def sent_with(kind: str, file_name: str, typed: MultiDict[str, str], of_calendar: Words) -> Words:
    """Return what goes with a file; a calendar does not say whose events it holds, nor what they are about."""
    words: Words = {"kind": kind, "file_name": file_name[:200], "announce": bool(typed.get("melden"))}
    if kind == "events":
        return words | of_calendar
    return {**words, "source": typed.get("quelle", "").strip() or None, "is_whole": bool(typed.get("ganz"))}


def chosen(typed: MultiDict[str, str]) -> Words:
    """Return what was chosen in the fields of a table's page; a field left open says nothing."""
    found: Words = {}
    for name, value in typed.items():
        part, _, rest = name.partition(":")
        if part == "wort" and value:
            column, _, written = rest.partition(":")
            found.setdefault("words", {}).setdefault(column, {})[written] = value
        elif part == "spalte":
            found.setdefault("columns", {})[rest] = value
        elif part == "zeile" and value:
            found.setdefault("rows", {})[rest] = value
    return found


def open_words(sent_in: Words) -> list[dict[str, Any]]:
    """Return the words on this page of a report that an editor may say the meaning of, each once."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in sent_in["rows"]:
        for problem in row["problems"]:
            if written := problem.get("written"):
                word = found.setdefault((problem["column"], written), {**problem, "rows": 0})
                word["rows"] += 1
    return list(found.values())
