"""The whole city on one machine: `./start`."""

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from services.city import read_city
from services.launcher import city_up, environment
from services.launcher.people import EDITOR, STEWARDS
from services.launcher.ports import SERVICES, Ports
from services.launcher.processes import all_processes, infrastructure_processes
from services.launcher.settings import ROOT, Settings
from services.launcher.supervision import Supervisor
from services.launcher.terminal import say, told_how_long


class StopAsked(BaseException):
    """Somebody pressed Ctrl-C, or the machine goes down."""


def main(words: list[str]) -> None:
    """Run the city until it is asked to stop."""
    asked = _arguments().parse_args(words)
    settings = Settings(folder=asked.data.resolve(), ports=Ports(asked.port_base))
    city = read_city(settings.city)
    with city_up.alone(settings):
        if asked.fresh:
            city_up.begin_anew(settings)
        listed = infrastructure_processes if asked.only_infrastructure else all_processes
        settings.note_down()
        environment.make_secrets(settings)
        city_up.refuse_taken_ports(settings, listed(settings))
        say(f"{city.name} is being started …")
        _run(settings, asked)


def _run(settings: Settings, asked: argparse.Namespace) -> None:
    supervisor = Supervisor(settings.logs, may_fork=True)
    _on_stop_signals(_stop)
    try:
        city_up.lay_the_ground(settings, supervisor)
        if not asked.only_infrastructure:
            city_up.bring_up(settings, supervisor, with_seeds=not asked.no_seeds)
        say(_ground_card(settings) if asked.only_infrastructure else _card(settings, with_seeds=not asked.no_seeds))
        supervisor.watch()
    except StopAsked:
        say("\nStopping …")
    finally:
        _on_stop_signals(signal.SIG_IGN)
        supervisor.stop()


def _card(settings: Settings, *, with_seeds: bool) -> str:
    apis = "\n".join(f"            {settings.service_url(service)}/docs  {service}" for service in SERVICES)
    return f"""
The city is up {told_how_long()}.

  Site      {settings.site_url}
  Inbox     {settings.inbox_url}  every mail the city sends lands here
  APIs    {apis[10:]}
{_people() if with_seeds else ""}
  Data      {_short(settings.folder)}   logs in {_short(settings.logs)}
  Stop      Ctrl-C
"""


def _people() -> str:
    stewards = "\n".join(f"            {each.email:<31} steward of {each.organisation}" for each in STEWARDS)
    return f"""  People    {EDITOR:<31} editor
{stewards}
            There are no passwords: the link and the code for signing in arrive in the inbox.
"""


def _ground_card(settings: Settings) -> str:
    server = "the server that was named" if settings.database_url else f"127.0.0.1:{settings.ports.postgres}"
    broker = settings.redis_url or environment.valkey(settings).url
    return f"""
The ground is laid {told_how_long()}.

  PostgreSQL  {server}  user postgres, password in {_short(settings.keys / "postgres")}
  Valkey      {broker}
  Mail        127.0.0.1:{settings.ports.smtp}  shown at {settings.inbox_url}
  Stop        Ctrl-C
"""


def _short(path: Path) -> str:
    with contextlib.suppress(ValueError):
        return str(path.relative_to(ROOT))
    return str(path)


def _stop(*_: Any) -> None:
    raise StopAsked


def _on_stop_signals(act: Callable[..., None] | signal.Handlers) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, act)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./start",
        description="Run the whole city on this machine: no Docker, no root, nothing to install but Python.",
        epilog="MOSAIK_DATABASE_URL (somebody who may make databases and roles) and MOSAIK_REDIS_URL point it at real "
        "servers instead of its own; MOSAIK_CITY at another city's file.",
    )
    parser.add_argument("--fresh", action="store_true", help="forget everything an earlier start has kept")
    parser.add_argument(
        "--port-base", type=_port_base, default=8000, metavar="N", help="move all ports (default: 8000)"
    )
    parser.add_argument("--no-seeds", action="store_true", help="begin with an empty city")
    parser.add_argument("--only-infrastructure", action="store_true", help="PostgreSQL, Valkey and mail catcher only")
    parser.add_argument("--data", type=Path, default=ROOT / ".mosaik", metavar="FOLDER", help="where data is kept")
    return parser


def _port_base(word: str) -> int:
    base = int(word)
    if not 1024 <= base <= 65_000:
        raise argparse.ArgumentTypeError("the ports lie between 1024 and 65000")
    return base


if __name__ == "__main__":
    os.chdir(ROOT)
    main(sys.argv[1:])
