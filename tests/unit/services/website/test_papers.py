"""Papers that are printed: what belongs together stays together, wherever a line or a page ends."""

from datetime import date
from io import BytesIO
from typing import Any

from flask import Flask
from pypdf import PdfReader

from services.website.drawing import privacy_paper, yearly_report
from services.website.personal.papers import Entry, PrivacyPaper
from services.website.reports import Report

LOCAL = {"city": "Klima-Mosaik", "address": "http://localhost/papier"}


def pages(paper: bytes) -> list[list[str]]:
    """Return the lines of each page, but not its foot."""
    read = [each.extract_text().splitlines() for each in PdfReader(BytesIO(paper)).pages]
    return [[line for line in lines if "localhost" not in line and "/" not in line] for lines in read]


def test_no_page_ends_with_a_label_or_the_name_of_a_chapter(website: Flask) -> None:
    entries = tuple(
        Entry(f"Sache {number}", tuple((f"Kopf {each}", "Lang genug. " * number) for each in range(5)))
        for number in range(1, 12)
    )
    paper = PrivacyPaper("Verzeichnis", ("Davor.",), tuple((f"Teil {each}", entries) for each in range(4)))
    with website.test_request_context("/"):
        ends = [lines[-1].strip() for lines in pages(privacy_paper.printed(paper, **LOCAL))]

    assert len(ends) > 10
    assert [end for end in ends if end.startswith(("Kopf", "Teil", "Sache"))] == []


def test_no_line_of_the_report_ends_between_a_name_and_its_number(website: Flask) -> None:
    numbers = [
        {"key": f"Nördliche Innenstadt {'m' * (each % 17)}{each}", "value": 5, "shown": "yes"} for each in range(60)
    ]
    figure: dict[str, Any] = {
        **{"name": "Gruppen", "meaning": "Öffentliche Gruppen.", "sort": "stock", "part_names": {}},
        **{"total": numbers[0], "periods": [], "categories": [], "districts": numbers},
    }
    report = Report(year=2026, upto=date(2026, 11, 30), sections=(("da", "Was es gibt", [figure]),), gap=False)
    with website.test_request_context("/"):
        lines = [line for page in pages(yearly_report.printed(report, **LOCAL)) for line in page]

    said = [f"{each['key']}: 5" for each in numbers]
    assert [each for each in said if not any(each in line.replace("\N{NO-BREAK SPACE}", " ") for line in lines)] == []
