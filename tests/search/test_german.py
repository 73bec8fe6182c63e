"""How German is searched, with the example city: forms, parts, umlauts, errors, synonyms, and what is near."""

import pytest

from tests.search.conftest import Finder


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Baum", "Bäume"),
        ("Bäume", "Baeume"),
        ("Gießkanne", "Giesskanne"),
        ("Kröten", "Kroete"),
        ("Kröten", "KRÖTEN"),
        ("Lesepatin", "Lesepatinnen"),
    ],
)
def test_forms_and_spellings_of_a_word_find_the_same(find: Finder, one: str, other: str) -> None:
    assert find.ids(one) == find.ids(other) != []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Patenschaft", "HAL-A-001"),  # Baumpatenschaft
        ("Kraftwerk", "HAL-A-029"),  # Balkonkraftwerk
        ("Rad", "HAL-O-019"),  # Fahrrad
        ("Schulgartenpflege", "HAL-A-039"),  # Schulgarten
        ("Baumbewässerung", "HAL-A-002"),
        ("Lastenfahrrad", "HAL-O-020"),  # Lastenrad
        ("Fotografieren", "HAL-O-042"),  # Fotografie
    ],
)
def test_parts_of_compounds_are_found(find: Finder, asked: str, found: str) -> None:
    assert found in find.ids(asked, size=10)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Führung", "Ackerführung"),  # whose stem lost more than that of Führung alone
        ("Gruppe", "Campusgruppe"),
    ],
)
def test_the_last_part_of_a_compound_is_found_in_it(find: Finder, asked: str, found: str) -> None:
    reasons = " ".join(item["why"] for item in find(asked, size=60)["items"])

    assert f"„{asked.lower()}“ steckt in „{found}“" in reasons


def test_of_a_compound_that_nobody_wrote_a_part_is_said_to_be_found_for_it(find: Finder) -> None:
    reasons = {item["why"] for item in find("Kinderkleidung")["items"]}

    assert any("Passend zu „kinderkleidung“: „Kleidung“" in reason for reason in reasons)
    assert not any("Leider" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("asked", "accident"), [("einsam", "Gemeinsam"), ("Rentner", "Altstadt"), ("Krankenschwester", "Weste")]
)
def test_letters_that_stand_there_by_accident_are_no_reason(find: Finder, asked: str, accident: str) -> None:
    assert not any(accident.lower() in item["why"].lower() for item in find(asked, size=100)["items"])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Flüchtlinge", "HAL-A-025"),
        ("joggen", "HAL-A-041"),
        ("Bürgersteig", "HAL-A-027"),
        ("Kleiderspende", "HAL-O-018"),
    ],
)
def test_everyday_german_finds_what_is_called_otherwise_in_records(find: Finder, asked: str, found: str) -> None:
    assert found in find.ids(asked, size=10)


@pytest.mark.parametrize("asked", ["ich will helfen", "mitmachen", "was kann ich tun?", "Wo kann ich mich engagieren"])
def test_who_says_no_more_than_that_she_wants_to_help_finds_who_looks_for_her_place(find: Finder, asked: str) -> None:
    assert {"HAL-O-051", "HAL-T-052"} & set(find.ids(asked, size=5))


def test_the_word_itself_comes_before_what_its_last_part_is_called(find: Finder) -> None:
    assert find.ids("Nachtwanderung", size=1) == ["HAL-O-005"]


def test_a_short_word_inside_another_is_no_part_of_it(find: Finder) -> None:
    assert all("karte" not in item["why"].lower() for item in find("Art")["items"])


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Repratur", "Reparatur"),
        ("Schmeterlinge", "Schmetterlinge"),
        ("Fledremaus", "Fledermaus"),
        ("Wetterstatoin", "Wetterstation"),
        ("Hochbet", "Hochbeet"),
    ],
)
def test_one_or_two_typing_errors_are_mended_and_said(find: Finder, asked: str, meant: str) -> None:
    answer = find(asked)

    assert [word["asked"] for word in answer["mended"]] == [asked.lower()]
    assert set(find.ids(asked)[:3]) & set(find.ids(meant)[:5])


