"""The figures behind the goals, as tables."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Found: TypeAlias = Mapping[str, Any]


def tables(found: Mapping[str, Found]) -> str:
    """Return a section for each measurement there is."""
    return "\n\n".join(_FIGURES[name](found[name]) for name in _FIGURES if name in found)


def _rates(found: Found) -> str:
    lines = ["### Mail", "", "| sender | mails/s | CPU a mail |", "| --- | --- | --- |"]
    for side, rate in found["mails_per_second"].items():
        cpu = found["cpu_us_per_mail"][side]
        lines.append(f"| {_side(side)} | {_spread(rate)} | {_spread(cpu)} µs |")
    sizes, ledger = found["sizes"], found["ledger_mails_per_second"]
    queueing = found["post_office_queueing_us_per_mail"]["median"]
    return "\n".join(
        [
            *lines,
            "",
            f"{sizes['people']:,} mails a round from us and from smtp-source, {sizes['peer_mails']:,} from",
            f"django-post_office, {sizes['rounds']} rounds, {sizes['mail_bytes']:,} bytes each. Ours begins with the",
            "fact handed to the broker and ends with the last reply in the ledger; its CPU is the whole worker's.",
            f"django-post_office's clock starts when all is queued, which took it {queueing:.0f} µs a mail more. The",
            f"ledger alone, with a server that takes everything at once: {ledger['ours']['median']:,.0f} mails/s; with",
            f"a commit for each: {ledger['a commit each']['median']:,.0f}.",
        ]
    )


def _into_postfix(found: Found) -> str:
    if "missing" in found:
        return f"### Into a real Postfix\n\n{found['missing']}"
    rates = found["mails_per_second"]
    ours, many, one = (_spread(rates[side]) for side in ("ours, 2", "smtp-source -N", "smtp-source"))
    sizes = found["sizes"]
    return "\n".join(
        [
            "### Into a real Postfix",
            "",
            f"Ours {ours} mails/s, smtp-source {many} to as many people and {one} to one address;",
            f"{sizes['mails']:,} mails a round, {sizes['rounds']} rounds. Postfix's own queue is the bound.",
        ]
    )


def _shares(found: Found) -> str:
    lines = [
        "### Matching",
        "",
        "| share | people | queueing | bare SELECT | ratio |",
        "| --- | --- | --- | --- | --- |",
    ]
    for share, each in found["shares"].items():
        ours, bare = _spread(each["queueing_ms"]), _spread(each["bare_select_ms"])
        lines.append(f"| {share} | {each['matched']:,} | {ours} ms | {bare} ms | {_spread(each['ratio'])} |")
    plans = "[5 %](results/fan-out-5.txt) and [30 %](results/fan-out-30.txt)"
    first = _spread(found["first_mail_ms"])
    return "\n".join(
        [
            *lines,
            "",
            "Queueing is everything from the announcement to the last batch, in transactions kept with honest fsync.",
            f"The plans of the fan-out: {plans}.",
            f"From the fact handed to the broker to the first accepted mail: {first} ms.",
        ]
    )


def _signed(found: Found) -> str:
    rate, cost = _spread(found["mails_per_second"]), _spread(found["cpu_us_per_mail"])
    whole, bare = _spread(found["signature_us"]), _spread(found["bare_rsa_us"])
    return "\n".join(
        [
            "### Signed mail",
            "",
            f"With 2 processes {rate} mails/s, {cost} µs of CPU each; a signature costs {whole} µs, the bare",
            f"RSA {bare} µs.",
        ]
    )


def _far_away(found: Found) -> str:
    sizes, lines = found["sizes"], ["### Over a long way", "", "| sender | mails/s |", "| --- | --- |"]
    lines += [f"| {side} | {_spread(rate)} |" for side, rate in found["mails_per_second"].items()]
    way = f"{sizes['round_trip_ms']} ms of round trip, {sizes['mail_bytes']:,} bytes a mail, {sizes['rounds']} rounds."
    return "\n".join([*lines, "", f"{way} smtplib sends on one connection that it keeps."])


def _lasting(found: Found) -> str:
    before, after = found["mib_before"], found["mib_after"]
    alone, meanwhile = _spread(found["letter_ms_alone"]), _spread(found["letter_ms_meanwhile"])
    going = "was still going out" if found["campaign_outlasted_the_letters"] else "had ended before the last letter"
    return "\n".join(
        [
            "### Many mails, and letters meanwhile",
            "",
            f"The worker weighs {before} MiB after the first {found['people']:,} mails and {after} MiB after",
            f"{found['mails']:,}. A letter takes {alone} ms alone, and {meanwhile} ms while",
            f"{found['people']:,} mails go out (the campaign {going}): from being asked for to the reply",
            "in the ledger.",
        ]
    )


def _growing(found: Found) -> str:
    lines = ["### Ten times as many people", "", "| people | fitting | queueing |", "| --- | --- | --- |"]
    for people, matched, cost in zip(found["people"], found["matched"], found["queueing_ms"], strict=True):
        lines.append(f"| {people:,} | {matched:,} | {_spread(cost)} ms |")
    return "\n".join(lines)


def _played(found: Found) -> str:
    names = ("fault", "rounds", "mails", "lost", "twice", "unknown", "at most", "after leaving")
    lines = ["### Faults while mails go out", "", f"| {' | '.join(names)} |", f"|{' --- |' * len(names)}"]
    lines += [f"| {' | '.join(str(word) for word in each.values())} |" for each in found["outcomes"]]
    return "\n".join(
        [
            *lines,
            "",
            f"`make faults`, {found['seconds']:,} s: real processes, a real PostgreSQL and Valkey, a mail server that",
            "misbehaves. After each round the mail server's log is compared with the ledger. *At most* is how many",
            "mails may be unknown: one for each open connection and kill, or connection that broke.",
        ]
    )


def _answers(found: Found) -> str:
    lines = [
        "### Lists",
        "",
        "| answer | app | database | to trivial | requests/s | p50 / p99 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, each in found["answers"].items():
        app, db, ratio, rate, p50, p99 = (
            each[key]["median"]
            for key in ("cpu_ms_app", "cpu_ms_db", "cpu_to_trivial", "per_second", "p50_ms", "p99_ms")
        )
        lines.append(f"| {name} | {app} ms | {db} ms | {ratio} × | {rate:,.0f} | {p50:g} / {p99:g} ms |")
    return "\n".join(
        [
            *lines,
            "",
            f"A page of 20 of {found['offers']:,} offers ({found['body_bytes']:,} bytes with facet counts), gunicorn",
            "2 × 4, wrk with 8 connections; after a change, one request at a time. *Narrowed* and *any of all pages*",
            "are made anew; *after a change* what has changed is read first. The change itself, with all that the",
            f"search knows of it, takes {found.get('change_ms', '?')} ms.",
            "Searching, after a change: "
            + "; ".join(
                f"“{words}” {each['cpu_ms_app']} ms app, {each['cpu_ms_db']} ms database"
                for words, each in found["searches"].items()
            )
            + ".",
        ]
    )


def _pages(found: Found) -> str:
    lines = ["### Pages", "", "| page | events | CPU | pages/s |", "| --- | --- | --- | --- |"]
    for name, page in found["pages"].items():
        lines += [
            f"| {name} | {int(size):,} | {_spread(cpu)} ms | {_spread(page['per_second'][size])} |"
            for size, cpu in page["cpu_ms"].items()
        ]
    return "\n".join([*lines, "", "The CPU is that of website, directory, calendar and database together."])


def _calendar(found: Found) -> str:
    lines = ["### Calendar", "", "| answer | app | database | to trivial | p50 |", "| --- | --- | --- | --- | --- |"]
    for name, each in found["answers"].items():
        app, db, ratio, p50 = (each[key]["median"] for key in ("cpu_ms_app", "cpu_ms_db", "cpu_to_trivial", "p50_ms"))
        lines.append(f"| {name} | {app} ms | {db} ms | {ratio} × | {p50:g} ms |")
    return "\n".join(
        [
            *lines,
            "",
            f"{found['dates']:,} dates of 4,000 series, or 2,000 of 80; gunicorn 2 × 4, wrk with 8 connections.",
            f"The feed of {found['feed_events']:,} events is {found['feed_bytes']:,} bytes.",
            "*Anew*: each request narrows otherwise, so no answer is kept; what is shown of a date, or of an event in",
            "a feed, is for as long as nothing changes. Of most dates on *a page not kept* not even that is.",
        ]
    )


def _latency(found: Found) -> str:
    ours, bare = found["commit_to_start_ms"], found["bare_celery_send_to_start_ms"]
    lines = ["### Facts", "", "| | p50 | p90 | p99 |", "| --- | --- | --- | --- |"]
    for name, each in (("commit to the hearer's start", ours), ("the same message by Celery alone", bare)):
        lines.append(f"| {name} | {each['p50']} ms | {each['p90']} ms | {each['p99']} ms |")
    how = f"{found['facts']:,} facts, {found['a_second']} a second, every second one past the outbox."
    return "\n".join([*lines, "", f"{how} The outbox costs {found['ratio_p50']} × of Celery alone at p50."])


def _weights(found: Found) -> str:
    weights = found["pss_mib"]
    lines = ["### Memory", "", "| | processes | PSS |", "| --- | --- | --- |"]
    lines += [f"| {name} | {each['processes']} | {each['mib']:.0f} MiB |" for name, each in _each(weights)]
    growth = found["growth"]
    return "\n".join(
        [
            *lines,
            "",
            f"All together {weights['all together']:,} MiB. The directory's web side, its workers never recycled,",
            f"asked for pages made anew: {growth['mib_after_warming_up']} MiB after warming up,",
            f"{growth['mib_at_the_end']} MiB after {growth['requests']:,} requests more.",
        ]
    )


_FIGURES: dict[str, Callable[[Found], str]] = {
    "mail": _rates,
    "signing": _signed,
    "roundtrip": _far_away,
    "postfix": _into_postfix,
    "endurance": _lasting,
    "matching": _shares,
    "growth": _growing,
    "faults": _played,
    "lists": _answers,
    "pages": _pages,
    "calendar": _calendar,
    "facts": _latency,
    "memory": _weights,
}


def _each(weights: Found) -> list[tuple[str, Found]]:
    return [(name, each) for name, each in weights.items() if isinstance(each, dict)]


def _side(side: str) -> str:
    name, _, processes = side.partition(", ")
    if not processes:
        return f"smtp-source -d{name.removeprefix('smtp-source') or ' -s 10'}"
    count = "1 process" if processes == "1" else f"{processes} processes"
    return f"{name.replace('post_office', 'django-post_office')}, {count}"


def _spread(each: Found) -> str:
    return f"{each['median']:,g} ({each['min']:,g} to {each['max']:,g})"
