"""Acts on reports: they are given, corrected by a further revision, and verified by another person above."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from geoalchemy2 import Geography
from geoalchemy2.shape import from_shape
from shapely import Point
from sqlalchemy import cast, func, insert, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.attachments import keep
from app.core.authority import OWN_PROPOSAL, Acting
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.permissions import Permission
from app.core.records import plain, refused_by, today
from app.monitoring.imports.photos import Still, path_of
from app.monitoring.models import Photo, ProblemClass, ProgressReport, Round, Verification
from app.monitoring.queries.reports import report_at, report_by_key, superiors
from app.monitoring.records import held_project, refuse_unmonitored, resource_of
from app.monitoring.rules import PositionSource, percent
from app.monitoring.schemas import ReportIn, VerificationIn
from app.organizations.models import Organization, Position
from app.projects.models import Project, Site

SRID, SATANG = 4326, 100
LOCATED = Geography(srid=SRID)


def report_progress(
    session: Session, *, by: Acting, reference: str, given: ReportIn, photos: Sequence[Still] = (),
    folder: Path | None = None, at: datetime | None = None,
) -> ProgressReport:  # fmt: skip
    """Report what was done of a project in a round; where that is reported already, correct it by a further revision.

    The same request, however often it is sent, makes one report: a further try answers the first one. Photos are kept in
    ``folder``. Raises Invalid for a day outside the round, and for a correction or a step back without a reason.
    """
    by.must(Permission.PROGRESS_REPORT)
    project = held_project(session, by, reference)
    by.must(Permission.PROGRESS_REPORT, resource_of(by, project))
    if (known := report_by_key(session, given.request_key, viewer=by.viewer)) is not None:
        return _same(known, by, project)
    refuse_unmonitored(project)
    _refuse_unknown(session, given)
    asked = _round(session, given, today(session))
    before = _neighbour(session, project, asked, earlier=True)
    made = ProgressReport(
        id=uuid.uuid4(), project_id=project.id, round_code=asked.code,
        revision=_revision(session, project, asked, given), previous_pct=before, **_told(given),
        author_position=by.position, author_title=by.title, author_person=by.person_id,
        **({"reported_at": at} if at else {}),
    )  # fmt: skip
    _refuse_back_step(session, project, asked, given, before)
    with refused_by(session, {"uq_progress_report_request_key": _key_taken}):
        session.add(made)
    kept = [_photo(session, project, made, still, given) for still in {one.sha256: one for one in photos}.values()]
    session.add_all(kept)
    session.flush()
    if folder is not None:
        for still in photos:
            keep(path_of(folder, still.sha256), still.jpeg)
    audit.record(
        session, by, "progress.reported", "project", reference, round=asked.code, revision=made.revision,
        report=str(made.id), after=plain(given.model_dump(exclude={"request_key"})), photos=[one.sha256 for one in kept],
    )  # fmt: skip
    return made


def verify_report(session: Session, *, by: Acting, report_id: uuid.UUID, given: VerificationIn) -> Verification:
    """Verify a report, or return it with a remark: by a position above the author's, and by another person.

    Raises Conflict for a report that was verified, or corrected since.
    """
    by.must(Permission.PROGRESS_REPORT)
    told, project = report_at(session, report_id, viewer=by.viewer)
    by.must(Permission.PROGRESS_REPORT, resource_of(by, project))
    report = told.report
    if report.author_person == by.person_id:
        raise Forbidden(OWN_PROPOSAL.th, OWN_PROPOSAL.en)
    if by.position not in superiors(session, report.author_position, viewer=by.viewer):
        raise Forbidden(
            "ผู้ตรวจรายงานต้องเป็นผู้บังคับบัญชาของผู้รายงาน", "A report is verified by a position above its author's."
        )
    if not told.is_latest:
        raise Conflict("รายงานนี้ถูกแก้ไขเป็นฉบับใหม่แล้ว", "The report was corrected since; verify the later one.")
    values = insert(Verification).values(
        report_id=report.id, project_id=report.project_id, verdict=given.verdict.value, remark=given.remark,
        author_person=report.author_person, verifier_position=by.position, verifier_title=by.title,
        verifier_person=by.person_id,
    )  # fmt: skip
    with refused_by(session, {"pk_verification": _verified_already}):
        session.execute(values)
    audit.record(
        session, by, "progress.verified", "project", project.reference, round=report.round_code,
        revision=report.revision, report=str(report.id), verdict=given.verdict.value, remark=given.remark,
    )  # fmt: skip
    return session.get_one(Verification, report.id)


def _same(known: ProgressReport, by: Acting, project: Project) -> ProgressReport:
    """The report that the same request has made already. Raises Conflict for the key of another one."""
    made_by = (known.project_id, known.author_position, known.author_person)
    if made_by != (project.id, by.position, by.person_id):
        raise _key_taken()
    return known


def _round(session: Session, given: ReportIn, now: date) -> Round:
    """The round, when the report describes a day of it that has come. Raises NotFound, Invalid."""
    found = session.get(Round, given.round)
    if found is None:
        raise NotFound(f"ไม่มีรอบรายงาน {given.round}", f"There is no round {given.round}.", place="round")
    if not found.period_start <= given.observed_on < found.period_end:
        raise Invalid("วันของข้อมูลต้องอยู่ในรอบรายงาน", "The day lies outside the round.", place="observed_on")
    if given.observed_on > now:
        raise Invalid("วันยังมาไม่ถึง", "That day has not come yet.", place="observed_on")
    return found


def _revision(session: Session, project: Project, asked: Round, given: ReportIn) -> int:
    last = session.scalar(
        select(func.max(ProgressReport.revision)).where(
            ProgressReport.project_id == project.id, ProgressReport.round_code == asked.code
        )
    )
    if last and given.reason is None:
        raise Invalid(
            "รอบนี้รายงานแล้ว แก้ไขต้องบอกเหตุผล",
            "This round is reported already; a correction needs a reason.",
            place="reason",
        )
    return (last or 0) + 1


def _neighbour(session: Session, project: Project, asked: Round, *, earlier: bool) -> Decimal | None:
    """What the nearest round before, or after, says; of several revisions the last."""
    beside = Round.period_start < asked.period_start if earlier else Round.period_start > asked.period_start
    nearest = Round.period_start.desc() if earlier else Round.period_start
    said = (
        select(ProgressReport.physical_pct)
        .join(Round, Round.code == ProgressReport.round_code)
        .where(ProgressReport.project_id == project.id, beside)
        .order_by(nearest, ProgressReport.revision.desc())
    )
    return session.scalars(said.limit(1)).first()


def _refuse_back_step(
    session: Session, project: Project, asked: Round, given: ReportIn, before: Decimal | None
) -> None:  # fmt: skip
    if before is not None and given.physical_pct < before and given.reason is None:
        raise Invalid(
            f"ผลงานลดลงจากรอบก่อน ({percent(before)}%) ต้องบอกเหตุผล",
            f"Less is done than was reported before ({percent(before)}%); give the reason.",
            place="reason",
        )
    after = _neighbour(session, project, asked, earlier=False)
    if after is not None and after < given.physical_pct:
        raise Invalid(
            f"รอบถัดไปรายงานไว้ {percent(after)}% แก้รอบถัดไปก่อน",
            f"The next round says {percent(after)}%; correct that one first.",
            place="physical_pct",
        )


def _refuse_unknown(session: Session, given: ReportIn) -> None:
    """Raises NotFound for a kind of problem, an organisation or a position that is not there."""
    if given.problem_class is not None and session.get(ProblemClass, given.problem_class) is None:
        raise NotFound("ไม่มีประเภทปัญหานี้", "There is no such kind of problem.", place="problem_class")
    organization, position = _help(given)
    asked = [(Organization, organization), (Position, position)]
    if any(key is not None and session.get(table, key) is None for table, key in asked):
        raise NotFound("ไม่มีหน่วยงานหรือตำแหน่งนี้", "There is no such organisation or position.", place="help_from")


def _help(given: ReportIn) -> tuple[str | None, str | None]:
    kind, _, key = (given.help_from or "").partition(":")
    return (key if kind == "o" else None, key if kind == "p" else None)


def _told(given: ReportIn) -> dict[str, Any]:
    organization, position = _help(given)
    plainly = (
        "observed_on",
        "physical_pct",
        "done_th",
        "problem_class",
        "problem_th",
        "remedy_th",
        "help_th",
        "reason",
    )
    return {name: getattr(given, name) for name in (*plainly, "request_key")} | {
        "reported_satang": None if given.reported_baht is None else int(given.reported_baht * SATANG),
        "help_organization": organization, "help_position": position, "geom": _point(given.lon, given.lat),
    }  # fmt: skip


def _point(lon: float | None, lat: float | None) -> Any:
    return None if lon is None or lat is None else from_shape(Point(lon, lat), SRID)


def _photo(session: Session, project: Project, report: ProgressReport, still: Still, given: ReportIn) -> Photo:
    """A photo where its own file says, else where the telephone says that sent it."""
    source, at = PositionSource.EXIF, still.position
    if at is None and given.lon is not None and given.lat is not None:
        source, at = PositionSource.DEVICE, (given.lon, given.lat)
    geom = None if at is None else _point(*at)
    return Photo(
        id=uuid.uuid4(), report_id=report.id, project_id=project.id, sha256=still.sha256,
        original_sha256=still.original_sha256, width=still.width, height=still.height, size_bytes=len(still.jpeg),
        taken_at=still.taken_at, geom=geom, position_source=(source if geom is not None else PositionSource.NONE).value,
        distance_m=None if geom is None else _distance(session, project, geom),
    )  # fmt: skip


def _distance(session: Session, project: Project, geom: Any) -> float | None:
    """Metres to the nearest site of the works; None where none is located."""
    metres = func.ST_Distance(cast(Site.geom, LOCATED), cast(geom, LOCATED))
    found: float | None = session.scalar(
        select(func.min(metres)).where(
            Site.project_id == project.id, Site.geom.is_not(None), Site.role != "beneficiary"
        )
    )
    return found


def _key_taken() -> Conflict:
    return Conflict(
        "รหัสการส่งนี้ใช้กับรายงานอื่นแล้ว", "The key of this request belongs to another report.", place="request_key"
    )


def _verified_already() -> Conflict:
    return Conflict("รายงานนี้ตรวจแล้ว", "The report was verified already.")
