"""Runs the measurements: `python -m bench`, or some: `python -m bench mail facts`; with `--small` to try them out."""

import logging
import sys
from time import perf_counter

from bench import (
    at_pace,
    calendar,
    calendar_pages,
    endurance,
    facts,
    feeds_in,
    finding,
    growth,
    importing,
    interests,
    list_pages,
    lists,
    mail,
    matching,
    memory,
    pages,
    privacy,
    real_server,
    report,
    results,
    roundtrip,
    signing,
)

MEASUREMENTS = {
    "mail": mail.measure,
    "signing": signing.measure,
    "roundtrip": roundtrip.measure,
    "postfix": real_server.measure,
    "endurance": endurance.measure,
    "matching": matching.measure,
    "growth": growth.measure,
    "interests": interests.measure,
    "at_pace": at_pace.measure,
    "lists": lists.measure,
    "finding": finding.measure,
    "pages": pages.measure,
    "calendar": calendar.measure,
    "calendar_pages": calendar_pages.measure,
    "list_pages": list_pages.measure,
    "importing": importing.measure,
    "feeds_in": feeds_in.measure,
    "facts": facts.measure,
    "memory": memory.measure,
    "privacy": privacy.measure,
}


def main(arguments: list[str]) -> None:
    """Measure what is named, or everything, and write the table anew."""
    small = "--small" in arguments
    names = [each for each in arguments if each != "--small"] or list(MEASUREMENTS)
    if unknown := set(names) - set(MEASUREMENTS):
        raise SystemExit(f"usage: python -m bench [--small] [{' | '.join(MEASUREMENTS)}], not {', '.join(unknown)}")
    logging.disable(logging.WARNING)
    for name in names:
        print(f"{name} …", flush=True)
        began, where = perf_counter(), results.machine()
        figures = MEASUREMENTS[name](small=small)
        figures["took_seconds"] = round(perf_counter() - began)
        if small:
            print(results.shown(figures))
        else:
            results.keep(name, figures, where)
    if not small:
        report.write()


if __name__ == "__main__":
    main(sys.argv[1:])
