"""What readers of the log ask for."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from app.core.authority import Basis
from app.core.calendar import Day
from app.core.permissions import WITH_MONEY, Permission
from gis.access import Read

BAHT = 100


class Asked(BaseModel):
    """Filters of the log; days are whole days in Thailand, both included. ``before`` and ``after`` page by number."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    first: Day | None = None
    last: Day | None = None
    act: str | None = Field(default=None, max_length=100)
    kind: str | None = Field(default=None, max_length=100)
    object: str | None = Field(default=None, max_length=200)
    position: str | None = Field(default=None, max_length=100)
    person: str | None = Field(default=None, max_length=100)
    basis: Basis | None = None
    request: str | None = Field(default=None, max_length=100)
    before: int | None = Field(default=None, ge=1, le=2**62)
    after: int | None = Field(default=None, ge=0, le=2**62)

    def filters(self) -> dict[str, str]:
        """What narrows the log, as it is noted of its reader."""
        chosen = self.model_dump(mode="json", exclude_none=True, exclude={"before", "after"})
        return {name: str(value) for name, value in chosen.items()}


class AskedSignatories(BaseModel):
    """Who could use a power on a day; ``amount`` in whole baht."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    on: Day
    permission: Permission
    position: str | None = Field(default=None, max_length=100)
    organization: str | None = Field(default=None, max_length=100)
    area: str | None = Field(default=None, pattern=r"^([0-9]{2}){1,4}$")
    class_: Read = Field(default=Read.PUBLIC, alias="class")
    amount: int | None = Field(default=None, ge=0, le=10**13)

    @property
    def amount_satang(self) -> int | None:
        return self.amount * BAHT if self.amount is not None and self.permission in WITH_MONEY else None