@pytest.mark.parametrize(
    "word",
    """
    sachen schwester tochter spiegel tasse butter fisch milch zucker koffer reise wolke gewitter fieber husten finger
    klavier tanzen steuern hamster schlange mücke wespe jacke mütze geschenk hochzeit ostern falsch teuer haare rosen
    unkraut gurken stricken grillen theater puppe
    """.split(),  # noqa: SIM905  (as text they stay readable)
)
def test_everyday_words_that_stand_nowhere_become_no_others(find: Finder, word: str) -> None:
    assert find(word)["mended"] == []


def test_what_is_mended_can_be_looked_for_as_it_is_written(find: Finder) -> None:
    assert find("Repratur", as_written=True)["total"] == 0


def test_errors_in_short_words_are_not_guessed_at(find: Finder) -> None:
    assert find("Igxl")["mended"] == []


@pytest.mark.parametrize(
    ("asked", "found"), [("Drahtesel", "HAL-O-019"), ("HaNeu", "HAL-P-026"), ("Geld vom Amt", "HAL-T-047")]
)
def test_everyday_words_find_what_they_stand_for(find: Finder, asked: str, found: str) -> None:
    assert found in find.ids(asked, size=10)


@pytest.mark.parametrize(
    ("asked", "found"), [("hedgehog", "HAL-A-008"), ("sewing", "HAL-O-012"), ("choir", "HAL-O-041")]
)
def test_everyday_english_finds_what_is_written_in_german(find: Finder, asked: str, found: str) -> None:
    assert found in find.ids(asked, size=3)


def test_the_line_says_why_in_the_language_of_the_reader(find: Finder) -> None:
    german, english = ([item["why"] for item in find("Patenschaft", language=each)["items"]] for each in ("de", "en"))

    assert "„Patenschaft“ steht bei den Schlagworten und Themen." in german
    assert any(line.startswith("„patenschaft“ steckt in „Baumpatenschaft") for line in german)
    assert any(line.startswith("“patenschaft” is in “Baumpatenschaft") for line in english)


def test_what_fits_all_words_comes_before_what_fits_some(find: Finder) -> None:
    fits = [item["fits"] for item in find("Igel füttern")["items"]]

    assert fits[0] == "all"
    assert "some" in fits


def test_counts_say_what_each_choice_leaves(find: Finder) -> None:
    everything = find("Garten", size=100)
    for facet, counts in everything["facets"].items():
        assert counts, facet
        for key, count in counts.items():
            assert find("Garten", **{facet: key})["total"] == count, (facet, key)
    assert sum(everything["facets"]["kind"].values()) == everything["total"] == len(everything["items"])


def test_a_choice_leaves_the_counts_of_its_own_facet(find: Finder) -> None:
    narrowed = find("Garten", kind="event", category="nature")

    assert narrowed["facets"]["kind"] == find("Garten", category="nature")["facets"]["kind"]
    assert {item["kind"] for item in narrowed["items"]} == {"event"}


def test_around_a_post_code_only_what_is_near_is_found(find: Finder) -> None:
    near, all_over = find("Garten", near="06132", within=1.5), find("Garten")

    assert 0 < near["total"] < all_over["total"]
    assert {item["district"] for item in near["items"]} <= {"silberhoehe", "ammendorf-beesen"}


def test_where_nothing_is_found_near_words_and_new_things_are_offered(find: Finder) -> None:
    answer = find("Xylophonorchestrion")

    assert answer["total"] == 0
    assert answer["not_known"] == ["xylophonorchestrion"]
    assert len({item["kind"] for item in answer["nearest"]["items"]}) == 4


def test_pages_of_what_is_found_follow_each_other(find: Finder) -> None:
    whole = find.ids("Garten Kinder", size=40)

    assert find.ids("Garten Kinder", size=10, page=1) + find.ids("Garten Kinder", size=10, page=2) == whole[:20]


def test_suggestions_go_on_as_the_word_begins(find: Finder) -> None:
    found = find.suggested("Balk")

    assert "Balkonkraftwerke aufhängen" in [each["text"] for each in found if each["kind"] == "offer"]
    assert "balkonkraftwerk" in [each["text"].lower() for each in found if each["kind"] == "word"]


def test_suggestions_know_what_people_say(find: Finder) -> None:
    assert "Drahtesel" in [each["text"] for each in find.suggested("draht")]


@pytest.mark.parametrize("typed", ["x", "'", "a:*&", "\\", "🌻", "%", "--", "der die das"])
def test_whatever_is_typed_is_answered(find: Finder, typed: str) -> None:
    assert isinstance(find.suggested(typed), list)
    assert find(typed)["total"] >= 0
