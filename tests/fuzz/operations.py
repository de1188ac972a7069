"""What can happen to the files of a case: by accident, by a wrong hand, or by a broken disk.

Every operation changes the files (a dict of name to bytes) in place and returns what it did in
words. It draws only from the generator it is given, so that a seed reproduces it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from random import Random

from isthmus.case.tables import TABLES, Column, columns_of

Files = dict[str, bytes]
Rows = list[list[str]]

ODD_CELLS = (
    "", " ", "nan", "NaN", "inf", "-inf", "-1", "0", "-0", "1e308", "-1e308", "1e-308", "1e999",
    "1e20", "1e30", "1_000", "1,5", "1.000,5", "5 bcm", "16 bcm/day", "651.7 GWh/d", "120 USD/TEU",
    "5 %", "3 %/year", "7 lambda", "7 if", "1e5 bcm/year", "٣", "true", "TRUE", "no", ";", ":",
    "a:b", "a;a", "a:0.5;b:0.5", ":1", "*", "[a-", "-", "--", "base", "base+base", "=1+1", "[/b]",
    "{}", "None", "null", "2024-13-45", "9999999999999999", "0x10", "\x00", "a\x00b", "\ufeff",
    "two\nlines", 'a "quoted" word', "x" * 1000, "x" * 140_000, "ä" * 50, "\U0001f600",
)  # fmt: skip
ODD_TOML = (
    "nan", "inf", "-inf", "-1", "0", "1e400", "1" + "0" * 400, "true", '""', '"x"', '"\\u0000"',
    "[]", "[1, 2]", '["a", "a"]', "[[1]]", "{}", "{ a = 1 }", "{ a = { b = [] } }", "2024-08-31",
    "2024-08-31T10:00:00Z", "10:00:00", "'''x'''", "0x10", "1_000", "1.0", '"*"', '"base"',
)  # fmt: skip
SCENARIO_KEYS = ("title", "narrative", "extends", "table", "where", "values", "row", "set", "add")
BYTES = b'\x00\xff\xfe\xc3"\n\r,;:[]{}=#\\ \t0-'


def tables(files: Files) -> list[str]:
    """Return the names of the CSV files."""
    return sorted(name for name in files if name.endswith(".csv"))


def read(data: bytes) -> Rows:
    """Return the rows of a CSV file, as well as it can be read."""
    text = data.decode("utf-8-sig", errors="replace")
    try:
        return [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    except csv.Error:
        return []


def write(rows: Rows) -> bytes:
    """Return rows as CSV."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode("utf-8", errors="replace")


def column_of(file: str, header: list[str], at: int) -> Column | None:
    """Return what is known of a column of a file, if it is one of the format."""
    model = TABLES.get(file.removesuffix(".csv"))
    if model is None or at >= len(header):
        return None
    return columns_of(model).get(header[at])


def bytes_changed(random: Random, files: Files) -> str:
    """Flip, insert or delete bytes anywhere."""
    name = random.choice(sorted(files))
    data = bytearray(files[name])
    at = random.randrange(len(data) + 1)
    kind = random.choice(["flip", "insert", "delete", "cut", "double"])
    if kind == "flip" and at < len(data):
        data[at] ^= 1 << random.randrange(8)
    elif kind == "insert":
        data[at:at] = bytes(random.choices(BYTES, k=random.randint(1, 4)))
    elif kind == "delete":
        del data[at : at + random.randint(1, 40)]
    elif kind == "cut":
        del data[at:]
    else:
        data[at:at] = data[at : at + random.randint(1, 200)]
    files[name] = bytes(data)
    return f"{name}: {kind} at byte {at}"


def file_changed(random: Random, files: Files) -> str:
    """Empty, drop, rename or add a file, or keep its header only."""
    name = random.choice(sorted(files))
    kind = random.choice(["empty", "drop", "rename", "header", "add", "bom", "crlf", "swap"])
    if kind == "drop":
        del files[name]
    elif kind == "rename":
        files[name.replace("s", "z", 1)] = files.pop(name)
    elif kind == "add":
        return _table_added(random, files)
    elif kind == "swap":
        other = random.choice(sorted(files))
        files[name], files[other] = files[other], files[name]
        return f"{name} and {other} swapped"
    else:
        data = files[name]
        files[name] = {
            "empty": b"",
            "header": data.partition(b"\n")[0] + b"\n",
            "bom": b"\xef\xbb\xbf" + data,
            "crlf": data.replace(b"\n", b"\r\n"),
        }[kind]
    return f"{name}: {kind}"


