"""Texts come out of files of every kind, and what is no text says so."""

from __future__ import annotations

from pathlib import Path

import docx
import pypdf
import pytest

from isthmus.errors import IsthmusError
from isthmus.reading.opening import open_text

LINE = "Azerbaijan produced 48.3 billion cubic metres of gas in 2023."


def test_pages_lose_what_is_not_text(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<!doctype html><html><head><title>A visit &amp; more</title><style>p{}</style></head>"
        f"<body><nav>Menu</nav><script>var a = 5;</script><h1>Gas</h1><p>{LINE}</p>"
        "<ul><li>one<li>two</ul><table><tr><td>China<td>13.7</tr></table></body></html>"
    )
    found = open_text(page)
    assert found.title == "A visit & more"
    assert found.text == f"Gas\n{LINE}\none\ntwo\n| China | 13.7"


def test_markdown_loses_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Gas\n\n**48.3** bcm, says [the ministry](https://example.org/a_b).\n")
    assert open_text(page).text == "# Gas\n\n48.3 bcm, says the ministry.\n"


def test_word_documents_give_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    path = tmp_path / "note.docx"
    made = docx.Document()
    made.core_properties.title = "Note"
    made.add_paragraph(LINE)
    table = made.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "China", "13.7"
    made.add_paragraph("The end.")
    made.save(str(path))
    found = open_text(path)
    assert (found.title, found.text) == ("Note", f"{LINE}\nChina | 13.7\nThe end.")


def test_pdf_pages_are_read(tmp_path: Path) -> None:
    path = tmp_path / "note.pdf"
    stream = f"BT /F1 12 Tf 20 100 Td ({LINE}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 200] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(data)
    data += b"xref\n0 6\n0000000000 65535 f \n"
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start
    path.write_bytes(data)
    assert open_text(path).text.strip() == LINE
    empty = tmp_path / "scan.pdf"
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(str(empty))
    with pytest.raises(IsthmusError, match=r"no text in it\. Scanned pages need"):
        open_text(empty)


def test_an_address_is_answered_with_how_to_save_the_page() -> None:
    with pytest.raises(IsthmusError, match="Save the page first"):
        open_text("https://example.org/a")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"\x00\xff\x00\xfe\x81", "not a text"),
        ("a.txt", b" \n", "no text in it"),
        ("a.pdf", b"%PDF-1.4 nothing", "not a PDF that can be read"),
        ("a.docx", b"PK\x03\x04 nothing", "not a Word document that can be read"),
    ],
)
def test_what_is_no_text_says_so(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(IsthmusError, match=message):
        open_text(path)


def test_other_letters_are_read_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Kiyıköy – 8.6 bcm".encode("utf-16"))
    assert open_text(path).text == "Kiyıköy – 8.6 bcm"
    path.write_bytes("5 \x80 a tonne".encode("latin-1"))
    found = open_text(path)
    assert found.text == "5 € a tonne"
    assert found.notes == ("not UTF-8: read as Windows-1252.",)
