"""Commands on the claims of texts: look at them, accept and reject them."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from isthmus.cli.options import CaseOption, JsonOption, default_case, opened

if TYPE_CHECKING:
    from isthmus.ledger.decide import Decided
    from isthmus.ledger.store import Ledger

IdsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="ID...", help="Claims: ids, their beginnings, or the cells they change."
    ),
]
LedgerOption = Annotated[
    Path | None,
    typer.Option(
        "--ledger",
        metavar="FILE",
        help="The ledger.",
        show_default="beside the case; of a built-in one in the user's folder",
    ),
]
NoteOption = Annotated[str | None, typer.Option("--note", help="Why.")]
ByOption = Annotated[
    str | None, typer.Option("--by", help="Who decides.", show_default="the login name")
]


def list_(
    status: Annotated[
        str | None, typer.Option("--status", help="Only: proposed, accepted or rejected.")
    ] = None,
    document: Annotated[
        str | None, typer.Option("--document", help="Only of texts with this in title or file.")
    ] = None,
    verdict: Annotated[
        str | None,
        typer.Option("--verdict", help="Only: agrees, partly, contradicts, new or doubtful."),
    ] = None,
    case: CaseOption = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the claims that texts made: what each says, and what it would change."""
    from isthmus.cli.printing import console, head, print_data, print_sections
    from isthmus.ledger.look import list_claims
    from isthmus.report.claiming import claims_document, claims_section
    from isthmus.rows.claims import Action, Verdict

    found = list_claims(
        case or default_case(),
        ledger=ledger,
        status=_word(status, Action, "--status"),
        document=document,
        verdict=_word(verdict, Verdict, "--verdict"),
    )
    _warn_of_torn(found.ledger)
    if as_json:
        print_data(claims_document(found).model_dump())
    else:
        head(opened(case))
        print_sections(console(), [claims_section(found)])


def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="A claim, or the cell it changes.")],
    case: CaseOption = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one claim: the quote, what it would change, and what was done with it."""
    from isthmus.cli.printing import console, head, print_data, print_sections
    from isthmus.ledger.look import show_claim
    from isthmus.report.claiming import claim_document, claim_sections

    found = show_claim(name, case or default_case(), ledger=ledger)
    _warn_of_torn(found.ledger)
    if as_json:
        print_data(claim_document(found).model_dump())
    else:
        head(opened(case))
        print_sections(console(), claim_sections(found))


def accept(
    ids: IdsArgument,
    scenario: Annotated[
        str | None,
        typer.Option(
            "--scenario",
            metavar="NAME",
            help="Also write this scenario, in which the case says what the claims say.",
        ),
    ] = None,
    note: NoteOption = None,
    by: ByOption = None,
    case: CaseOption = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take claims into the case: as claims with their text as source; never into its numbers."""
    from isthmus.ledger.decide import accept_claims

    where = case or default_case()
    done = accept_claims(ids, where, ledger=ledger, scenario=scenario, note=note, by=by)
    _decided(done, where, as_json)


def reject(
    ids: IdsArgument,
    note: NoteOption = None,
    by: ByOption = None,
    case: CaseOption = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Reject claims; what was accepted before is marked as rejected in the case."""
    from isthmus.ledger.decide import reject_claims

    where = case or default_case()
    done = reject_claims(ids, where, ledger=ledger, note=note, by=by)
    _decided(done, where, as_json)


def page(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A source of the case.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.md", help="Write it instead of printing.")
    ] = None,
    tries: Annotated[
        int,
        typer.Option("--tries", min=0, help="How many inputs to move for each proposition."),
    ] = 100,
    model: Annotated[
        bool, typer.Option(help="Put the propositions after its claims to the test.")
    ] = True,
    case: CaseOption = None,
) -> None:
    """Hold a source against the evidence and the model, statement by statement, in Markdown."""
    from isthmus.cli.printing import console, head, print_line, progress, warn_of
    from isthmus.errors import IsthmusError
    from isthmus.files import write_text
    from isthmus.report.article import claims_of, claims_page, propositions_of
    from isthmus.study.verdicts import verdict

    if out is not None and out.suffix != ".md":
        raise IsthmusError(f"--out {out}: the page is Markdown; write {out.with_suffix('.md')}")
    found = opened(case)
    tests = propositions_of(found, claims_of(found, source)) if model else {}
    asked = [name for names in tests.values() for name in names]
    judged = verdict(found, *asked, tries=tries, progress=progress) if asked else None
    text = claims_page(found, source, judged.table("verdicts").to_dicts() if judged else ())
    if out is None:
        print(text, end="")
        return
    write_text(out, text)
    warn_of(found)
    head(found)
    print_line(console(), f"wrote {out}")


def _decided(done: Decided, where: str, as_json: bool) -> None:
    from isthmus.cli.printing import console, head, print_data, print_sections
    from isthmus.report.claiming import decided_document, decided_section

    _warn_of_torn(done.ledger)
    if as_json:
        print_data(decided_document(done).model_dump())
    else:
        head(opened(where))
        print_sections(console(), [decided_section(done, shlex.quote(where))])


def _warn_of_torn(ledger: Ledger) -> None:
    from isthmus.cli.printing import warn
    from isthmus.report.claiming import torn

    for line in torn(ledger):
        warn(f"warning: {line}")


def _word(given: str | None, words: Any, option: str) -> Any:
    """Return a word that an option allows."""
    import typing

    from isthmus.errors import IsthmusError, did_you_mean

    known = typing.get_args(words)
    if given is None or given in known:
        return given
    raise IsthmusError(f"{option} {given}: write {', '.join(known)}.{did_you_mean(given, known)}")