def _table_added(random: Random, files: Files) -> str:
    name = random.choice(sorted(TABLES))
    columns = columns_of(TABLES[name])
    row = [random.choice(ODD_CELLS) for _ in columns]
    files[f"{name}.csv"] = write([list(columns), row])
    return f"{name}.csv: a table of one odd row {row}"


def column_changed(random: Random, files: Files) -> str:
    """Drop, rename, double or move a column."""
    name = _table(random, files)
    rows = read(files[name])
    if not rows or not rows[0]:
        return f"{name}: nothing to change"
    at = random.randrange(len(rows[0]))
    title = rows[0][at]
    kind = random.choice(["drop", "rename", "double", "move", "blank"])
    for index, row in enumerate(rows):
        cell = row.pop(at) if at < len(row) else ""
        if kind == "rename" and index == 0:
            cell = _typo(random, cell)
        if kind == "blank" and index == 0:
            cell = ""
        if kind != "drop":
            row.insert(0 if kind == "move" else at, cell)
        if kind == "double":
            row.append(cell)
    files[name] = write(rows)
    return f"{name}: column {title!r} {kind}"


def row_changed(random: Random, files: Files) -> str:
    """Drop, double, move, cut or stretch a row."""
    name = _table(random, files)
    rows = read(files[name])
    if len(rows) < 2:
        return f"{name}: nothing to change"
    at = random.randrange(1, len(rows))
    kind = random.choice(["drop", "double", "move", "cut", "stretch"])
    row = rows.pop(at)
    if kind == "cut":
        rows.insert(at, row[: random.randrange(len(row))])
    elif kind == "stretch":
        rows.insert(at, [*row, "x", "y"])
    elif kind == "move":
        rows.append(row)
    elif kind == "double":
        rows += [row, row]
    files[name] = write(rows)
    return f"{name}: row {at} {row[:1]} {kind}"


def cell_made_odd(random: Random, files: Files) -> str:
    """Write something odd into a cell."""
    name, rows, row, at = _cell(random, files)
    rows[row][at] = random.choice(ODD_CELLS)
    files[name] = write(rows)
    return f"{name}: row {row} {rows[0][at]} = {rows[row][at][:40]!r}"


def reference_broken(random: Random, files: Files) -> str:
    """Misspell a cell, or put another cell of the same column or another column in its place."""
    name, rows, row, at = _cell(random, files)
    old = rows[row][at]
    other = rows[random.randrange(len(rows))]
    choices = [_typo(random, old), other[at] if at < len(other) else "", random.choice(other)]
    rows[row][at] = random.choice(choices)
    files[name] = write(rows)
    return f"{name}: row {row} {rows[0][at]} {old[:40]!r} -> {rows[row][at][:40]!r}"


def cell_made_plausible(random: Random, files: Files) -> str:
    """Write something that the column may well hold, so that many mutated cases solve."""
    name, rows, row, at = _cell(random, files)
    column = column_of(name, rows[0], at)
    if column is None:
        return f"{name}: no such column"
    rows[row][at] = _plausible(random, column, rows[row][at])
    files[name] = write(rows)
    return f"{name}: row {row} {column.name} = {rows[row][at]!r}"


def _plausible(random: Random, column: Column, old: str) -> str:
    if column.words:
        return random.choice(column.words)
    if column.kind == "flag":
        return random.choice(["true", "false", ""])
    if column.kind == "integer":
        return str(random.randint(1990, 2040))
    if column.kind != "number":
        return random.choice(["", old])
    scale = 10.0 ** random.choice([-12, -9, -6, -3, -1, 0, 1, 3, 6, 9, 12, 15, 18])
    try:
        number = float(old)
    except ValueError:
        number = random.random()
    sign = -1 if random.random() < 0.1 else 1
    return random.choice(["0", "", "1", repr(number * scale * sign), repr(random.random())])


