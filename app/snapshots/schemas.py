"""What a withdrawal is asked with."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class WithdrawalIn(BaseModel):
    """Why a snapshot is to be given no more."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    reason: str = Field(min_length=1, max_length=300)
