"""Speaking a person's language."""

from pathlib import Path

from services.kit.translations import catalogue

_FOLDER = Path(__file__).parents[1] / "translations"


class Speaker:
    """Says sentences in one language; one that there is no catalogue for falls back to the city's own."""

    def __init__(self, language: str, *, default: str) -> None:
        known = (_FOLDER / language).exists()
        self.language = language if known else default
        self.prefix = "" if self.language == default else f"/{self.language}"
        self._catalogue = catalogue(_FOLDER, self.language)

    def __call__(self, message: str, **words: str) -> str:
        """Say a sentence, with words filled in."""
        return self._catalogue.gettext(message).format(**words)

    def together(self, words: list[str]) -> str:
        """Return a list as people say it: `a, b and c`."""
        *first, last = words
        return self("{first} and {last}", first=", ".join(first), last=last) if first else last