def toml_changed(random: Random, files: Files) -> str:
    """Change a line of case.toml or of a scenario."""
    name = random.choice(sorted(n for n in files if n.endswith(".toml")) or ["case.toml"])
    lines = files.get(name, b"").decode("utf-8", errors="replace").split("\n")
    at = random.randrange(len(lines))
    key, equals, value = lines[at].partition("=")
    kind = random.choice(["value", "value", "value", "key", "drop", "double", "add"])
    if kind == "value" and equals:
        lines[at] = f"{key}= {random.choice(ODD_TOML)}"
    elif kind == "key" and equals:
        lines[at] = f"{_typo(random, key.strip())} ={value}"
    elif kind == "drop":
        del lines[at]
    elif kind == "double":
        lines.insert(at, lines[at])
    else:
        lines.insert(at, f"{random.choice(SCENARIO_KEYS)} = {random.choice(ODD_TOML)}")
    files[name] = "\n".join(lines).encode("utf-8", errors="replace")
    return f"{name}: line {at + 1} {kind}: {lines[at][:60] if at < len(lines) else ''!r}"


def scenario_added(random: Random, files: Files) -> str:
    """Add a scenario of random changes, some of which make sense."""
    name = (
        random.choice(["fuzz", "base", "a+b", "Über", "x y"]) if random.random() < 0.2 else "fuzz"
    )
    known = sorted(n[10:-5] for n in files if n.startswith("scenarios/"))
    lines = [f'title = "{name}"']
    if random.random() < 0.3:
        lines.append(f'extends = ["{random.choice([*known, "fuzz", "base", "zz"])}"]')
    for _ in range(random.randint(0, 3)):
        lines += _change(random, files)
    files[f"scenarios/{name}.toml"] = "\n".join(lines).encode()
    return f"scenarios/{name}.toml: {' | '.join(lines)[:300]}"


def extends_in_circles(random: Random, files: Files) -> str:
    """Let two scenarios extend each other."""
    known = sorted(n for n in files if n.startswith("scenarios/"))
    if not known:
        return "no scenario to extend"
    one, two = random.choice(known), random.choice(known)
    for name, other in ((one, two), (two, one)):
        files[name] = f'extends = ["{other[10:-5]}"]\n'.encode() + files[name]
    return f"{one} and {two} extend each other"


def _change(random: Random, files: Files) -> list[str]:
    action = random.choice(["set", "scale", "remove", "add"])
    name, rows, row, _ = _cell(random, files)
    header = rows[0]
    column = random.choice(header) or "id"
    value = random.choice(ODD_TOML) if random.random() < 0.4 else str(random.random() * 3)
    cell = rows[row][0].replace('"', "").replace("\\", "").replace("\n", " ")
    where = random.choice([f'{header[0]} = "{cell}"', f'{header[0]} = "*"', "", f"{column} = 1"])
    lines = [f"[[{action}]]", f'table = "{name.removesuffix(".csv")}"']
    if action == "add":
        cells = [
            f"{c or 'id'} = {_toml_cell(random, c, text)}"
            for c, text in zip(header, rows[row], strict=False)
            if text
        ]
        return [*lines, f"row = {{ {', '.join(cells)} }}"]
    lines.append(f"where = {{ {where} }}")
    if action != "remove":
        lines.append(f"values = {{ {column} = {value} }}")
    return lines


def _toml_cell(random: Random, column: str, text: str) -> str:
    if random.random() < 0.1:
        return random.choice(ODD_TOML)
    text = "fuzz-row" if column == "id" else text
    return '"' + text.replace("\\", "").replace('"', "").replace("\n", " ") + '"'


def _typo(random: Random, text: str) -> str:
    if not text:
        return "x"
    at = random.randrange(len(text))
    return random.choice([text[:at] + text[at + 1 :], text[:at] + "q" + text[at:], text.upper()])


def _table(random: Random, files: Files) -> str:
    names = tables(files)
    if not names:
        files["nodes.csv"] = b"id,actor\n"
        return "nodes.csv"
    return random.choice(names)


def _cell(random: Random, files: Files) -> tuple[str, Rows, int, int]:
    """Return a table, its rows, and a cell of it (rows and header are there, and not empty)."""
    name = _table(random, files)
    rows = read(files[name])
    if not rows or not rows[0]:
        rows = [["id"]]
    if len(rows) < 2:
        rows.append([""])
    row = random.randrange(1, len(rows))
    rows[row] += [""] * (len(rows[0]) - len(rows[row]))
    return name, rows, row, random.randrange(len(rows[0]))


Operation = Callable[[Random, Files], str]
OPERATIONS: dict[Operation, int] = {
    bytes_changed: 15,
    file_changed: 6,
    column_changed: 6,
    row_changed: 8,
    cell_made_odd: 20,
    reference_broken: 10,
    cell_made_plausible: 35,
    toml_changed: 12,
    scenario_added: 15,
    extends_in_circles: 1,
}
