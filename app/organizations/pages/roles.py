"""Roles as forms: what a role is called, says and allows. A role is granted to positions only."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Acting, Resource
from app.core.errors import NotFound
from app.core.permissions import SENTENCES, Permission
from app.organizations.commands.grants import define_role
from app.organizations.models import Role
from app.organizations.pages.sheets import Sheet
from app.organizations.queries import policy
from app.organizations.rules import ANYWHERE
from app.organizations.schemas import RoleIn
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.sheets import Input, answered, line, show, tried
from gis.layer import Text

router = APIRouter(prefix="/organizations/roles")
THEN = "/organizations/policy#roles"
Code = Annotated[str, Path(max_length=63)]


@router.get("/new")
def new_role(request: Request, by: Acts) -> Response:
    """The form of a new role."""
    _must_define(by)
    return show(request, _sheet(by, None), Form[RoleIn]())


@router.post("/new")
def define_the_new_role(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Define it."""
    form = filled(RoleIn, given)
    if form.value is not None and session.get(Role, form.value.code) is not None:
        form = form.refused(
            "code", "มีบทบาทรหัสนี้แล้ว ใช้รหัสอื่น หรือแก้บทบาทเดิม", "That code is taken: choose another, or change that role."
        )
    form = tried(session, form, lambda value: define_role(session, by=by, given=value))
    return answered(request, _sheet(by, None), form, THEN)


@router.get("/{code}")
def role(request: Request, session: Database, by: Acts, code: Code) -> Response:
    """The form of a role, as it is."""
    _must_define(by)
    found = _role(session, code)
    given = {name: getattr(found, name) for name in ("title_th", "title_en", "sentence_th", "sentence_en", "source")}
    allowed = policy.permissions_of(session, code, viewer=by.viewer)
    return show(request, _sheet(by, found), Form[RoleIn]({**given, "permissions": sorted(allowed)}))


@router.post("/{code}")
def define_the_role(request: Request, session: Database, by: Acts, given: Submitted, code: Code) -> Response:
    """Define it anew, for every position that has it."""
    found = _role(session, code)
    form = tried(
        session, filled(RoleIn, {**given, "code": code}), lambda value: define_role(session, by=by, given=value)
    )
    return answered(request, _sheet(by, found), form, THEN)


def _must_define(by: Acting) -> None:
    by.must(Permission.ROLE_GRANT, Resource(organization=ANYWHERE))


def _role(session: Session, code: str) -> Role:
    found = session.get(Role, code)
    if found is None:
        raise NotFound(f"ไม่มีบทบาท {code}", f"There is no role {code}.")
    return found


def _sheet(by: Acting, found: Role | None) -> Sheet:
    """A role's words, and what it allows of all that there is; more than the actor has is refused."""
    offered = [(each.value, SENTENCES[each]) for each in Permission]
    inputs = (
        *(() if found else (line("code", "รหัส", "Code", more=Text(
            th="อักษรอังกฤษตัวเล็ก ตัวเลข และขีด เช่น planner", en="small letters, digits and dashes, e.g. planner")),)),
        line("title_th", "ชื่อบทบาท (ไทย)", "Title (Thai)"),
        line("title_en", "ชื่อบทบาท (อังกฤษ)", "Title (English)"),
        line("sentence_th", "ทำอะไรได้ (ไทย)", "What it does (Thai)"),
        line("sentence_en", "ทำอะไรได้ (อังกฤษ)", "What it does (English)"),
        line("source", "อาศัยอำนาจตาม", "By the law", required=False),
        Input("permissions", Text(th="อำนาจ", en="Powers"), Text(
            th="ให้ได้เฉพาะอำนาจที่ตำแหน่งของท่านมี", en="Only powers that your own position has."
        ), offered, several=True, required=False),
    )  # fmt: skip
    title = Text(th=f"บทบาท: {found.title_th}", en=f"Role: {found.title_en}") if found else NEW
    return Sheet(title, _lead(by), inputs, Text(th="บันทึกบทบาท", en="Save the role"), THEN, POLICY)


NEW = Text(th="บทบาทใหม่", en="A new role")
POLICY = Text(th="นโยบายสิทธิ", en="The policy")


def _lead(by: Acting) -> Text:
    return Text(
        th=f"มีผลทันทีกับทุกตำแหน่งที่มีบทบาทนี้ ท่านกระทำในตำแหน่ง {by.title}",
        en=f"It is in force at once for every position that has the role. You act as {by.title}.",
    )
