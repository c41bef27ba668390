"""Forms as pages: a title, the law it follows, fields, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.core.errors import Conflict, Invalid
from app.web.forms import Form
from app.web.templating import render
from gis.layer import Text

Model = TypeVar("Model", bound=BaseModel)
Option = tuple[str, Text]
DAY_HELP = Text(th="วัน/เดือน/ปี พ.ศ. เช่น 22/06/2569", en="day/month/year, e.g. 22/06/2569")
AT_ONCE = Text(th="เว้นว่าง = สิ้นผลทันที", en="leave it empty to end at once")
YES_NO = (("false", Text(th="ไม่ใช่", en="No")), ("true", Text(th="ใช่", en="Yes")))


@dataclass(frozen=True, slots=True)
class Input:
    """One field; with options a list to choose from, ``several`` for check boxes."""

    name: str
    label: Text
    help: Text | None = None
    options: Sequence[Option] = ()
    several: bool = False
    required: bool = True
    value: str = ""
    group: Text | None = None
    is_long: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as a page. ``back`` is where it was called from and leads when it is left; ``room`` is the slice that asks."""

    title: Text
    lead: Text
    inputs: Sequence[Input]
    submit: Text
    back: str
    back_to: Text
    grave: bool = False
    room: str = field(kw_only=True)
    room_title: Text = field(kw_only=True)


def day(name: str, th: str, en: str, *, required: bool = True, more: Text | None = None, value: str = "") -> Input:
    """A field for a day."""
    told = DAY_HELP if more is None else Text(th=f"{DAY_HELP.th} · {more.th}", en=f"{DAY_HELP.en}; {more.en}")
    return Input(name, Text(th=th, en=en), told, required=required, value=value, attributes={"inputmode": "numeric"})


def line(
    name: str, th: str, en: str, *, required: bool = True, more: Text | None = None, value: str = ""
) -> Input:  # fmt: skip
    """A field for a line of text."""
    return Input(name, Text(th=th, en=en), more, required=required, value=value, attributes={"maxlength": "300"})


def passage(
    name: str, th: str, en: str, *, required: bool = True, more: Text | None = None, value: str = ""
) -> Input:  # fmt: skip
    """A field for some lines of text."""
    return Input(name, Text(th=th, en=en), more, required=required, value=value, is_long=True)


def show(request: Request, sheet: Sheet, form: Form[Model]) -> Response:
    """The form as it stands; 422 when something of it was wrong."""
    return render(request, "web/sheet.html", status=422 if form.errors else 200, sheet=sheet, form=form)


def tried(session: Session, form: Form[Model], act: Callable[[Model], object]) -> Form[Model]:
    """The form after its act. Where the act refused, the reason stands at its field and nothing has been written."""
    if form.value is None:
        return form
    try:
        with session.begin_nested():
            act(form.value)
    except (Conflict, Invalid) as error:
        place = error.place if error.place in type(form.value).model_fields else ""
        return form.refused(place or "", error.th, error.en)
    return form


def answered(request: Request, sheet: Sheet, form: Form[Model], then: str) -> Response:
    """Where to go when all went well (303), else the form again."""
    return show(request, sheet, form) if form.errors else RedirectResponse(then, 303)
