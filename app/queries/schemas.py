"""What analysts send: a statement to run, a query to keep, a change of one."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from app.core.calendar import Day
from app.queries.rules import MOST_LETTERS, MOST_TITLE, Sharing


def _readable(words: str) -> str:
    """What PostgreSQL can read as text."""
    if "\0" in words:
        raise ValueError("มีอักขระที่ใช้ในคำสั่งไม่ได้ · It holds a letter that no statement may have.")
    return words.replace("\r\n", "\n")


Statement = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_LETTERS),
    AfterValidator(_readable),
]
Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_TITLE), AfterValidator(_readable)
]


class StatementIn(BaseModel):
    """A statement to run, and the day whose truth is asked; none: today."""

    model_config = ConfigDict(extra="forbid")

    statement: Statement
    true_on: Day | None = None


class QueryIn(BaseModel):
    """A query to keep: its title and who finds it."""

    model_config = ConfigDict(extra="forbid")

    statement: Statement
    title: Title
    sharing: Sharing = Sharing.OWN


class QueryChange(QueryIn):
    """The same with the version that was read."""

    version: int
