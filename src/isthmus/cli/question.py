"""What every question to a case has in common: its options, and how its answer is delivered."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from isthmus.cli.options import (
    CaseOption,
    JsonOption,
    QuietOption,
    ScenarioOption,
    SetForAllOption,
    SetOption,
    opened,
)

if TYPE_CHECKING:
    from isthmus.case.model import Case
    from isthmus.report.section import Section
    from isthmus.result import Result


@dataclass(frozen=True)
class Question:
    """What the common options say."""

    case: str | None
    scenario: list[str] | None
    changes: list[str] | None
    as_json: bool
    out: Path | None
    quiet: bool

    def opened(self, *scenarios: str) -> Case:
        """Open the case with the scenarios given, else with those of the options."""
        return opened(self.case, list(scenarios) or self.scenario, self.changes)

    @property
    def in_full(self) -> bool:
        """Tell whether all is shown that there is to say in words."""
        return not self.as_json and not self.quiet

    def answer(self, *results: Result, sections: Callable[[], Iterable[Section]]) -> None:
        """Write and print results; words are made only where somebody reads them."""
        from isthmus.cli.printing import deliver

        made = [] if self.as_json and self.out is None else sections()
        deliver(*results, sections=made, as_json=self.as_json, out=self.out, quiet=self.quiet)


def question(
    *, picture: str = "a map", of_many: bool = False
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the common options; it takes what they say as its first argument.

    Parameters
    ----------
    picture
        What ``--out`` draws.
    of_many
        Whether the command names scenarios itself, so that ``--set`` is for all of them.
    """
    places = f"Write to .xlsx, .json, .svg or .png ({picture}), or a folder."
    common: dict[str, tuple[Any, Any]] = {
        "case": (CaseOption, None),
        "scenario": (ScenarioOption, None),
        "changes": (SetForAllOption if of_many else SetOption, None),
        "as_json": (JsonOption, False),
        "out": (Annotated[Path | None, typer.Option("--out", help=places)], None),
        "quiet": (QuietOption, False),
    }
    if of_many:
        del common["scenario"]

    def given(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def asked(**options: Any) -> None:
            said = {name: options.pop(name, None) for name in Question.__dataclass_fields__}
            command(Question(**said), **options)

        own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
        added = [
            inspect.Parameter(
                name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=kind
            )
            for name, (kind, default) in common.items()
        ]
        signature = inspect.Signature([*own, *added])
        asked.__signature__ = signature  # type: ignore[attr-defined]
        asked.__annotations__ = {one.name: one.annotation for one in signature.parameters.values()}
        return asked

    return given
