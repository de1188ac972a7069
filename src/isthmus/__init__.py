"""isthmus: a contested region made computable.

The public functions are imported on first use, so that ``import isthmus`` is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from isthmus.version import __version__

if TYPE_CHECKING:
    from isthmus.case.model import Case as Case
    from isthmus.chains import leverage as leverage
    from isthmus.comparison import compare as compare
    from isthmus.dependence import alignment as alignment
    from isthmus.errors import CaseError as CaseError
    from isthmus.errors import IsthmusError as IsthmusError
    from isthmus.exchange import export as export
    from isthmus.feedback import trade as trade
    from isthmus.io.creation import import_case as import_case
    from isthmus.io.creation import new as new
    from isthmus.io.opening import list_cases as list_cases
    from isthmus.io.opening import open_case as open_case
    from isthmus.ledger.decide import accept_claims as accept_claims
    from isthmus.ledger.decide import reject_claims as reject_claims
    from isthmus.ledger.look import list_claims as list_claims
    from isthmus.ledger.look import show_claim as show_claim
    from isthmus.ledger.propose import propose_claims as propose_claims
    from isthmus.lenses.corridors import corridors as corridors
    from isthmus.lenses.corridors.routes import routes as routes
    from isthmus.lenses.leverage import game as game
    from isthmus.lenses.markets import markets as markets
    from isthmus.lenses.trade.hat import solve_hat as solve_hat
    from isthmus.outcome import negotiation as negotiation
    from isthmus.reading import read_files as read_files
    from isthmus.reading import read_text as read_text
    from isthmus.report.article import claims_page as claims_page
    from isthmus.report.writing import write_report as write_report
    from isthmus.study.blocking import blocking as blocking
    from isthmus.study.hanging import hangs_on as hangs_on
    from isthmus.study.verdicts import verdict as verdict
    from isthmus.study.worth import worth as worth

_HOMES = {
    "Case": "isthmus.case.model",
    "CaseError": "isthmus.errors",
    "IsthmusError": "isthmus.errors",
    "blocking": "isthmus.study.blocking",
    "alignment": "isthmus.dependence",
    "accept_claims": "isthmus.ledger.decide",
    "claims_page": "isthmus.report.article",
    "compare": "isthmus.comparison",
    "corridors": "isthmus.lenses.corridors",
    "export": "isthmus.exchange",
    "game": "isthmus.lenses.leverage",
    "hangs_on": "isthmus.study.hanging",
    "import_case": "isthmus.io.creation",
    "leverage": "isthmus.chains",
    "list_cases": "isthmus.io.opening",
    "list_claims": "isthmus.ledger.look",
    "markets": "isthmus.lenses.markets",
    "negotiation": "isthmus.outcome",
    "new": "isthmus.io.creation",
    "open_case": "isthmus.io.opening",
    "read_files": "isthmus.reading",
    "read_text": "isthmus.reading",
    "propose_claims": "isthmus.ledger.propose",
    "reject_claims": "isthmus.ledger.decide",
    "routes": "isthmus.lenses.corridors.routes",
    "solve_hat": "isthmus.lenses.trade.hat",
    "trade": "isthmus.feedback",
    "show_claim": "isthmus.ledger.look",
    "verdict": "isthmus.study.verdicts",
    "worth": "isthmus.study.worth",
    "write_report": "isthmus.report.writing",
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'isthmus' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
