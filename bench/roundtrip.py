"""Over a link of 10 ms round trip: our pipelined lines against smtplib on a connection that is kept."""

import smtplib
from time import perf_counter
from typing import Any

from bench import results
from bench.delay import link
from bench.sink import sink
from notifier.sending.pool import Pool
from notifier.sending.smtp import Envelope
from services.launcher.ports import HOST
from tests.support.mail_server import sent

ROUND_TRIP_MS = 10
_MAILS, _ROUNDS, _LINES = 200, 5, 10
_BODY = b"Subject: Baum\r\n\r\n" + b"Einen Samstag lang junge Baeume giessen und miteinander reden.\r\n" * 190


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure what pipelining and a pool gain where the way is long."""
    mails, rounds = (30, 1) if small else (_MAILS, _ROUNDS)
    found: dict[str, list[float]] = {"smtplib": [], "one line": [], f"{_LINES} lines": []}
    with sink() as server, link(server.port, round_trip_ms=ROUND_TRIP_MS) as port:
        for _ in range(rounds):
            found["smtplib"].append(_by_smtplib(port, mails))
            found["one line"].append(_by_lines(port, mails, 1))
            found[f"{_LINES} lines"].append(_by_lines(port, mails * _LINES, _LINES))
    return {
        "sizes": {"mails": mails, "rounds": rounds, "mail_bytes": len(_BODY), "round_trip_ms": ROUND_TRIP_MS},
        "mails_per_second": {side: results.summary(rates, 0) for side, rates in found.items()},
        "ratio": results.ratios(found["one line"], found["smtplib"]),
    }


def _by_smtplib(port: int, mails: int) -> float:
    with smtplib.SMTP(HOST, port) as smtp:
        smtp.ehlo()
        began = perf_counter()
        for number in range(mails):
            smtp.sendmail("a@example.org", [f"b{number}@example.org"], _BODY)
        return mails / (perf_counter() - began)


def _by_lines(port: int, mails: int, lines: int) -> float:
    pool = Pool(f"smtp://{HOST}:{port}", lines)
    warm, *envelopes = [Envelope((1, n), "a@example.org", f"b{n}@example.org", _BODY) for n in range(mails + 1)]
    # smtplib's clock starts when the connection is there; so does ours.
    list(sent(pool, [warm]))
    began = perf_counter()
    answered = len(list(sent(pool, envelopes)))
    seconds = perf_counter() - began
    pool.close()
    assert answered == mails
    return mails / seconds
