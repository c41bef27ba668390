"""What the address of a visit says."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from app.visits.rules import LONGEST_TITLE, MOST_GIVEN, Visit, visit_of


class VisitIn(BaseModel):
    """The stops in order, each by the reference of a project or the code of an area; ``round``: back to the first one."""

    stop: Annotated[list[str], Field(max_length=MOST_GIVEN)] = []
    title: Annotated[str, Field(max_length=LONGEST_TITLE)] = ""
    round: bool = False

    @property
    def visit(self) -> Visit:
        return visit_of(self.stop, is_round=self.round, title=self.title)
