"""A report as one HTML file that needs nothing else: prints on A4, reads on a screen."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from html import escape

from isthmus.case.evidence import coverage
from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.result import Result
from isthmus.version import __version__

WIDTH = 900
STYLE = """
@page { size: A4; margin: 12mm 15mm }
body { font: 10pt/1.35 Georgia, "Times New Roman", serif; color: #1a1a1a; background: #fff;
  max-width: 190mm; margin: 0 auto; padding: 6mm }
@media print { body { padding: 0 } }
h1 { font-size: 19pt; line-height: 1.15; margin: 0 0 1mm }
h2 { font-size: 12pt; margin: 4mm 0 1mm; break-after: avoid }
h4 { font-size: 11pt; margin: 4mm 0 1mm; break-after: avoid }
p { margin: 0 0 2mm } .small { color: #555; font-size: 9pt } .answer { font-size: 11pt }
table { border-collapse: collapse; font: 9pt/1.3 Arial, sans-serif; margin: 1mm 0 3mm }
th { border-bottom: 1px solid #888 } tr { break-inside: avoid }
figure { margin: 2mm 0; break-inside: avoid } svg { max-width: 100%; height: auto }
th, td { white-space: pre-wrap !important }
ol { padding-left: 5mm; font-size: 7.5pt; line-height: 1.2; margin: 1mm 0 3mm; columns: 2 }
li { overflow-wrap: anywhere }
"""


def sheet(title: str, case: Case, blocks: Iterable[str]) -> str:
    """Return a whole document; the same case and blocks give the same bytes."""
    found = coverage(case)
    scenarios = "+".join(case.scenarios) or "base"
    foot = (
        f"Case {case.id} ({case.settings.title}), {scenarios}; {found.sourced} of {found.total} "
        f"numbers sourced. isthmus {__version__}, case hash {case.hash[:16]}."
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n" + "\n".join(blocks) + "\n"
        f'<p class="small">{escape(foot)}</p>\n</body>\n</html>\n'
    )


def block(title: str, *parts: str) -> str:
    """Return a heading and what stands beneath it."""
    return f"<h2>{escape(title)}</h2>\n" + "\n".join(parts)


def paragraph(text: str, kind: str = "") -> str:
    """Return a paragraph, of a class if one is named."""
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def picture(
    result: Result, *, bars: bool = False, goods: Sequence[str] = (), width: int = WIDTH
) -> str:
    """Return the map or the bars of a result; a sentence where there is none to draw."""
    return figure(result.bars if bars else functools.partial(result.map, *goods), width=width)


def figure(draw: Callable[..., str], *, width: int = WIDTH) -> str:
    """Return what is drawn; a sentence where nothing can be."""
    try:
        return f"<figure>{draw(width=width)}</figure>"
    except IsthmusError as error:
        return paragraph(f"No picture: {error}.", "small")


def footnotes(case: Case, rows: Iterable[tuple[str, str]], most: int | None = None) -> str:
    """Return the sources that the numbers of some rows (table, key) rest on, each once.

    After the first few (`most`) it is said how many there are.
    """
    wanted = set(rows)
    claims = case.tables["claims"]
    of = dict(zip(claims["id"], claims["source"], strict=True))
    used: set[str] = set()
    for table in case:
        if "evidence" in table.columns:
            for key, evidence in zip(table.keys, table["evidence"], strict=True):
                if (table.name, key) in wanted:
                    used |= {of[entry.rpartition(":")[2].strip()] for entry in evidence or ()}
    sources = case.tables["sources"]
    cited = [sources.row(at) for at, name in enumerate(sources["id"]) if name in used]
    if not cited:
        return paragraph("No source is given for what this rests on.", "small")
    listed = f"<ol>{''.join(f'<li>{escape(_cited(row))}</li>' for row in cited[:most])}</ol>"
    if most is None or len(cited) <= most:
        return listed
    rest = f"The first {most} of {len(cited)}: isthmus show ID has those of each number."
    return listed + "\n" + paragraph(rest, "small")


def _cited(row: dict[str, str]) -> str:
    order = ("title", "publisher", "date", "locator")
    return ", ".join(str(row[part]) for part in order if row.get(part)) + "."
