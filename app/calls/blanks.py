"""The forms จ.1, จ.2 and จ.3 as versioned templates: data in TOML files, each for the fiscal years from and to.

The id of a template is the name of its file. None claims to be the official layout: ``source`` says what it follows.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.core.errors import NotFound

FOLDER = Path(__file__).with_name("forms")
Code = Literal["j1", "j2", "j3"]
NAMES = {"j1": "จ.1", "j2": "จ.2", "j3": "จ.3"}


class FormColumn(BaseModel):
    """A column: what of a project it shows, and its title."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Literal["rank", "issue", "approach", "programme", "project", "indicator", "activities", "year", "year2", "year3",
                  "year4", "year5", "source", "owner", "place", "tier"]  # fmt: skip
    title: str
    width: Annotated[int, Field(ge=3, le=40)]
    is_amount: bool = False


class FormTemplate(BaseModel):
    """One version of a form (แม่แบบฟอร์ม), valid for the fiscal years from ``first_year`` to ``last_year``, or on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    version: Annotated[int, Field(ge=1)]
    first_year: Annotated[int, Field(ge=2500, le=2700)]
    last_year: Annotated[int, Field(ge=2500, le=2700)] | None = None
    kind: Literal["roll-up", "priorities", "briefs"]
    wide: bool = False
    title: str
    source: str
    is_verified: bool
    columns: tuple[FormColumn, ...] = ()

    def holds_in(self, year: int) -> bool:
        return self.first_year <= year <= (self.last_year or year)


@cache
def templates() -> tuple[FormTemplate, ...]:
    """All versions, read once."""
    return tuple(
        FormTemplate.model_validate(tomllib.loads(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.toml"))
    )


def template_for(code: str, year: int) -> FormTemplate:
    """The version of a form that holds in a fiscal year. Raises NotFound."""
    found = [one for one in templates() if one.code == code and one.holds_in(year)]
    if not found:
        raise NotFound(f"ไม่มีแม่แบบ {code} ของปีงบประมาณ {year}", f"There is no template {code} for FY{year}.")
    return max(found, key=lambda one: one.version)
