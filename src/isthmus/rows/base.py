"""What every row of a result is, and the units of its numbers."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict

from isthmus.case.tables.base import Unit

Money = Annotated[float, Unit("money")]
MaybeMoney = Annotated[float | None, Unit("money")]
Quantity = Annotated[float, Unit("quantity")]
MaybeQuantity = Annotated[float | None, Unit("quantity")]
Price = Annotated[float, Unit("price")]
MaybePrice = Annotated[float | None, Unit("price")]
Share = Annotated[float, Unit("1")]
MaybeShare = Annotated[float | None, Unit("1")]


class ResultRow(BaseModel):
    """One row of a result table."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
