"""How many pages a sheet takes: counted by hand for paragraphs, pictures, tables and notes."""

from __future__ import annotations

import polars as pl
import pytest

from isthmus.report.notebook import section_html, table_html
from isthmus.report.paper import HIGH, LETTER, PIXEL, POINT, TYPES, WIDE, pages
from isthmus.report.section import Section
from isthmus.report.sheet import STYLE, paragraph

LINE = 10 * 1.3 * POINT  # mm, of a paragraph
LETTERS = int(WIDE / (10 * LETTER * POINT))


def drawn(wide: float, high: float) -> str:
    return f'<figure><svg width="{wide}" height="{high}"><text>No. 1</text></svg></figure>'


def test_paragraphs_fill_a_page() -> None:
    assert pages(paragraph("One.")) == pytest.approx(LINE / HIGH)
    assert pages(paragraph("One.") * 3) == pytest.approx((3 * LINE + 2 * 1.5) / HIGH)
    fitting = int((HIGH + 1.5) / (LINE + 1.5))
    assert pages(paragraph("One.") * fitting) < 1
    assert pages(paragraph("One.") * (fitting + 1)) == pytest.approx(1 + LINE / HIGH)


def test_text_breaks_at_spaces_and_hyphens() -> None:
    word = "a" * (LETTERS // 2 - 1)
    assert pages(paragraph(f"{word} {word}")) == pytest.approx(LINE / HIGH)
    assert pages(paragraph(f"{word} {word} {word}")) == pytest.approx(2 * LINE / HIGH)
    assert pages(paragraph(f"{word}-{word}-{word}")) == pytest.approx(2 * LINE / HIGH)


def test_a_picture_is_no_wider_than_the_page_and_is_not_cut() -> None:
    wide, high = WIDE / PIXEL, HIGH / PIXEL
    assert pages(drawn(wide, high / 2)) == pytest.approx(0.5)
    assert pages(drawn(2 * wide, high)) == pytest.approx(0.5)
    assert pages(drawn(wide, high * 0.6) * 2) == pytest.approx(1.6)


def test_a_heading_stays_with_what_it_heads() -> None:
    above = drawn(WIDE / PIXEL, 0.7 * HIGH / PIXEL)
    below = section_html(Section("Title", ())) + drawn(WIDE / PIXEL, 0.28 * HIGH / PIXEL)
    heading = TYPES["h4"].line + TYPES["h4"].below + TYPES["figure"].above
    assert pages(above + below) == pytest.approx(1 + 0.28 + heading / HIGH)


def test_columns_of_a_table_share_the_page_and_its_head_comes_again() -> None:
    row = TYPES["table"].line + 2 * PIXEL
    short = table_html(pl.DataFrame({"a": ["x"] * 3, "b": [1.0] * 3}))
    assert pages(short) == pytest.approx(4 * row / HIGH)
    wide = " ".join(["word"] * 30)  # 110 letters fit beside the padding: 11 words in each half
    assert pages(table_html(pl.DataFrame({"a": [wide], "b": [wide]}))) == pytest.approx(
        (2 * row + 2 * TYPES["table"].line) / HIGH
    )
    fitting = int(HIGH / row)
    long = table_html(pl.DataFrame({"a": ["x"] * fitting}))
    assert pages(long) == pytest.approx(1 + 2 * row / HIGH)


def test_notes_stand_in_two_columns() -> None:
    notes = f"<ol>{'<li>Short.</li>' * 10}</ol>"
    assert pages(notes) == pytest.approx(6 * TYPES["ol"].line / HIGH)


def test_type_is_set_as_it_is_counted() -> None:
    assert "p.answer { font-size: 10.5pt; line-height: 1.3; margin: 0mm 0 1.5mm }" in STYLE
    assert "@page { size: A4; margin: 12mm 15mm }" in STYLE
