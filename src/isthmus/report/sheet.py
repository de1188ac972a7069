"""A report as one HTML file that needs nothing else: prints on A4, reads on a screen."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from html import escape

from isthmus.case.evidence import coverage
from isthmus.case.model import Case
from isthmus.errors import IsthmusError
from isthmus.report.paper import COLUMNS, MARGINS, PADDING, TYPES, Type
from isthmus.result import Result
from isthmus.version import __version__

WIDTH = 900


def _rule(kind: str, one: Type) -> str:
    """Return how a kind of text is set, as it is reckoned with when pages are counted."""
    margin = f"margin: {one.above:g}mm 0 {one.below:g}mm"
    return f"{kind} {{ font-size: {one.size:g}pt; line-height: {one.leading:g}; {margin} }}"


STYLE = f"""
@page {{ size: A4; margin: {MARGINS[0]:g}mm {MARGINS[1]:g}mm }}
body {{ font-family: Georgia, "Times New Roman", "Liberation Serif", serif; color: #1a1a1a;
  background: #fff; max-width: 190mm; margin: 0 auto; padding: 6mm }}
@media print {{ body {{ padding: 0 }} }}
{chr(10).join(_rule(*one) for one in TYPES.items())}
h1, h2, h4 {{ break-after: avoid }} p.small {{ color: #555 }}
table {{ border-collapse: collapse; font-family: Arial, "Liberation Sans", sans-serif }}
th {{ border-bottom: 1px solid #888 }} tr, figure, p {{ break-inside: avoid }}
svg {{ display: block; max-width: 100%; height: auto }}
th, td {{ white-space: pre-wrap !important; padding: 1px {PADDING}px !important }}
ol {{ padding-left: 5mm; columns: {COLUMNS} }} li {{ overflow-wrap: anywhere }}
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
