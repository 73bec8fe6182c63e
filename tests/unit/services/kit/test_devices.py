"""Devices in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.devices import Device, device

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "browser", "system"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox", "Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {_WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0", "Edge", "Windows"),
        (f"Mozilla/5.0 (Linux; Android 15; Pixel 9) {_WEBKIT} Chrome/140.0 Mobile Safari/537.36", "Chrome", "Android"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_WEBKIT} Version/18 Safari/605", "Safari", "macOS"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {_WEBKIT} FxiOS/130 Safari/605", "Firefox", "iPhone"),
        (f"Mozilla/5.0 (X11; CrOS x86_64) {_WEBKIT} Chrome/140.0 Safari/537.36", "Chrome", "ChromeOS"),
        ("curl/8.5", "", ""),
        (None, "", ""),
    ],
)
def test_a_device_is_known_by_what_its_browser_says(said: str | None, browser: str, system: str) -> None:
    assert device(said) == Device(browser, system)


@given(st.text(), st.sampled_from(["Firefox/", "Edg/", "Chrome/", "Windows NT ", "Android ", "iPhone"]), st.text())
def test_nothing_that_a_browser_says_stands_in_the_words(before: str, sign: str, after: str) -> None:
    found = device(before + sign + after)

    assert found.browser in {"", "Chrome", "Edge", "Firefox", "Opera", "Safari", "Samsung Internet"}
    assert found.system in {"", "Android", "ChromeOS", "iPad", "iPhone", "Linux", "macOS", "Windows"}
