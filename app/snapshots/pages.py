"""Pages of snapshots: the days, the files of each, and their withdrawal."""

from __future__ import annotations

from datetime import date
from functools import partial

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Viewer
from app.core.calendar import written_day
from app.core.permissions import Permission
from app.snapshots import commands, queries
from app.snapshots.files import name_of
from app.snapshots.rules import NOT_THERE
from app.snapshots.schemas import WithdrawalIn
from app.snapshots.telling import SUMS, given, shown, source, sums
from app.web.dependencies import Acts, Database, Viewing
from app.web.forms import Form, Submitted, filled
from app.web.sheets import Sheet, answered, passage, show, tried
from app.web.templating import render
from gis.layer import Text
from gis.writers.formats import FORMATS

router = APIRouter(prefix="/snapshots")
ROOM = Text(th="ภาพถ่ายข้อมูลรายวัน", en="Daily snapshots")


@router.get("")
def newest(request: Request, session: Database, viewer: Viewing) -> Response:
    """The files of the newest day, and the other days."""
    return _page(request, session, viewer, None)


@router.get("/{day}")
def of_day(request: Request, session: Database, viewer: Viewing, day: date) -> Response:
    """The files of a day."""
    return _page(request, session, viewer, day)


@router.get("/{day}/{name}")
def file(request: Request, session: Database, viewer: Viewing, day: date, name: str) -> Response:
    """A file of a day, or the checksums of all."""
    if name == SUMS:
        return sums(shown(request, queries.of_day(session, day, viewer=viewer)))
    return given(request, queries.of_layer(session, day, name.partition(".")[0], viewer=viewer), name)


@router.get("/{day}/{layer}/withdraw")
def withdrawal(request: Request, by: Acts, day: date, layer: str) -> Response:
    """The form in which a snapshot is withdrawn."""
    by.must(Permission.DATASET_PUBLISH)
    return show(request, _sheet(day, layer), Form[WithdrawalIn]())


@router.post("/{day}/{layer}/withdraw")
def withdraw(request: Request, session: Database, by: Acts, given: Submitted, day: date, layer: str) -> Response:
    """Withdraw it."""
    by.must(Permission.DATASET_PUBLISH)
    form = tried(
        session, filled(WithdrawalIn, dict(given)),
        lambda reason: commands.withdraw(session, by=by, day=day, layer=layer, given=reason),
    )  # fmt: skip
    return answered(request, _sheet(day, layer), form, f"/snapshots/{day}")


def _page(request: Request, session: Session, viewer: Viewer, day: date | None) -> Response:
    days = queries.days(session, viewer=viewer)
    if day is not None and day not in days:
        raise NOT_THERE
    wanted = day or next(iter(days), None)
    found = shown(request, queries.of_day(session, wanted, viewer=viewer))
    return render(
        request, "snapshots/snapshots.html", days=days, day=wanted, found=found, name_of=name_of, FORMATS=FORMATS, SUMS=SUMS,
        source=partial(source, request),
        bytes=sum(file.bytes for each in found if each.snapshot.withdrawn_at is None for file in each.snapshot.files),
    )  # fmt: skip


def _sheet(day: date, layer: str) -> Sheet:
    return Sheet(
        title=Text(th=f"ถอนภาพถ่ายข้อมูล {layer}", en=f"Withdraw the snapshot of {layer}"),
        lead=Text(
            th="แฟ้มจะไม่ให้ใครอีก ทั้งของวันนี้และวันอื่นที่เป็นแฟ้มเดียวกัน แต่สำเนาที่มีผู้นำไปแล้วเรียกคืนไม่ได้",
            en="The files are given to nobody any more, nor on other days that have the same; what was taken stays taken.",
        ),
        inputs=[passage("reason", "เหตุผล (ประกาศต่อสาธารณะ)", "Reason (told to the public)")],
        submit=Text(th="ถอน", en="Withdraw"),
        back=f"/snapshots/{day}", back_to=Text(th=written_day(day), en=day.isoformat()), grave=True,
        room="snapshots", room_title=ROOM,
    )  # fmt: skip
