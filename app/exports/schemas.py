"""What an export is asked with."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.exports.rules import MADE
from gis.cql2.nodes import LIMITS

SPOKEN = ("filter", "filter-lang", "filter-crs", "bbox", "datetime", "properties", "crs", "lang")
"""Parameters of items that a form names; others are attributes of the layer (``name=value``)."""
MOST_PARAMETERS = 40


def _known(value: Any) -> Any:
    if value not in MADE:
        raise ValueError(f"เลือกรูปแบบจาก {', '.join(MADE)} · The format is one of {', '.join(MADE)}.")
    return value


class ExportIn(BaseModel):
    """A layer, a format, and the parameters of its items without paging."""

    model_config = ConfigDict(extra="forbid")

    layer: str = Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")
    format: Annotated[str, BeforeValidator(_known)]
    parameters: dict[str, Annotated[str, Field(max_length=LIMITS.length)]] = Field(
        default_factory=dict, max_length=MOST_PARAMETERS
    )


def from_form(given: dict[str, Any]) -> dict[str, Any]:
    """The fields of a form as the model has them: what is not layer or format is a parameter; empty ones are none."""
    own = {name: value for name, value in given.items() if name in ("layer", "format")}
    rest = {name: value for name, value in given.items() if name not in own and value not in ("", [])}
    return {**own, "parameters": rest}
