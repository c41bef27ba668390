"""What the forms of accounts take; what they refuse, they refuse in both languages."""

from __future__ import annotations

import uuid
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from app.accounts.rules import parsed_networks
from app.core.calendar import Day
from gis.access import Read

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=1000)]


def _networks(given: object) -> object:
    return parsed_networks(given) if isinstance(given, str) else given


def _several(given: object) -> object:
    return [given] if isinstance(given, str) else given


def _low(given: object) -> object:
    if given not in (None, Read.PUBLIC, Read.INTERNAL):
        raise ValueError("กุญแจเปิดได้เฉพาะข้อมูลสาธารณะหรือข้อมูลภายใน · a key opens public or internal data only")
    return given


class SignInForm(BaseModel):
    username: Line
    password: Secret


class CodeForm(BaseModel):
    code: Line


class EnrolmentForm(CodeForm):
    """The first code, with the sealed secret that it is to confirm."""

    sealed: Line


class PositionForm(BaseModel):
    """``capacity``: the appointment's id, and the delegation's after a colon."""

    capacity: Line

    @property
    def appointment_id(self) -> uuid.UUID:
        return uuid.UUID(self.capacity.partition(":")[0])

    @property
    def delegation_id(self) -> uuid.UUID | None:
        given = self.capacity.partition(":")[2]
        return uuid.UUID(given) if given else None


class PasswordForm(BaseModel):
    present: Secret
    password: Secret
    again: Secret


class AccountForm(BaseModel):
    person: uuid.UUID
    username: Line


class OpenIdForm(BaseModel):
    subject: str | None = Field(default=None, max_length=255)


class ChannelIn(BaseModel):
    """A channel as it is opened."""

    organization: Line
    title: Line
    layers: Annotated[list[str], BeforeValidator(_several)] = Field(min_length=1)
    class_: Annotated[Read, BeforeValidator(_low)] = Field(default=Read.PUBLIC, alias="class")
    networks: Annotated[list[IPv4Network | IPv6Network], BeforeValidator(_networks)] = Field(default_factory=list)
    daily_quota: int = Field(default=10_000, ge=1, le=10_000_000)
    per_minute: int = Field(default=600, ge=1, le=100_000)


class KeyForm(BaseModel):
    expires_on: Day


class LinkForm(BaseModel):
    key: Line
    layer: Line
    expires_on: Day
