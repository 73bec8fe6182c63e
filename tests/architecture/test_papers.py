"""What the papers say is so: the drawing shows the map, decisions have their parts, links lead somewhere."""

import re
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from services.facts import REGISTER
from services.facts.hearers import HEARERS, TELLERS
from tests.support.compose import ROOT

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PAPERS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/**/*.md")]


def test_the_drawing_shows_every_fact_and_no_other() -> None:
    words = (ROOT / "docs" / "architecture.md").read_text()
    drawn = re.findall(r"^    (\S+) -- (\w+) --> (\S+)$", words, re.MULTILINE)
    edges = {
        (teller, fact.__name__, hearer)
        for fact, hearers in HEARERS.items()
        for hearer in hearers
        for teller in TELLERS[fact]
    }

    assert set(drawn) == edges
    assert len(drawn) == len(edges)


def test_the_readme_tells_who_tells_and_hears_every_fact() -> None:
    rows = re.findall(r"^\| (`.+`) \| (.+) \| (.+) \|$", (ROOT / "README.md").read_text(), re.MULTILINE)
    listed = {fact: (tellers, hearers) for facts, tellers, hearers in rows for fact in re.findall(r"`(\w+)`", facts)}

    assert listed == {
        fact.__name__: tuple(", ".join(name.removesuffix("-service") for name in names) for names in sides)
        for fact, sides in ((fact, (TELLERS[fact], HEARERS[fact])) for fact in HEARERS)
    }


def test_the_changelog_names_every_fact() -> None:
    words = (ROOT / "CHANGELOG.md").read_text()

    assert [
        fact.fact_name for fact in HEARERS if fact.fact_name in REGISTER and f"`{fact.fact_name}`" not in words
    ] == []


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_one_sentence_on_top_and_three_parts(path: Path) -> None:
    words = path.read_text()
    top, *parts = re.split(r"^## ", words, flags=re.MULTILINE)
    number = int(path.stem[:4])

    assert top.startswith(f"# {number}. ")
    assert re.fullmatch(r"\*\*[^*]+\.\*\*", top.split("\n\n")[1].strip())
    assert [part.splitlines()[0] for part in parts] == ["Context", "Decision", "Consequences"]


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(path.stem[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)[^)]*\)", path.read_text())

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_what_public_bodies_look_for_is_complete() -> None:
    words = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    wanted = [
        "name",
        "url",
        "platforms",
        "developmentStatus",
        "softwareType",
        "description",
        "legal",
        "maintenance",
        "localisation",
    ]

    assert [key for key in ("publiccodeYmlVersion", *wanted) if key not in words] == []
    for description in words["description"].values():
        assert len(description["shortDescription"]) <= 150 <= len(description["longDescription"])
        assert description["features"]
