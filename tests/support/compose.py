"""The compose file, as far as tests ask about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Container:
    """What one entry of the compose file says."""

    name: str
    words: Mapping[str, Any]

    @property
    def command(self) -> list[str]:
        """Return what it runs, after the image's own beginning."""
        return [str(word) for word in self.words.get("command", [])]

    @property
    def environment(self) -> dict[str, Any]:
        """Return what it finds in its environment."""
        return dict(self.words.get("environment", {}))

    @property
    def settings(self) -> set[str]:
        """Return the settings it is given, whether by word or by file."""
        return {name.removesuffix("_FILE") for name in self.environment}

    @property
    def after(self) -> set[str]:
        """Return what it waits for."""
        return set(self.words.get("depends_on", {}))

    @property
    def networks(self) -> set[str]:
        """Return the networks it sits on."""
        return set(self.words.get("networks", []))

    @property
    def mounts(self) -> dict[str, str]:
        """Return where its volumes are mounted."""
        parts = (volume.rsplit(":", 2 if volume.endswith(":ro") else 1) for volume in self.words.get("volumes", []))
        return {part[0]: part[1] for part in parts}


def compose_file() -> Any:
    """Return the compose file with its anchors resolved."""
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def containers() -> dict[str, Container]:
    """Return every entry by its name."""
    return {name: Container(name, words) for name, words in compose_file()["services"].items()}
