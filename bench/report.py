"""Writes `bench/README.md` anew from the results: every goal a row, and the reason for each one missed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import results
from bench.figures import tables
from bench.goals import MISSED, Row, rows

_FOLDER = Path(__file__).parent


def write() -> None:
    """Write the table and the figures into the page, whose other words stand in `report.md`."""
    found = results.kept()
    goals = rows(found)
    parts = {
        "goals": "\n".join(f"| {' | '.join(row)} |" for row in goals),
        "machine": _machine(found),
        "figures": tables(found),
        "misses": _misses(goals),
    }
    text = (_FOLDER / "report.md").read_text()
    for name, words in parts.items():
        text = text.replace(f"<!-- {name} -->", words)
    (_FOLDER / "README.md").write_text(text)


def _misses(goals: list[Row]) -> str:
    missed = [number for number, _, _, verdict in goals if verdict == MISSED]
    return "\n".join(f"- **{number}**: {_WHY.get(number, 'not looked into yet.')}" for number in missed) or "None."


_WHY: dict[str, str] = {
    "1a": "close; two cores carry us, the sink and PostgreSQL together.",
    "1b": "two cores carry us, the sink and the ledger. Tried: a pool of polled lines, one commit for two steps, a "
    "journal in mapped memory, plain words poured without encoding; together they halved the CPU a mail.",
    "2b": "the cost is well below its goal; canonical headers and the body's hash come on top of the bare RSA.",
    "3": "two cores carry us, the ledger and Postfix. Found: Postfix pauses a line for a second when mails come faster "
    "than it passes them on (`in_flow_delay`), and a wave waited for its last reply; waves roll now. It was 0.34 ×.",
    "7a": "a list with filters always counts its facets, so 7c is its goal; what is kept is far below.",
    "7c": "a list made anew is within its goal, filtered or not; only the one right after a change is not, as each "
    "process reads first what has changed, and what to show of twenty records once more. Tried: pages found in an "
    "order that each process keeps, and cards kept while nothing changes (it was 15.65 × with filters), statements "
    "spelt out once, arguments read as they come. Flask, the arguments and counting are the rest.",
    "8a": "Flask and asking the database for the version are most of it where nothing stands in front.",
    "5b": "writing a row twice, committed and answered, is a third of it; lists bound as arrays took a third off the "
    "rest.",
    "7d": "of a list made anew a quarter is Flask, a fifth asking for the version, a tenth each counting and reading "
    "the arguments; of a page that nobody has asked for, asking PostgreSQL what to show of its twenty dates comes on "
    "top: a quarter of a millisecond here and a third there, most of it spelling JSON. Tried: cards asked for past "
    "SQLAlchemy and no session where nothing is asked (a fifth), the days of a month looked up together (half of a "
    "month), how far events are kept for each post code (half of near). To look only at the arguments that were given "
    "gained a hundredth.",
    "9b": "all pages are within 25 times, and what is drawn anew costs no more among 20,000 offers than among "
    "2,000 (a list drawn anew was 36 times, narrowed 51). Only kept pages grew: half a millisecond to "
    "one, which is the first drawing in each process within the three seconds, as every round begins with "
    "a change. Tried: cards, foot and questions drawn once, the language no longer read from the request, "
    "signs drawn once.",
    "10": "anew, 2,000 blocks are looked up and joined; kept, two megabytes still go through gunicorn and a socket.",
    "12a": "what is imported weighs 100 MiB before anybody asks (SQLAlchemy, redis with asyncio, openpyxl, "
    "cryptography); the rest are pages that the workers share no more. Tried: freezing what was imported before the "
    "fork gained nothing.",
    "11a": "a list with `q` right after a change, its facets counted anew; the search itself is 11c.",
}


def _machine(found: Mapping[str, Mapping[str, Any]]) -> str:
    newest = max(found.values(), key=lambda each: str(each["measured_at"]))
    machine = newest["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    when = ", ".join(
        f"{name} {each['measured_at'][:16].replace('T', ' ')} (load {each['machine']['load']:g})"
        for name, each in found.items()
    )
    return (
        f"{machine['cores']} cores ({machine['cpu']}, virtual), {machine['memory_gib']} GiB, {machine['system']}, "
        f"Python {machine['python']}; {versions}.\n\nMeasured (UTC, with the load of the machine just before): {when}."
    )
