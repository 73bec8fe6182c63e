"""From where somebody asks to sign in, in words that its reader can compare with what she did."""

from dataclasses import dataclass

from iptocc import country_code

from services.kit.devices import device


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """With which browser, on which system, and from which country: each nothing where it is not known.

    All of it is our own words: whoever asks in somebody's name writes nothing into a mail to her.
    """

    browser: str = ""
    system: str = ""
    country: str = ""

    @classmethod
    def of(cls, user_agent: str | None, address: str) -> "Circumstances":
        """Return what a browser says of itself, and to which country its network was given."""
        found = device(user_agent)
        return cls(browser=found.browser, system=found.system, country=country_code(address) or "")
