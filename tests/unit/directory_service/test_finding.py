import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory_service.rules import finding
from directory_service.rules.finding import EXACT, MEANT, PART, Term, Way

WORDS = {"baum", "patenschaft", "fahr", "rad", "fahrrad", "kind", "betreu", "garten", "schul", "werkstatt"}
letters = st.text("abcdeginrst", max_size=12)


def test_fillers_are_left_out_unless_there_is_nothing_else() -> None:
    assert finding.words_asked("Ich suche etwas für meine Oma") == ["ich", "für", "meine", "oma"]
    assert finding.words_asked("Hilfe") == ["hilfe"]


def test_signs_are_no_words() -> None:
    assert finding.words_asked("Repair-Café & Co. (*:)") == ["repair", "café", "co"]


def test_only_so_many_words_are_looked_for() -> None:
    assert len(finding.words_asked(" ".join(f"wort{n}" for n in range(40)))) == finding.MOST_WORDS


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ("baumpatenschaft", "patenschaft"),  # long enough to be no accident
        ("baumpatenschaft", "baum"),
        ("fahrrad", "rad"),
        ("kinderbetreu", "kind"),  # with a link
        ("campusgrupp", "grupp"),
        ("mitkoch", "koch"),  # behind what stands before a verb
        ("zusammenwohn", "zusammen"),
    ],
)
def test_a_stem_is_part_of_a_compound_of_words(whole: str, part: str) -> None:
    assert finding.is_part(whole, part, WORDS.__contains__)


@pytest.mark.parametrize(
    ("whole", "part"), [("parad", "rad"), ("kart", "art"), ("rad", "rad"), ("gerad", "rad"), ("gemeinsam", "einsam")]
)
def test_letters_inside_another_word_are_no_part_of_it(whole: str, part: str) -> None:
    assert not finding.is_part(whole, part, WORDS.__contains__)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("kinderfahrrad", ["kind", "fahrrad"]),
        ("schulgartenpatenschaft", ["schul", "garten", "patenschaft"]),
        ("fahrradwerkstatt", ["fahrrad", "werkstatt"]),
        ("fahrradschloss", []),
    ],
)
def test_a_compound_is_parted_into_known_words_as_few_as_possible(word: str, parts: list[str]) -> None:
    assert finding.parted(word, WORDS) == parts
    assert set(parts) <= finding.parts_possible(word)


def test_of_a_compound_with_one_known_part_that_part_is_found() -> None:
    known = {*WORDS, "spende", "klima"}

    assert finding.outer_part("gartenzwerg", known) == "garten"
    assert finding.outer_part("zwerggarten", known) == "garten"
    assert finding.outer_part("kleiderspende", known) == "spende"
    assert finding.outer_part("zwergenland", known) is None
    assert finding.outer_part("klimaanlage", known) is None  # says nothing here


@pytest.mark.parametrize(
    ("whole", "stem"), [("gasheiz", "heizung"), ("warmedamm", "dammung"), ("stadtfuhr", "fuhrung")]
)
def test_the_last_part_of_a_compound_is_known_though_its_stem_lost_more(whole: str, stem: str) -> None:
    assert finding.is_clipped_end(whole, stem)
    assert not finding.is_part(whole, stem, WORDS.__contains__)


@pytest.mark.parametrize(("whole", "stem"), [("einfuhr", "fuhrung"), ("heiz", "heizung"), ("gasheiz", "heiz")])
def test_what_stands_before_a_verb_makes_no_compound_of_a_clipped_stem(whole: str, stem: str) -> None:
    assert not finding.is_clipped_end(whole, stem)


def test_a_word_without_its_middle_is_the_same() -> None:
    assert finding.is_shortened("lastenfahrrad", "lastenrad")
    assert not finding.is_shortened("lastenrad", "lastenfahrrad")
    assert not finding.is_shortened("lastenfahrrad", "lastentier")


