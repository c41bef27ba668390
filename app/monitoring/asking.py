"""What a list of lights is narrowed to: fields of work, and a position with all that stands under it (สายงานของรองผู้ว่าฯ)."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query
from pydantic import Field

from app.monitoring.rules import Scope
from app.organizations.queries.superiors import Command, commands_below_the_head
from app.projects.rules.dossier import SECTORS
from app.web.as_of import AsOf
from app.web.dependencies import Database, Viewing

Sectors = Annotated[list[Annotated[str, Field(max_length=40)]], Query(default_factory=list, max_length=20)]
Under = Annotated[str, Query(max_length=20)]


class Narrowed:
    """What is asked for, and as of which day, with the positions that may be chosen."""

    def __init__(self, session: Database, viewer: Viewing, sector: Sectors, as_of: AsOf, under: Under = "") -> None:
        self.as_of = as_of
        self.sectors, self.under = [one for one in sector if one], under
        self.commands: list[Command] = commands_below_the_head(session, viewer=viewer)

    @property
    def scope(self) -> Scope:
        """A position that is not to be chosen has nothing under it."""
        chosen = next((one.organizations for one in self.commands if one.number == self.under), frozenset[str]())
        return Scope(frozenset(self.sectors), chosen if self.under else None)

    @property
    def is_narrow(self) -> bool:
        return bool(self.sectors or self.under)

    def address(self, **more: object) -> str:
        """The same with something more."""
        then = None if self.as_of is None else self.as_of.isoformat()
        values = {"sector": self.sectors, "under": self.under, **more, "as_of": then}
        query = urlencode({name: value for name, value in values.items() if value not in (None, "", [])}, doseq=True)
        return f"?{query}" if query else "?"

    def words(self) -> dict[str, Any]:
        """What a page needs to show it."""
        return {"asked": self, "SECTORS": SECTORS}


Asked = Annotated[Narrowed, Depends()]
