"""The row models of all tables: one truth for columns, types, units, defaults and docs."""

from __future__ import annotations

from isthmus.case.tables import cargo, core, knowledge, markets
from isthmus.case.tables.base import Column, Row, columns_of

TABLES: dict[str, type[Row]] = {
    "actors": core.ActorRow,
    "nodes": core.NodeRow,
    "commodities": core.CommodityRow,
    "links": core.LinkRow,
    "modes": cargo.ModeRow,
    "limits": core.LimitRow,
    "supply": markets.SupplyRow,
    "demand": markets.DemandRow,
    "stores": markets.StoreRow,
    "profiles": core.ProfileRow,
    "contracts": markets.ContractRow,
    "transfers": cargo.TransferRow,
    "classes": cargo.ClassRow,
    "shipments": cargo.ShipmentRow,
    "bans": cargo.BanRow,
    "projects": cargo.ProjectRow,
    "trade": cargo.TradeRow,
    "trade_costs": cargo.TradeCostRow,
    "settlement": cargo.SettlementRow,
    "ties": cargo.TieRow,
    "agreements": core.AgreementRow,
    "memberships": core.MembershipRow,
    "relations": core.RelationRow,
    "issues": core.IssueRow,
    "positions": core.PositionRow,
    "observations": markets.ObservationRow,
    "propositions": markets.PropositionRow,
    "sources": knowledge.SourceRow,
    "claims": knowledge.ClaimRow,
}
REQUIRED = ("actors", "nodes", "commodities", "links")

__all__ = ["REQUIRED", "TABLES", "Column", "Row", "columns_of"]
