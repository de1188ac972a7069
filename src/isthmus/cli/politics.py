"""Commands of the lens of politics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from isthmus.cli.options import words
from isthmus.cli.question import Question, question

if TYPE_CHECKING:
    from isthmus.report.section import Section


@question()
def alignment(
    asked: Question,
    poles: Annotated[
        list[str] | None,
        typer.Option(
            "--poles",
            metavar="ACTOR,...",
            help="Between whom others balance.",
            show_default="politics.poles of the case",
        ),
    ] = None,
    of: Annotated[
        list[str] | None,
        typer.Option(
            "--of",
            metavar="ACTOR,...",
            help="Show on whom these hang, in full.",
            show_default="a little of all between the poles",
        ),
    ] = None,
    camps: Annotated[
        int, typer.Option("--camps", min=2, help="Into how many camps, at most, actors are split.")
    ] = 2,
    since: Annotated[
        int | None,
        typer.Option(
            "--since", metavar="YEAR", help="First year of the timeline.", show_default="six before"
        ),
    ] = None,
) -> None:
    """Say who stands with whom, and who hangs on whom: words beside pipes."""
    from isthmus.dependence import alignment as lens
    from isthmus.dependence.parties import party_called
    from isthmus.report.aligning import alignment_sections

    found = asked.opened()
    actors = [party_called(found, name) for name in words(of)]
    result = lens(found, poles=words(poles) or None, camps=camps, since=since)
    asked.answer(result, sections=lambda: alignment_sections(result, actors))


@question(picture="positions by round")
def negotiation(
    asked: Question,
    issue: Annotated[str, typer.Argument(help="A row of table issues: id or name.")],
    variant: Annotated[
        str,
        typer.Option(
            "--variant", metavar="least-move|scholz-2011", help="How actors give way in rounds."
        ),
    ] = "least-move",
    capability: Annotated[
        str,
        typer.Option(
            "--capability",
            metavar="table|leverage",
            help="Of the table, or shares of what those who talk gain together.",
        ),
    ] = "table",
    draws: Annotated[
        int, typer.Option("--draws", min=1, help="How often to draw inputs from their bands.")
    ] = 1000,
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="How many at most.")] = 10,
    seed: Annotated[int, typer.Option("--seed", help="Of the drawings.")] = 0,
    apply: Annotated[
        bool,
        typer.Option("--apply", help="Apply the outcome's scenario: flows, gains, who wins."),
    ] = False,
    shares: Annotated[
        bool, typer.Option("--leverage", help="With --apply: how shares of leverage move, too.")
    ] = False,
) -> None:
    """Say where talks on an issue lead, and with --apply what that would open."""
    from isthmus.outcome import Opening, opening
    from isthmus.outcome import negotiation as lens
    from isthmus.report.talking import opening_sections, talks_sections

    if shares and not apply:
        raise typer.BadParameter("--leverage tells how an outcome moves shares; add --apply")
    found = asked.opened()
    result = lens(found, issue, variant, capability, draws, seed, rounds)
    would = opening(result, shares=shares) if apply else Opening(result)

    def sections() -> list[Section]:
        return [*talks_sections(result), *(opening_sections(would) if apply else [])]

    asked.answer(would.talks, *would.comparisons, sections=sections)
