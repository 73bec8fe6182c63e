"""Settings: one frozen dataclass a service, read once, complaining at once about all that is missing or wrong.

A field `database_url` of a service with the prefix `DIRECTORY` is read from `DIRECTORY_DATABASE_URL`, or from the file
named by `DIRECTORY_DATABASE_URL_FILE`. Fields declared with `of_the_city` are the same for every service.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from environs import EnvError, FileAwareEnv, ValidationError

S = TypeVar("S", bound="WebSettings")
SAMPLE = "example-"


class SettingsIncomplete(SystemExit):
    """The service cannot start, because settings are missing or wrong; the message names all of them."""


def of_the_city(default: Any = MISSING, *, name: str = "") -> Any:
    """Declare a setting that all services share; its variable begins with `MOSAIK_`, unless `name` says otherwise."""
    return field(metadata={"shared": name or True}, default=default)


def secret(default: Any = MISSING) -> Any:
    """Declare a secret: never shown, and its sample value is refused outside the demo."""
    return field(metadata={"secret": True}, default=default, repr=False)


@dataclass(frozen=True, kw_only=True)
class WebSettings:
    """What every process that answers HTTP needs."""

    city: Path = of_the_city()
    site_url: str = of_the_city()
    keyring: Path = of_the_city()
    state: Path = of_the_city()
    demo: bool = of_the_city(default=False)
    directory_url: str = of_the_city(name="DIRECTORY_URL")
    events_url: str = of_the_city(name="EVENTS_URL")
    profiles_url: str = of_the_city(name="PROFILES_URL")
    notifier_url: str = of_the_city(name="NOTIFIER_URL")
    port: int
    key: str = secret()
    workers: int = 2
    threads: int = 4

    @property
    def urls(self) -> dict[str, str]:
        """Return where each service is reached, by the service's name."""
        return {
            "directory-service": self.directory_url,
            "events-service": self.events_url,
            "profiles-service": self.profiles_url,
            "notifier": self.notifier_url,
        }


@dataclass(frozen=True, kw_only=True)
class ServiceSettings(WebSettings):
    """What every service needs that owns data.

    A worker serves every queue of its service, or only those that `queues` names, with commas between them and without
    the service's name: `send.letters,facts`. Together, its workers must serve all.
    """

    redis_url: str = of_the_city()
    database_url: str = secret()
    migration_database_url: str = secret(default="")
    metrics_port: int = 0
    concurrency: int = 2
    queues: str = ""


def read(settings: type[S], prefix: str, environ: Mapping[str, str] | None = None) -> S:
    """Read a service's settings; refuses to go on with `SettingsIncomplete`, naming every variable at fault."""
    env = FileAwareEnv(eager=False, strip_whitespace=True)
    if environ is not None:
        env._environ = dict(environ)
    words = {each.name: _value(env, each, prefix) for each in fields(settings)}
    try:
        env.seal()
    except EnvError as complaint:
        raise SettingsIncomplete(_complaint(complaint)) from None
    return settings(**words)


def _value(env: FileAwareEnv, each: Field[Any], prefix: str) -> Any:
    readers: dict[Any, Any] = {int: env.int, bool: env.bool, Path: env.path}
    options: dict[str, Any] = {} if each.default is MISSING else {"default": each.default}
    if each.metadata.get("secret") and not env.bool("MOSAIK_DEMO", default=False):
        options["validate"] = _not_a_sample
    try:
        return readers.get(each.type, env.str)(_variable(each, prefix), **options)
    except ValueError as trouble:  # a file is named that can't be read
        env._errors[_variable(each, prefix)].append(str(trouble))


def _variable(each: Field[Any], prefix: str) -> str:
    shared = each.metadata.get("shared")
    if isinstance(shared, str):
        return shared
    return f"{'MOSAIK' if shared else prefix}_{each.name.upper()}"


def _not_a_sample(value: str) -> None:
    if value.startswith(SAMPLE) or f":{SAMPLE}" in value:
        raise ValidationError("this is the sample secret; it is refused outside the demo")


def _complaint(complaint: EnvError) -> str:
    found = getattr(complaint, "error_messages", {})
    wrong = "".join(f"\n  {name}: {' '.join(map(str, why))}" for name, why in found.items()) or f"\n  {complaint}"
    return f"These settings are missing or wrong:{wrong}"
