"""Every file that is generated from the models and commands: reference pages, schemas, packages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import isthmus
from benchmarks import published, reading
from isthmus.case.schemas import input_schemas
from isthmus.case.tables.notes import table_notes
from isthmus.cli.reference import command_notes
from isthmus.files import json_text
from isthmus.io.datapackage import CC_BY, FILE, data_package
from isthmus.io.opening import builtin_folder
from isthmus.report.article import claims_of, propositions_of
from isthmus.report.reference import result_notes
from isthmus.report.schemas import output_schemas

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "src/isthmus/schemas"
VERDICTS = ROOT / "docs/article-verdicts.json"
ARTICLE = "article"
DIGITS = 6  # of the numbers of verdicts that are kept
PICTURED = "swap-and-spot"


def generated() -> dict[Path, str]:
    """Return the text of every generated file."""
    pages = {"commands": command_notes, "tables": table_notes, "results": result_notes}
    schemas = {
        f"{kind}/{name}.json": schema
        for kind, found in (("inputs", input_schemas()), ("outputs", output_schemas()))
        for name, schema in found.items()
    }
    cases = [builtin_folder() / name for name in isthmus.list_cases()]
    return {
        **{ROOT / f"docs/reference/{name}.md": notes() for name, notes in pages.items()},
        ROOT / "docs/validation.md": published.page(),
        ROOT / "docs/reading-scores.md": reading.page(),
        ROOT / "docs/article.md": article(),
        **{SCHEMAS / name: json_text(schema) for name, schema in schemas.items()},
        **{ROOT / f"docs/images/{name}.svg": drawn for name, drawn in pictures().items()},
        **{case / FILE: json_text(data_package(case, CC_BY)) for case in cases},
    }


def article() -> str:
    """Return the page on the reference article, with the verdicts that are kept."""
    kept = json.loads(VERDICTS.read_text(encoding="utf-8"))["verdicts"]
    return isthmus.claims_page(isthmus.open_case("caucasus"), ARTICLE, kept)


def judge() -> None:
    """Put all propositions after the article to the test, which takes minutes, and keep that."""
    case = isthmus.open_case("caucasus")
    rows = verdicts(*(name for names in asked_after(case).values() for name in names))
    VERDICTS.write_text(json_text({"verdicts": rows}), encoding="utf-8")


def asked_after(case: isthmus.Case) -> dict[str, list[str]]:
    """Return the propositions after the article's statements, by statement."""
    return propositions_of(case, claims_of(case, ARTICLE))


def verdicts(*ids: str) -> list[dict[str, Any]]:
    """Return verdicts as they are kept: with numbers that are the same everywhere."""
    found = isthmus.verdict(isthmus.open_case("caucasus"), *ids).table("verdicts").to_dicts()
    return [{key: _kept(value) for key, value in row.items()} for row in found]


def _kept(value: Any) -> Any:
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def pictures() -> dict[str, str]:
    """Return the pictures of the page on maps."""
    case = isthmus.open_case("caucasus")
    base, other = (isthmus.markets(case.with_scenario(n), "gas") for n in ("base", PICTURED))
    change = isthmus.compare(base, other)
    return {
        "flows": base.map("gas", theme="auto") + "\n",
        "differences": change.map("gas", theme="auto") + "\n",
        "gains": change.bars(theme="auto") + "\n",
    }


def stale(files: dict[Path, str]) -> list[Path]:
    """Return the files that differ from what is generated, are missing, or are no longer made."""
    differ = [
        path
        for path, text in files.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    return sorted([*differ, *(path for path in SCHEMAS.rglob("*.json") if path not in files)])


def write(files: dict[Path, str]) -> None:
    """Write what is generated, and delete what is not any more."""
    for path in stale(files):
        if path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[path], encoding="utf-8")
        else:
            path.unlink()
