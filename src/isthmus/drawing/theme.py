"""Colours by what they are for, in a light and a dark theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from isthmus.errors import IsthmusError

ThemeName = Literal["light", "dark", "auto"]

LIGHT = {
    "page": "#ffffff",
    "sea": "#e9f0f5",
    "land": "#f8f5ee",
    "boundary": "#a59f92",
    "ink": "#1d2126",
    "muted": "#5d6670",
    "faint": "#8b8577",
    "idle": "#8a8f96",
    "more": "#0a5ea8",
    "less": "#c04a00",
}
DARK = {
    "page": "#12161b",
    "sea": "#182029",
    "land": "#262c33",
    "boundary": "#69727c",
    "ink": "#eceef0",
    "muted": "#a9b1ba",
    "faint": "#848d97",
    "idle": "#8a929b",
    "more": "#5aaef2",
    "less": "#f59a52",
}
# Colours of kinds of things, told apart by people who do not see red or green.
KINDS_LIGHT = ("#b0450c", "#0a5ea8", "#00745a", "#87479b", "#8a6a00", "#a8325e", "#4b5563")
KINDS_DARK = ("#f2924a", "#5aaef2", "#45c6a0", "#cb95de", "#d9b64a", "#ee86ab", "#aab4c0")
LIGHT |= {f"kind{number}": colour for number, colour in enumerate(KINDS_LIGHT)}
DARK |= {f"kind{number}": colour for number, colour in enumerate(KINDS_DARK)}


@dataclass(frozen=True)
class Theme:
    """How colours are written: always as attributes, which every program reads.

    `auto` writes the light ones, and rules that browsers follow on a dark screen.
    """

    name: ThemeName

    @classmethod
    def named(cls, name: str) -> Theme:
        """Return a theme, or refuse its name."""
        for known in get_args(ThemeName):
            if name == known:
                return cls(known)
        raise IsthmusError(f"theme: '{name}' is none of {', '.join(get_args(ThemeName))}")

    def paint(self, kind: str = "", *, fill: str = "none", stroke: str = "") -> dict[str, str]:
        """Return the attributes of an element: its class and its colours by role."""
        colours = DARK if self.name == "dark" else LIGHT
        classes = [f"i-{word}" for word in kind.split()]  # the rules of a page pass them by
        painted = {"fill": colours.get(fill, fill)}
        if stroke:
            painted["stroke"] = colours[stroke]
        if self.name == "auto":
            classes += [f"i-fill-{fill}"] if fill != "none" else []
            classes += [f"i-line-{stroke}"] if stroke else []
        return {"class_": " ".join(classes), **painted} if classes else painted

    def style(self) -> str:
        """Return the rules for dark screens; none where the theme is fixed."""
        if self.name != "auto":
            return ""
        rules = [
            f".isthmus .i-fill-{role}{{fill:{colour}}}.isthmus .i-line-{role}{{stroke:{colour}}}"
            for role, colour in DARK.items()
        ]
        return f"@media screen and (prefers-color-scheme:dark){{{''.join(rules)}}}"


def kind_of(names: Sequence[str], name: str) -> str:
    """Return the role of the colour that stands for one of several kinds."""
    return f"kind{names.index(name) % len(KINDS_LIGHT)}"
