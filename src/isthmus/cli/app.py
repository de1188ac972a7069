"""The commands, in the groups of the help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from isthmus.cli import ask, build, claims, lenses, look, politics, share, text
from isthmus.version import __version__

app = typer.Typer(
    name="isthmus",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A contested region made computable: what moves, through whom, at what price, who gains.",
)
GROUPS: dict[str, list[Callable[..., Any]]] = {
    "Look": [lenses.run, look.check, look.show, look.cases, look.scenarios, look.evidence],
    "Lenses": [
        lenses.markets, lenses.corridors, lenses.routes, lenses.leverage, lenses.trade,
        politics.alignment, politics.negotiation,
    ],
    "Ask": [ask.compare, ask.worth, ask.hangs_on, ask.verdict, ask.blocking],
    "Text": [text.read],
    "Share": [share.map, share.bars, share.report, share.export],
    "Build": [build.new, build.import_],
}  # fmt: skip
# Commands of two words: the first word, its group and its help, and the second words.
PAIRS: dict[str, tuple[str, str, list[Callable[..., Any]]]] = {
    "claims": (
        "Text",
        "What texts claim: look at it, take it into a case or reject it.",
        [claims.list_, claims.show, claims.accept, claims.reject, claims.page],
    ),
}


def command_name(command: Callable[..., Any]) -> str:
    """Return what a command is called; a word that Python keeps for itself has a _ behind it."""
    return command.__name__.strip("_").replace("_", "-")


for _group, _commands in GROUPS.items():
    for _command in _commands:
        app.command(command_name(_command), rich_help_panel=_group)(_command)
for _word, (_group, _help, _commands) in PAIRS.items():
    _pair = typer.Typer(no_args_is_help=True, help=_help)
    for _command in _commands:
        _pair.command(command_name(_command))(_command)
    app.add_typer(_pair, name=_word, rich_help_panel=_group)


def _print_version(asked: bool) -> None:
    if asked:
        print(f"isthmus {__version__}")
        raise typer.Exit


def names_of(group: str) -> list[str]:
    """Return the commands of a group, those of two words last."""
    single = [command_name(command) for command in GROUPS[group]]
    pairs = [
        f"{word} {command_name(command)}"
        for word, (home, _, commands) in PAIRS.items()
        for command in commands
        if home == group
    ]
    return single + pairs


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Take the options that stand before the command."""
