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
