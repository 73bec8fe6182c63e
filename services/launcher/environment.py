"""The environment of every process: what it needs to know, and none of the others' secrets."""

from services.launcher.databases import Server, Urls
from services.launcher.ports import HOST, SERVICES
from services.launcher.postgres import Postgres
from services.launcher.secrets_kept import kept_secret
from services.launcher.settings import Settings
from services.launcher.valkey import Valkey


def full_name(service: str) -> str:
    """Return a service's folder by its short name."""
    return service if service in ("notifier", "website") else f"{service}-service"


def postgres(settings: Settings) -> Postgres:
    """Return the PostgreSQL of our own."""
    return Postgres(settings.folder / "postgres", settings.keys, settings.ports.postgres)


def valkey(settings: Settings) -> Valkey:
    """Return the Valkey of our own."""
    return Valkey(settings.folder / "redis", settings.ports.redis)


def server(settings: Settings) -> Server:
    """Return the database server: the one that was named, or our own."""
    if settings.database_url:
        return Server(settings.database_url, kept_secret(settings.keys / "databases"))
    return postgres(settings).server


def make_secrets(settings: Settings) -> None:
    """Make the keys that are missing."""
    settings.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (settings.keys / "keyring.json").exists():
        from services.kit.keys import make_keyring  # noqa: PLC0415  a third of a second of imports, needed once

        make_keyring(settings.keys)
    for name in ("link-secret", "seat-secret", "website-secret", "message-key"):
        kept_secret(settings.keys / name)


def environment(settings: Settings, service: str) -> dict[str, str]:
    """Return what the processes of one service, or of the website, find in their environment."""
    of_its_own = _of_the_website(settings) if service == "website" else _of_a_service(settings, service)
    return {**_of_the_city(settings), **of_its_own}


def _of_the_city(settings: Settings) -> dict[str, str]:
    return {
        "MOSAIK_CITY": str(settings.city),
        "MOSAIK_SITE_URL": settings.site_url,
        "MOSAIK_REDIS_URL": settings.redis_url or valkey(settings).url,
        "MOSAIK_KEYRING": str(settings.keys / "keyring.json"),
        "MOSAIK_DEMO": "true",
        "MOSAIK_STATE": str(settings.state),
        **{f"{service.upper()}_URL": settings.service_url(service) for service in SERVICES},
    }


def _of_a_service(settings: Settings, service: str) -> dict[str, str]:
    prefix = service.upper()
    urls: Urls = server(settings).urls(service)
    return {
        f"{prefix}_PORT": str(settings.ports.web(service)),
        f"{prefix}_METRICS_PORT": str(settings.ports.worker_metrics(service)),
        f"{prefix}_KEY_FILE": str(settings.keys / f"{full_name(service)}.jwk"),
        f"{prefix}_DATABASE_URL": urls.app,
        f"{prefix}_MIGRATION_DATABASE_URL": urls.owner,
        **_MORE.get(service, _nothing)(settings),
    }


def _of_the_website(settings: Settings) -> dict[str, str]:
    return {
        "WEBSITE_PORT": str(settings.ports.website),
        "WEBSITE_KEY_FILE": str(settings.keys / "website.jwk"),
        "WEBSITE_SECRET_FILE": str(settings.keys / "website-secret"),
    }


def _of_events(settings: Settings) -> dict[str, str]:
    return {"EVENTS_SEAT_SECRET_FILE": str(settings.keys / "seat-secret")}


def _of_profiles(settings: Settings) -> dict[str, str]:
    return {
        "PROFILES_PEOPLE_KEY_FILE": str(settings.keys / "people.jwk"),
        "PROFILES_LINK_SECRET_FILE": str(settings.keys / "link-secret"),
    }


def _of_the_notifier(settings: Settings) -> dict[str, str]:
    return {
        "NOTIFIER_SMTP_URL": f"smtp://{HOST}:{settings.ports.smtp}",
        "NOTIFIER_MESSAGE_KEY_FILE": str(settings.keys / "message-key"),
    }


def _nothing(settings: Settings) -> dict[str, str]:  # noqa: ARG001  (the same shape as the others)
    return {}


_MORE = {"events": _of_events, "profiles": _of_profiles, "notifier": _of_the_notifier}
