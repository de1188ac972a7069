"""Notes on every command, its arguments and its options, from the commands themselves."""

from __future__ import annotations

from typing import Any

import typer

from isthmus.cli.app import GROUPS, app, names_of


def command_notes() -> str:
    """Return notes on every command, as Markdown."""
    whole: Any = typer.main.get_command(app)
    schemas = "What `--json` prints has a [JSON Schema](schemas.md)."
    parts = [f"# Commands\n\n{whole.help} {schemas}\n\n{_table(whole)}"]
    for group in GROUPS:
        parts.append(f"## {group}\n")
        parts += [_notes(name, _called(whole, name)) for name in names_of(group)]
    return "\n".join(parts)


def _called(whole: Any, name: str) -> Any:
    """Return a command by its words."""
    for word in name.split():
        whole = whole.commands[word]
    return whole


def _notes(name: str, command: Any) -> str:
    usage = " ".join(["isthmus", name, *map(_usage, _arguments(command)), "[OPTIONS]"])
    return (
        f"### {name}\n\n```\n{usage}\n```\n\n{command.help}{_schema(name, command)}\n\n"
        f"{_table(command)}"
    )


def _schema(name: str, command: Any) -> str:
    prints_json = any("--json" in parameter.opts for parameter in command.params)
    return f"\n\nIts JSON: `outputs/{name.replace(' ', '-')}.json`." if prints_json else ""


def _table(command: Any) -> str:
    lines = ["| argument or option | default | meaning |", "|---|---|---|"]
    for parameter in command.params:
        lines.append(f"| {_name(parameter)} | {_default(parameter)} | {parameter.help} |")
    return "\n".join([*lines, ""])


def _arguments(command: Any) -> list[Any]:
    return [parameter for parameter in command.params if parameter.param_type_name == "argument"]


def _usage(argument: Any) -> str:
    name = argument.name.upper() + ("..." if argument.nargs < 0 else "")
    return name if argument.required else f"[{name}]"


def _name(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{_usage(parameter)}`"
    value = "" if parameter.is_flag else f" {parameter.metavar or parameter.name.upper()}"
    options = [*parameter.opts, *parameter.secondary_opts]
    return ", ".join(f"`{option}{value}`" for option in options)


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    if isinstance(parameter.show_default, str):
        return parameter.show_default
    return "" if parameter.default in (None, False) else str(parameter.default)
