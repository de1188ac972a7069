"""A tiny case as text, and how to write and open changed copies of it."""

from __future__ import annotations

from pathlib import Path

import isthmus

TINY = {
    "case.toml": """\
id = "tiny"
title = "Tiny"
base_year = 2023
as_of = 2024-08-31
[[periods]]
id = "winter"
weight = 0.4
[[periods]]
id = "summer"
weight = 0.6
""",
    "actors.csv": """\
id,name,kind,parent,aliases
north,North,state,,n
south,South,state,,
south-gas,South Gas,company,south,
""",
    "nodes.csv": """\
id,name,actor,aliases
field,The field,north,
city,The city,south,
""",
    "commodities.csv": "id,unit,price_unit,energy_content\ngas,bcm,USD/tcm,38\n",
    "links.csv": "id,from,to,commodity,capacity,cost,tariff\npipe,field,city,gas,3,10,20\n",
    "supply.csv": "id,node,commodity,quantity,cost\nwell,field,gas,10,50\n",
    "demand.csv": """\
id,node,commodity,quantity,price_cap,curve
homes,city,gas,2,900,fixed
""",
}
SOURCES = "id,title,kind\nstat,Statistics,statistic\nguess,Our guess,judgement\n"
CLAIM_HEADER = "id,source,value,low,high,unit,as_of,status\n"


def write_case(folder: Path, **changes: str | bytes | None) -> Path:
    """Write the tiny case with files replaced, added or (None) left out.

    A file is named by its stem; ``case`` is case.toml and ``scenario_x`` is scenarios/x.toml.
    """
    files: dict[str, str | bytes | None] = dict(TINY)
    for name, content in changes.items():
        files[file_name(name)] = content
    for name, content in files.items():
        if content is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def file_name(name: str) -> str:
    """Return the file that a keyword of `write_case` stands for."""
    if name == "case":
        return "case.toml"
    if name.startswith("scenario_"):
        return f"scenarios/{name.removeprefix('scenario_').replace('_', '-')}.toml"
    return f"{name}.csv"


def changed(name: str, old: str, new: str) -> str:
    """Return a file of the tiny case with `old`, which must be there, replaced once."""
    text = TINY[file_name(name)]
    assert old in text
    return text.replace(old, new, 1)


def opened(folder: Path, **changes: str | bytes | None) -> isthmus.Case:
    """Open the tiny case with files changed."""
    return isthmus.open_case(write_case(folder, **changes))


def refused(folder: Path, **changes: str | bytes | None) -> list[str]:
    """Return the problems for which the changed tiny case is refused."""
    try:
        opened(folder, **changes)
    except isthmus.CaseError as error:
        return [str(problem) for problem in error.problems]
    raise AssertionError("the case was not refused")
