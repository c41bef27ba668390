"""What a position sends: a question to keep, and an edit of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from app.core.calendar import Day
from app.feeds.rules import MOST_LETTERS, MOST_PARAMETERS, MOST_TITLE, Sharing

ASKED = "asked."
"""How the fields of a form begin that are parameters of items: no attribute is mistaken for a field of ours."""


def _readable(words: str) -> str:
    if "\0" in words:
        raise ValueError("มีอักขระที่ใช้ไม่ได้ · It holds a letter that cannot be kept.")
    return words.replace("\r\n", "\n")


Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_TITLE), AfterValidator(_readable)
]
Value = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_LETTERS), AfterValidator(_readable)
]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,62}$")]


class FeedIn(BaseModel):
    """A question to keep. ``parameters`` are those of the layer's items that narrow them."""

    model_config = ConfigDict(extra="forbid")

    title_th: Title
    title_en: Title
    layer: Name
    parameters: Annotated[dict[Name, Value], Field(max_length=MOST_PARAMETERS)] = {}
    sharing: Sharing = Sharing.OWN
    expires_on: Day


class FeedChange(FeedIn):
    """The same with the number of the version that was read."""

    version: int


def from_form(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a form as these models have them: parameters apart, empty ones left out."""
    own = {name: value for name, value in given.items() if not name.startswith(ASKED)}
    asked = {name.removeprefix(ASKED): value for name, value in given.items() if name.startswith(ASKED)}
    return {**own, "parameters": {name: value for name, value in asked.items() if str(value).strip()}}
