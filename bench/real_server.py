"""Into a real mail server: our whole path against smtp-source, both into one Postfix that keeps real queue files.

Postfix looks up each new address, and remembers the last one. We write to different people, so does `smtp-source -N`.
"""

from typing import Any

from bench import results
from bench.campaign import long_offer, notifier
from bench.ground import durable_ground
from bench.mail import filled, sample
from bench.mta import postfix
from bench.sink import Run, push

_MAILS, _ROUNDS = 2_000, 5


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure goal 3; says so where there may be no Postfix."""
    mails, rounds = (200, 1) if small else (_MAILS, _ROUNDS)
    with postfix() as server, durable_ground() as ground:
        if server is None:
            return {"missing": "A Postfix of its own wants root and Debian's package postfix."}
        database = filled(ground, mails)
        ours: list[Run] = []
        theirs: list[Run] = []
        to_one: list[Run] = []
        with notifier(ground, server.url, processes=2) as sender:
            sender.tell_and_wait(long_offer())
            mail, _ = sample(ground, database)
            file = ground.settings.folder / "sample.eml"
            file.write_bytes(mail.replace(b"\r\n", b"\n"))
            for _ in range(rounds):
                to_one.append(push(server.port, file, mails))
                theirs.append(push(server.port, file, mails, to_many=True))
                ours.append(sender.tell_and_wait(long_offer()))
    return {
        "sizes": {"mails": mails, "rounds": rounds, "mail_bytes": len(mail)},
        "mails_per_second": {
            "ours, 2": results.summary([run.rate for run in ours], 0),
            "smtp-source -N": results.summary([run.rate for run in theirs], 0),
            "smtp-source": results.summary([run.rate for run in to_one], 0),
        },
        "ratio": results.ratios([run.rate for run in ours], [run.rate for run in theirs]),
        "ratio_to_one": results.ratios([run.rate for run in ours], [run.rate for run in to_one]),
    }
