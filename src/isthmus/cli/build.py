"""Commands that make and move cases."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer


def new(
    path: Annotated[Path, typer.Argument(help="The folder, or the .xlsx workbook, to make.")],
    from_case: Annotated[
        str | None, typer.Option("--from", help="Copy this case instead of a worked example.")
    ] = None,
) -> None:
    """Make a new case: a small one that solves, with notes on every column, or a copy."""
    from isthmus.cli.printing import console
    from isthmus.io.creation import new as create

    made = create(path, from_case)
    text = f"made {made}\nTry: isthmus run --case {shlex.quote(str(made))}"
    console().print(text, markup=False, soft_wrap=True)


def import_(
    source: Annotated[Path, typer.Argument(help="A .geojson file, or a folder of PyPSA's CSV.")],
    path: Annotated[Path, typer.Argument(help="The folder, or the .xlsx workbook, to make.")],
) -> None:
    """Make a case of what another program wrote, and tell what has no place in it."""
    from isthmus.cli.printing import console, print_line
    from isthmus.io.creation import import_case

    made = import_case(source, path)
    screen = console()
    if made.left:
        print_line(screen, "Left out or assumed:")
    for problem in made.left:
        print_line(screen, f"- {problem}")
    text = f"made {made.path}\nTry: isthmus check --case {shlex.quote(str(made.path))}"
    screen.print(text, markup=False, soft_wrap=True)
