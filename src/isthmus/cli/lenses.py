"""Commands of the lenses, and `run`, which looks through all of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isthmus.cli.options import small_enough, words
from isthmus.cli.question import Question, question

if TYPE_CHECKING:
    from isthmus.report.section import Section

Commodities = Annotated[
    list[str] | None, typer.Argument(help="Market commodities; all where none is named.")
]

Goods = Annotated[
    list[str] | None,
    typer.Argument(help="Market commodities, and cargo; all markets where none is named."),
]


@question()
def run(asked: Question) -> None:
    """Solve the whole case and show it on one screen."""
    from isthmus.catalogue import look

    found = asked.opened()
    small = small_enough(found)
    results = look(found, intervals=small)
    hanging = small and results[0].lens == "markets" and asked.in_full

    def sections() -> list[Section]:
        from isthmus.report.hanging import run_hanging_section
        from isthmus.report.screen import further_section, run_sections

        hung = [run_hanging_section(found)] if hanging else []
        further = further_section(found)
        return [*run_sections(results), *hung, *([further] if further else [])]

    asked.answer(*results, sections=sections)


@question()
def markets(
    asked: Question,
    commodities: Commodities = None,
) -> None:
    """Solve the markets: what flows, at what price, what binds, who gains."""
    from isthmus.lenses.markets import markets as lens

    found = asked.opened()
    result = lens(found, *(commodities or []), intervals=small_enough(found))

    def sections() -> list[Section]:
        from isthmus.report.headline import markets_sections

        return markets_sections(result)

    asked.answer(result, sections=sections)


@question()
def corridors(asked: Question) -> None:
    """Send the cargo over rail, road and sea: which way, how long, at what cost, what stays."""
    from isthmus.lenses.corridors import corridors as lens

    result = lens(asked.opened())

    def sections() -> list[Section]:
        from isthmus.report.cargo import corridors_sections

        return corridors_sections(result)

    asked.answer(result, sections=sections)


@question(picture="days and cost over distance")
def routes(
    asked: Question,
    origin: Annotated[str, typer.Argument(help="A node: id, name or alias.")],
    destination: Annotated[str, typer.Argument(help="Another one.")],
    wanted: Annotated[
        int, typer.Option("-k", min=1, help="How many open routes; twice as many barred ones.")
    ] = 5,
    class_: Annotated[
        str | None,
        typer.Option(
            "--class", help="The class of cargo.", show_default="container, else the first by id"
        ),
    ] = None,
    avoid: Annotated[
        list[str] | None,
        typer.Option(
            "--avoid",
            metavar="NAME,...",
            help="Actors, nodes, links, chokepoints, modes to keep clear of; may be repeated.",
        ),
    ] = None,
    via: Annotated[
        list[str] | None,
        typer.Option("--via", metavar="NAME,...", help="The same, to pass in this order."),
    ] = None,
    sort: Annotated[
        str,
        typer.Option(
            "--sort",
            metavar="generalised|days|cost|km|borders",
            help="What the first route has least of; generalised is cost, and what days are worth.",
        ),
    ] = "generalised",
    profile: Annotated[
        bool, typer.Option("--profile", help="Show the time/cost-distance table of each route.")
    ] = False,
) -> None:
    """Find the ways from one place to another that truly differ, and what bars others."""
    from isthmus.lenses.corridors.routes import routes as lens
    from isthmus.report.routing import routes_sections

    result = lens(
        asked.opened(),
        origin,
        destination,
        k=wanted,
        class_=class_,
        avoid=words(avoid),
        via=words(via),
        sort=sort,
    )
    asked.answer(result, sections=lambda: routes_sections(result, profile=profile))
    if result.status == "infeasible":
        raise typer.Exit(1)


@question()
def leverage(
    asked: Question,
    commodities: Goods = None,
    players: Annotated[
        list[str] | None,
        typer.Option(
            "--players",
            metavar="ACTOR,...",
            help="Who plays; others' assets are nobody's. Companies belong to their parents.",
            show_default="all who control something; of cargo, those who hold most",
        ),
    ] = None,
    access: Annotated[
        str,
        typer.Option(
            "--access",
            metavar="control|open",
            help="Whether links and stores need their controllers, or are open to all at cost.",
        ),
    ] = "control",
    coalition: Annotated[
        list[str] | None,
        typer.Option(
            "--coalition", metavar="ACTOR,...", help="Show what these can do; may be repeated."
        ),
    ] = None,
    samples: Annotated[
        int, typer.Option("--samples", min=0, help="Coalitions to sample where bounds are wide.")
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", help="Of the samples and draws.")] = 0,
    caps: Annotated[
        bool,
        typer.Option(
            help="Solve again at half and twice what is assumed: price caps and the like."
        ),
    ] = True,
    draws: Annotated[
        int | None,
        typer.Option(
            "--draws",
            min=0,
            help="How often to play again with all numbers drawn in their bands.",
            show_default="as often as a fixed amount of work allows; of cargo never",
        ),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option("--certificate", help="Write the values of all coalitions, as JSON."),
    ] = None,
    game: Annotated[
        Path | None,
        typer.Option("--game", metavar="FILE.json", help="Solve a game from a file instead."),
    ] = None,
) -> None:
    """Say who holds what over whom: shares of what all gain, the core, who would leave."""
    from isthmus.report.sharing import leverage_sections

    if game is not None:
        of_case = (asked.case, asked.scenario, asked.changes, commodities, players, coalition)
        if any(of_case) or certificate:
            raise typer.BadParameter("a game from a file has no case, commodities or actors")
        from isthmus.lenses.leverage import game as solve

        result = solve(game)
    else:
        from isthmus.chains import leverage as chain

        result = chain(
            asked.opened(),
            *(commodities or []),
            players=words(players) or None,
            access=access,
            samples=samples,
            seed=seed,
            coalitions=[words([members]) for members in coalition or []],
            caps=caps,
            draws=draws,
            certificate=certificate,
        )
    asked.answer(result, sections=lambda: leverage_sections(result))


@question()
def trade(
    asked: Question,
    theta: Annotated[
        float | None,
        typer.Option(
            "--theta", help="Elasticity of trade to its cost.", show_default="of the case"
        ),
    ] = None,
    deficits: Annotated[
        str | None,
        typer.Option(
            "--deficits",
            metavar="additive|multiplicative",
            help="Whether deficits stay as they are, or in proportion to output.",
            show_default="of the case",
        ),
    ] = None,
    mode: Annotated[
        str,
        typer.Option(
            "--mode",
            metavar="exact|gegravity",
            help="Exact hat algebra, or resistances with frozen shares as gegravity has them.",
        ),
    ] = "exact",
    loop: Annotated[
        bool,
        typer.Option(
            "--loop/--no-loop", help="Let trade and the cost of carriage answer each other."
        ),
    ] = True,
    draws: Annotated[
        int,
        typer.Option(
            "--draws", min=0, help="Draw elasticity, payments and flows within their bands."
        ),
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", help="Of the draws.")] = 0,
) -> None:
    """Say how trade and partners' ranks move when tariffs, freight or payments change."""
    from isthmus.feedback import trade as lens
    from isthmus.report.trading import trade_sections

    found = asked.opened()
    result = lens(
        found, theta=theta, deficits=deficits, mode=mode, loop=loop, draws=draws, seed=seed
    )
    asked.answer(result, sections=lambda: trade_sections(result))