def test_words_of_one_family_know_each_other() -> None:
    assert "reparatur" in finding.family("repari")
    assert "gart" in finding.family("gartn")
    assert "rad" not in finding.family("radler")


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [("garten", "garten", 0), ("garten", "gaten", 1), ("garten", "gatren", 1), ("garten", "gärtner", 3)],
)
def test_letters_left_out_added_mistaken_or_swapped_are_errors(one: str, other: str, errors: int) -> None:
    assert finding.errors_between(one, other) == errors


@given(letters, letters)
def test_errors_are_the_same_both_ways_and_never_more_than_letters(one: str, other: str) -> None:
    errors = finding.errors_between(one, other)

    assert errors == finding.errors_between(other, one) <= max(len(one), len(other))
    assert (errors == 0) == (one == other)


def test_the_longer_a_word_the_more_errors_it_may_hold() -> None:
    assert [finding.errors_allowed(word) for word in ("igel", "garten", "fledermaus")] == [0, 1, 2]


def test_what_stands_nearly_everywhere_says_little() -> None:
    rare, common = finding.weights([(1.0, 1.0)] + [(0.0, 1.0)] * 30)

    assert rare > 2 * common > 0


def test_who_fits_both_words_comes_before_who_fits_one_better() -> None:
    assert finding.score((0.6, 0.6), (1, 1)) > finding.score((1.0, 0.0), (1, 1))


def test_a_word_in_the_title_fits_better_than_in_the_text_and_two_ways_better_than_one() -> None:
    term = Term("rad", (Way(EXACT, ("rad",), 1.0), Way(PART, ("fahrrad",), 0.75), Way(MEANT, ("velo", "tour"), 0.6)))

    assert finding.fit(term, {"rad": "A"}) > finding.fit(term, {"rad": "D"}) > finding.fit(term, {}) == 0
    assert finding.fit(term, {"rad": "A", "fahrrad": "B"}) > finding.fit(term, {"rad": "A"})
    assert finding.fit(term, {"velo": "A"}) == 0


def test_what_was_said_is_found_where_it_stands_in_the_question() -> None:
    said: dict[tuple[str, ...], None] = {("im", "frei"): None, ("kind",): None}

    assert list(finding.spans(["kind", "im", "frei"], said)) == [(0, 1), (1, 3)]
    assert list(finding.spans(["frei", "im"], said)) == []


@pytest.mark.parametrize(
    ("asked", "stem", "written", "its_stem"),
    [
        ("hochbet", "hochbet", "Hochbeet", "hochbeet"),
        ("gatren", "gatr", "Garten", "gart"),
        ("giesen", "gies", "gießen", "giess"),
        ("baeme", "bam", "Bäume", "baum"),
        ("schmeterlingen", "schmeterling", "Schmetterling", "schmetterling"),
        ("verpakung", "verpakung", "Verpackung", "verpackung"),
    ],
)
def test_words_that_differ_by_a_slip_are_meant(asked: str, stem: str, written: str, its_stem: str) -> None:
    assert finding.is_mistyped(asked, stem, written, its_stem)


@pytest.mark.parametrize(
    ("asked", "stem", "written", "its_stem"),
    [
        ("sachen", "sach", "sechs", "sech"),
        ("fisch", "fisch", "Tische", "tisch"),
        ("wespe", "wesp", "Weste", "west"),
        ("haare", "haar", "Paare", "paar"),
        ("igel", "igel", "Igeln", "igeln"),
        ("bauernhof", "bauernhof", "Bahnhof", "bahnhof"),
        ("abgeben", "abgeb", "angeben", "angeb"),
        ("vermeiden", "vermeid", "Vereinen", "verein"),
    ],
)
def test_words_that_only_look_alike_are_not_meant(asked: str, stem: str, written: str, its_stem: str) -> None:
    assert not finding.is_mistyped(asked, stem, written, its_stem)
