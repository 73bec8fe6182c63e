import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_service.rules.wording import is_free, summary_of


def test_a_short_description_is_its_own_summary() -> None:
    assert summary_of("Kommen Sie\n herein. ") == "Kommen Sie herein."
    assert summary_of(None) is None
    assert summary_of("  ") is None


def test_a_long_description_is_cut_at_the_end_of_a_sentence() -> None:
    assert summary_of("Eins. " + "Zwei sagt sehr viel mehr. " * 20) == "Eins. " + "Zwei sagt sehr viel mehr. " * 6 + (
        "Zwei sagt sehr viel mehr."
    )


@settings(deadline=None)
@given(st.text(max_size=600))
def test_a_summary_always_fits_on_a_card(text: str) -> None:
    assert len(summary_of(text) or "") <= 200


@pytest.mark.parametrize("cost", ["kostenlos", "Eintritt frei", "Spende", "0 Euro", "frei", "Free"])
def test_words_that_say_it_costs_nothing_are_understood(cost: str) -> None:
    assert is_free(cost) is True


@pytest.mark.parametrize("cost", ["5 Euro", "Familien 6 Euro, mit Pass frei", "10 Euro", "freiwillig 5 Euro"])
def test_a_price_is_a_price(cost: str) -> None:
    assert is_free(cost) is False


def test_nothing_said_about_cost_is_not_known() -> None:
    assert is_free(None) is None
