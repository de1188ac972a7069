"""Commands that ask what if."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from isthmus.cli.options import altered, small_enough, words
from isthmus.cli.question import Question, question

if TYPE_CHECKING:
    from isthmus.case.model import Case
    from isthmus.report.section import Section


@question(of_many=True)
def compare(
    asked: Question,
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO|TABLE.ID.COLUMN=VALUE...",
            help="Scenarios, changes of cells, or several joined by + (a, a+b, "
            "a+links.tanap.capacity=31, base). The first is the reference; one alone is held "
            "against base.",
        ),
    ],
    lens: Annotated[
        str | None,
        typer.Option(
            "--lens",
            metavar="markets|corridors|trade",
            help="Through one lens only.",
            show_default="all of the case but trade",
        ),
    ] = None,
    absolute: Annotated[
        bool, typer.Option("--absolute", help="Keep the numbers that do not differ.")
    ] = False,
) -> None:
    """Hold scenarios against the first one named: who moves, gains and loses."""
    from isthmus.catalogue import lenses_of, look
    from isthmus.cli.printing import warn
    from isthmus.comparison import compare as comparison
    from isthmus.report.contrast import comparison_sections
    from isthmus.report.hanging import hanging_section

    base = asked.opened()
    cases = [altered(base, name) for name in scenarios]
    cases = cases if len(cases) > 1 else [base, *cases]
    _refuse_twice(cases)
    for problem in dict.fromkeys(p for one in cases[1:] for p in one.warnings):
        if problem not in cases[0].warnings:  # those are told beside the answer
            warn(f"warning: {problem}")
    wide = small_enough(base)
    names = [lens] if lens else list(dict.fromkeys(n for one in cases for n in lenses_of(one)))
    results = zip(*(look(one, *names, intervals=wide) for one in cases), strict=True)
    compared = [comparison(*of_lens, absolute=absolute) for of_lens in results]
    hanging = wide and compared[0].about == "markets" and asked.in_full

    def sections() -> list[Section]:
        others = cases[1:] if hanging else []
        hung = [hanging_section(one, cases[0], "+".join(one.scenarios)) for one in others]
        return [*comparison_sections(*compared), *hung]

    asked.answer(*compared, sections=sections)


@question()
def hangs_on(
    asked: Question,
    outputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[OUTPUT...]",
            help="welfare (if none is named), objective, cost, unserved, unshipped, or flow:LINK, "
            "gain:ACTOR, price:NODE, supply:ID, demand:ID, unserved:ID, store:ID, and of cargo "
            "shipped:SHIPMENT, unshipped:, days:, cost:; several targets joined by ;. "
            "outcome:ISSUE is where talks lead.",
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option("--against", help="Outputs are differences from this scenario, or from base."),
    ] = None,
    top: Annotated[
        int, typer.Option("--top", min=0, help="How many inputs to show of each output; 0: all.")
    ] = 5,
    tries: Annotated[
        int | None,
        typer.Option(
            "--tries",
            min=0,
            help="For how many inputs to solve again.",
            show_default="as many as a fixed amount of work allows",
        ),
    ] = None,
) -> None:
    """Say which inputs an answer hangs on: how far each moves it within its band."""
    from isthmus.study.hanging import hangs_on as study

    found = asked.opened()
    reference = None if against is None else asked.opened(against)
    result = study(found, *(outputs or []), against=reference, top=top, tries=tries)

    def sections() -> list[Section]:
        from isthmus.report.hanging import hanging_sections

        return hanging_sections(result)

    asked.answer(result, sections=sections)


@question()
def worth(
    asked: Question,
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            help="Links, agreements, projects or scenarios; links.ID where several have the name."
        ),
    ] = None,
    all_of: Annotated[
        str | None,
        typer.Option(
            "--all",
            metavar="KIND",
            help="All links (one by one: the N-1 screen), agreements, projects or scenarios.",
        ),
    ] = None,
    leverage: Annotated[
        bool,
        typer.Option("--leverage", help="Also by how much each player's share changes (Shapley)."),
    ] = False,
    players: Annotated[
        list[str] | None,
        typer.Option(
            "--players",
            metavar="ACTOR,...",
            help="Who plays, with --leverage.",
            show_default="as in leverage",
        ),
    ] = None,
    trade: Annotated[
        bool | None,
        typer.Option(
            "--trade/--no-trade",
            help="Also what each can buy more in trade: seconds for each.",
            show_default="where one thing is asked about",
        ),
    ] = None,
    top: Annotated[
        int, typer.Option("--top", min=0, help="How many of many to print; 0: all.")
    ] = 30,
) -> None:
    """Say what something is worth, in all and by actor: with it less without it."""
    from isthmus.cli.printing import progress
    from isthmus.study.pairs import pairs_of
    from isthmus.study.worth import worth as study

    found = asked.opened()
    result = study(
        found,
        *(ids or []),
        all_of=all_of,
        leverage=leverage,
        players=words(players) or None,
        trade=trade,
        progress=progress,
    )

    def sections() -> list[Section]:
        from isthmus.report.hanging import hanging_section
        from isthmus.report.worthing import worth_sections

        alone = len(result.table("totals")) == 1 and small_enough(found)
        pairs = pairs_of(found, ids or [], all_of) if alone and asked.in_full else []
        hung = [hanging_section(pair.included, pair.excluded, pair.id) for pair in pairs]
        return [*worth_sections(result, top or None), *hung]

    asked.answer(result, sections=sections)


@question()
def verdict(
    asked: Question,
    ids: Annotated[
        list[str] | None, typer.Argument(help="Propositions; all where none is named.")
    ] = None,
    tries: Annotated[
        int, typer.Option("--tries", min=0, help="How many inputs to move, one at a time.")
    ] = 100,
) -> None:
    """Put the case's propositions to the test: holds, fails, or depends on which number.

    Each is put to many numbers in turn: all of the built-in case take minutes, one takes seconds.
    """
    from isthmus.cli.printing import progress
    from isthmus.report.judging import verdict_sections
    from isthmus.study.verdicts import verdict as study

    found = asked.opened()
    result = study(found, *(ids or []), tries=tries, progress=progress)
    asked.answer(result, sections=lambda: verdict_sections(result))


@question()
def blocking(
    asked: Question,
    proposition: Annotated[
        str,
        typer.Argument(
            metavar="PROPOSITION|GOAL",
            help="A proposition of the case, or a goal: 'flow:tanap-offtake;tap>=10' (flow, "
            "supply, demand, store or unserved; >= or <=).",
        ),
    ],
    of: Annotated[
        str, typer.Option("--of", metavar="actors|links|agreements", help="What may withdraw.")
    ] = "actors",
    players: Annotated[
        list[str] | None,
        typer.Option(
            "--players",
            metavar="ACTOR,...",
            help="Which actors may withdraw. Companies belong to their parents.",
            show_default="all who control something",
        ),
    ] = None,
    size: Annotated[
        int | None,
        typer.Option(
            "--size", min=1, help="How many members a set has at most.", show_default="any number"
        ),
    ] = None,
) -> None:
    """Find all minimal sets whose withdrawal puts a goal out of reach."""
    from isthmus.report.withholding import blocking_sections
    from isthmus.study.blocking import blocking as study

    found = asked.opened()
    result = study(found, proposition, of=of, players=words(players) or None, size=size)
    asked.answer(result, sections=lambda: blocking_sections(result))


def _refuse_twice(cases: list[Case]) -> None:
    """Refuse to hold something against itself."""
    from isthmus.errors import IsthmusError

    labels = ["+".join(case.scenarios) or "base" for case in cases]
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice:
        raise IsthmusError(
            f"compare: {twice} would be held against itself. Name something else to compare: a "
            "scenario (isthmus scenarios lists them), or a change such as links.tanap.capacity=31"
        )
