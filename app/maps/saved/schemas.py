"""What a position sends: a map to keep, or another version of one."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from app.core.short_ids import ID_PATTERN
from app.maps.saved.rules import MOST_LETTERS, MOST_TITLE, View, canonical


def _readable(words: str) -> str:
    if any(letter < " " for letter in words):
        raise ValueError("มีอักขระที่ใช้ไม่ได้ · It holds a letter that cannot be kept.")
    return words


Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_TITLE), AfterValidator(_readable)
]
Query = Annotated[str, StringConstraints(max_length=MOST_LETTERS), AfterValidator(canonical)]
Place = Annotated[str, StringConstraints(max_length=64), AfterValidator(lambda text: text and str(View.read(text)))]


class MapIn(BaseModel):
    """A map of the workspace: ``layer`` in front, the ``query`` and ``view`` (what stands behind ``#``) of its address.

    ``of`` is the map that it is another version of.
    """

    model_config = ConfigDict(extra="forbid")

    title_th: Title
    title_en: Title
    layer: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
    query: Query = ""
    view: Place = ""
    of: Annotated[str, Field(pattern=ID_PATTERN)] | None = None


class TitlesIn(BaseModel):
    """Other titles."""

    model_config = ConfigDict(extra="forbid")

    title_th: Title
    title_en: Title
