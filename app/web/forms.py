"""Forms: one pydantic model serves the JSON body and the HTML form; what is wrong stands, in both languages, at its field.

A form of somebody who has signed in carries the token of the session; another site cannot know it.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.core.calendar import THAI_DIGITS
from app.core.errors import Forbidden
from app.web.dependencies import Identified
from app.web.identity import Identity
from gis.layer import Text

Model = TypeVar("Model", bound=BaseModel)
Given = Mapping[str, Any]
TOKEN = "_token"
SEPARATOR = " · "
MESSAGES: dict[str, Text] = {
    "missing": Text(th="ต้องกรอกช่องนี้", en="This field is needed."),
    "string_too_short": Text(th="ต้องกรอกช่องนี้ให้ครบ", en="This is too short."),
    "string_too_long": Text(th="ยาวเกินไป", en="This is too long."),
    "date_type": Text(th="ต้องกรอกวันที่", en="A day is needed."),
    "enum": Text(th="เลือกจากรายการ", en="Choose from the list."),
    "literal_error": Text(th="เลือกจากรายการ", en="Choose from the list."),
    "int_parsing": Text(th="ต้องเป็นจำนวนเต็ม", en="A whole number is needed."),
}
UNKNOWN = Text(th="ค่านี้ใช้ไม่ได้", en="This value cannot be used.")


@dataclass(frozen=True)
class Form(Generic[Model]):
    """What was filled in, what of it is wrong (by field; ``""`` is the whole form), and the model when all is well."""

    given: Given = field(default_factory=dict)
    errors: Mapping[str, Text] = field(default_factory=dict)
    value: Model | None = None

    def refused(self, name: str, th: str, en: str) -> Form[Model]:
        """The same form with a refusal that only the act itself could find."""
        return Form(self.given, {**self.errors, name: Text(th=th, en=en)}, None)


async def submitted(request: Request, identity: Identified) -> Given:
    """The fields of a form; those that occur more than once, or whose name ends with ``[]``, as lists.

    Raises Forbidden when it does not carry the token of the session.
    """
    form = await request.form()
    given: dict[str, Any] = {}
    for name in form:
        values = form.getlist(name)
        given[name.removesuffix("[]")] = values if name.endswith("[]") or len(values) > 1 else values[0]
    token = given.pop(TOKEN, None) or request.headers.get("x-token")
    _must_match(identity, token)
    return given


async def proven(request: Request, identity: Identified) -> None:
    """A write whose body is JSON carries the token of the session in a header (``X-Token``). Raises Forbidden."""
    _must_match(identity, request.headers.get("x-token"))


def _must_match(identity: Identity, token: object) -> None:
    if identity.token is not None and not (isinstance(token, str) and hmac.compare_digest(token, identity.token)):
        raise Forbidden(
            "แบบฟอร์มหมดอายุ โปรดเปิดหน้านี้ใหม่แล้วส่งอีกครั้ง", "The form has expired; open the page again and send it anew."
        )


Submitted = Annotated[Given, Depends(submitted)]
PROVEN = Depends(proven)


def filled(model: type[Model], given: Given) -> Form[Model]:
    """The model of what was filled in; empty fields count as not filled in, and numbers may be in Thai digits."""
    present = {name: value for name, value in given.items() if value not in ("", [])}
    try:
        return Form(given, {}, model.model_validate(present))
    except ValidationError as error:
        in_arabic = _in_arabic(present, error)
        if in_arabic != present:
            return Form(given, (again := filled(model, in_arabic)).errors, again.value)
        return Form(given, {_place(each): _told(each) for each in error.errors()})


def _in_arabic(present: Given, error: ValidationError) -> dict[str, Any]:
    """The same with Arabic digits in the fields that cannot be read as they are; what can be read stays as it was typed."""
    unread = {_place(each) for each in error.errors()}
    return {name: _read(value) if name in unread else value for name, value in present.items()}


def _read(value: object) -> object:
    if isinstance(value, list):
        return [_read(each) for each in value]
    return value.translate(THAI_DIGITS) if isinstance(value, str) else value


def _place(error: ErrorDetails) -> str:
    return str(error["loc"][0]) if error["loc"] else ""


def _told(error: ErrorDetails) -> Text:
    """The message of the kind of error; a rule of ours speaks for itself, ``ไทย · English``."""
    if error["type"] == "value_error":
        th, _, en = str(error["ctx"]["error"]).partition(SEPARATOR)
        return Text(th=th, en=en or th)
    return MESSAGES.get(error["type"], UNKNOWN)
