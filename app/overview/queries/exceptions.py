"""What needs eyes: each finding counts what its rule says, and every count is that of the list it leads to."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from app.budgets.models import Ceiling, DisbursementTarget
from app.budgets.queries import lines as lines_of
from app.budgets.queries import past, reports
from app.budgets.queries.places import received_of_projects
from app.budgets.queue import WHY
from app.budgets.rules import Measure
from app.core.authority import Viewer
from app.core.calendar import fiscal_quarter, fiscal_year, written_day
from app.monitoring.queries import lights
from app.monitoring.rules import REASONS, Light, percent
from app.overview.schemas import Finding, Line, Quarter
from app.projects.models import Project
from app.projects.queries.doubles import alike
from app.projects.queries.listing import lines as projects
from app.projects.rules.shares import Located
from gis.access import Read
from gis.layer import Text

INVESTMENT = "investment"
TARGETS = Text(th="เป้าหมายของปีนั้นกำหนดหลังวันนั้น หรือไม่ทราบว่ากำหนดเมื่อใด",
               en="Targets of that year were set later, or it is not known when")
CEILINGS = Text(th="กรอบวงเงินของปีนั้นกำหนดหลังวันนั้น หรือไม่ทราบว่ากำหนดเมื่อใด",
                en="Ceilings of that year were set later, or it is not known when")
QUEUE = Text(th="บางแถวเข้าคิวหรือจัดการไปก่อนเริ่มเก็บวัน", en="Some rows were queued or settled before their days were kept")
NO_RULE = Text(th="ยังไม่มีเกณฑ์ไฟสถานะ", en="No rule of the lights is in force")


def findings(session: Session, now: date, *, viewer: Viewer, then: bool = False) -> list[Finding]:
    """All findings in the order of the page, also those of which there is none, or of which a past day keeps nothing.

    ``then``: ``now`` is a past day, for which the session answers.
    """
    inside = [unmatched(session, viewer=viewer, on=now if then else None)] if Read.INTERNAL in viewer.classes else []
    return [
        *of_lights(session, now, viewer=viewer), late_reports(session, viewer=viewer), *lapsing(session, viewer=viewer),
        behind_target(session, now, viewer=viewer, then=then), over_ceiling(session, now, viewer=viewer, then=then), *inside,
        unlocated(session, viewer=viewer, then=then), doubles(session, viewer=viewer, then=then),
    ]  # fmt: skip


def of_lights(session: Session, now: date, *, viewer: Viewer) -> list[Finding]:
    """Projects that are late, not known, and to be watched, by the rule in force."""
    every, money = lights.standings(session, viewer=viewer), received_of_projects(session, viewer=viewer)
    rule = lights.thresholds(session, viewer=viewer, on=now)
    told = {
        Light.LATE: (Text(th="ล่าช้ากว่าแผน", en="Behind the plan"), None if rule is None else Text(
            th=f"เลยวันแล้วเสร็จ ต่ำกว่าแผนตั้งแต่ {percent(rule.late_points)} จุด คาดว่าช้าตั้งแต่ {rule.late_days} วัน "
               "หรือเสร็จแล้วแต่ไม่มีผู้รับมอบ",
            en=f"Past its finish, {percent(rule.late_points)} points behind, expected {rule.late_days} days late, or done "
               "without an owner")),
        Light.UNKNOWN: (Text(th="ไม่ทราบสถานะ", en="Not known"), None if rule is None else Text(
            th=f"ไม่มีแผน ไม่มีรายงาน หรือรายงานเก่ากว่า {rule.stale_days} วัน",
            en=f"No plan, no report, or none for more than {rule.stale_days} days")),
        Light.WATCH: (Text(th="เฝ้าระวัง", en="To be watched"), None if rule is None else Text(
            th=f"ต่ำกว่าแผนตั้งแต่ {percent(rule.watch_points)} จุด คาดว่าช้าตั้งแต่ {rule.watch_days} วัน หรือหยุดชั่วคราว",
            en=f"{percent(rule.watch_points)} points behind, expected {rule.watch_days} days late, or suspended")),
    }  # fmt: skip
    return [
        Finding(
            f"light-{light.value}", title, text or NO_RULE,
            [_standing(one, money.get(one.reference)) for one in every if one.light is light],
            f"/monitoring?light={light.value}#lights", light,
        )
        for light, (title, text) in told.items()
    ]  # fmt: skip


def late_reports(session: Session, *, viewer: Viewer) -> Finding:
    """Reports that are overdue."""
    found = [
        Line(
            _named(one.title_th, one.title_en), f"/monitoring/projects/{one.reference}",
            Text(th=f"{one.reference} · รอบ {one.round_code}", en=f"{one.reference}; round {one.round_code}"),
            figure=_days("ช้า", "late by", one.days_late),
        )
        for one in lights.owed(session, viewer=viewer, standing="late")
    ]  # fmt: skip
    return Finding(
        "late-reports", Text(th="รายงานเกินกำหนดส่ง", en="Reports overdue"),
        Text(th="พ้นวันกำหนดส่งของรอบแล้วยังไม่มีรายงาน", en="The day of the round has passed without a report"),
        found, "/monitoring/late#overdue",
    )  # fmt: skip


def lapsing(session: Session, *, viewer: Viewer) -> list[Finding]:
    """Money that will lapse on 30 September, and money of former years that was not settled by then."""
    rows = reports.lapsing(session, viewer=viewer, statuses=("will_lapse", "past"))
    told = (
        ("will_lapse", Text(th="เสี่ยงเงินพับ 30 กันยายน", en="Money that will lapse on 30 September"),
         Text(th="ยังไม่ก่อหนี้และเวลาที่เหลือน้อยกว่าเวลาจัดหา",
              en="Not bound, and fewer days are left than a contract takes")),
        ("past", Text(th="พ้น 30 กันยายนแล้วยังไม่จ่ายหรือกันเงิน", en="Past 30 September, neither paid nor reserved"),
         Text(th="เงินของปีก่อนที่ยังไม่เบิก ไม่ได้กัน และยังไม่บันทึกว่าพับ",
              en="Of former years: not paid, not reserved, not recorded as lapsed")),
    )  # fmt: skip
    return [
        Finding(
            f"money-{status}", title, rule,
            [
                Line(
                    _named(row["title_th"], row["title_en"]), f"/budgets/lines/{row['line_id']}",
                    Text(th=f"{row['reference']} · ปี {row['fiscal_year']}", en=f"{row['reference']}; FY {row['fiscal_year']}"),
                    row["at_risk_baht"],
                    _days("เหลือ", "left:", row["days_left"]) if status == "will_lapse" else None,
                )
                for row in rows if row["status"] == status
            ],
            "/budgets/lapse",
        )
        for status, title, rule in told
    ]  # fmt: skip


def quarter(session: Session, now: date, *, viewer: Viewer, then: bool = False) -> Quarter:
    """Investment paid by the last quarter that has ended, of the year before while the first one runs."""
    year, number = fiscal_year(now), fiscal_quarter(now) - 1
    if number == 0:
        year, number = year - 1, 4
    points = reports.curve(session, year, viewer=viewer, quarters=number, class5=INVESTMENT)
    point = points[number - 1]
    target = point.targets.get(Measure.DISBURSED)
    kept = not then or past.are_kept(session, DisbursementTarget, year, now, viewer=viewer)
    wanted = None if target is None or not kept else float(target)
    return Quarter(year, number, point.disbursed_pct, wanted, point.disbursed_baht, kept)


def behind_target(session: Session, now: date, *, viewer: Viewer, then: bool = False) -> Finding:
    """Classes of expenditure of which less was paid or bound by the last quarter's end than the target says."""
    asked = quarter(session, now, viewer=viewer, then=then)
    names, found = reports.class_names(session, viewer=viewer), []
    for class5 in reports.targeted(session, asked.year, viewer=viewer) if asked.is_kept else ():
        point = reports.curve(session, asked.year, viewer=viewer, quarters=asked.number, class5=class5)[asked.number - 1]
        for measure, told, word in ((Measure.DISBURSED, point.disbursed_pct, ("เบิกจ่าย", "paid")),
                                    (Measure.OBLIGATED, point.obligated_pct, ("ก่อหนี้", "bound"))):  # fmt: skip
            target = point.targets.get(measure)
            if told is not None and target is not None and told < target:
                note = Text(th=f"{word[0]} {told:.1f}% เป้า {target:.1f}%", en=f"{word[1]} {told:.1f} %, target {target:.1f} %")
                short = float(target) - told
                figure = Text(th=f"ต่ำกว่าเป้า {short:.1f} จุด", en=f"{short:.1f} points below")
                found.append(Line(names[class5], f"/budgets?year={asked.year}", note, figure=figure))
    return Finding(
        "behind-target", Text(th="เบิกจ่ายต่ำกว่าเป้าไตรมาส", en="Below the target of the quarter"),
        Text(th=f"สะสมสิ้นไตรมาส {asked.number} ปีงบประมาณ {asked.year} เทียบเป้าหมายของงบแต่ละหมวด",
             en=f"Cumulative at the end of quarter {asked.number} of FY {asked.year}, each class against its target"),
        found, f"/budgets?year={asked.year}", unknown=None if asked.is_kept else TARGETS,
    )  # fmt: skip


def over_ceiling(session: Session, now: date, *, viewer: Viewer, then: bool = False) -> Finding:
    """Projects of the year that are ranked inside Y1 though the running sum is above the ceiling."""
    year = fiscal_year(now)
    kept = not then or past.are_kept(session, Ceiling, year, now, viewer=viewer)
    every = reports.ranked(session, year, viewer=viewer) if kept else []
    rows = [row for row in every if row["tier"] == "Y1" and row["is_inside"] is False]
    found = [
        Line(
            _named(row["title_th"], row["title_en"]), f"/projects/{row['project_reference']}",
            Text(th=f"{row['project_reference']} · ลำดับ {row['priority'] or '–'}",
                 en=f"{row['project_reference']}; rank {row['priority'] or '–'}"),
            row["approved_baht"],
        )
        for row in rows
    ]  # fmt: skip
    return Finding(
        "over-ceiling", Text(th="เกินกรอบวงเงิน", en="Over the ceiling"),
        Text(th=f"ยอดสะสมตามลำดับ Y1 ปี {year} เกินกรอบของแหล่งเงิน",
             en=f"The running sum of Y1 in FY {year} is above the ceiling of its source"),
        found, f"/budgets/tiers?year={year}", unknown=None if kept else CEILINGS,
    )  # fmt: skip


def unmatched(session: Session, *, viewer: Viewer, on: date | None = None) -> Finding:
    """Rows of extracts that nothing here matches, or that nothing matched on a day; for those in office."""
    rows = lines_of.unmatched(session, viewer=viewer) if on is None else past.unmatched_on(session, on, viewer=viewer)
    found = [
        Line(
            Text(th=f"{row.document_no} ({written_day(row.occurred_on)})", en=f"{row.document_no} ({row.occurred_on})"),
            "/budgets/unmatched", WHY[row.why], row.amount_satang / 100,
        )
        for row in rows or ()
    ]  # fmt: skip
    return Finding(
        "unmatched", Text(th="รายการนำเข้าที่จับคู่ไม่ได้", en="Imported rows without a match"),
        Text(th="แถวจาก GFMIS/e-GP ที่ไม่พบรายการหรือสัญญา", en="Rows of GFMIS or e-GP for which there is no line or contract"),
        found, "/budgets/unmatched", unknown=QUEUE if rows is None else None,
    )  # fmt: skip


def unlocated(session: Session, *, viewer: Viewer, then: bool = False) -> Finding:
    """Projects of which no place is known, and that are not for the whole province."""
    money = received_of_projects(session, viewer=viewer)
    found = [
        Line(
            _named(one.title_th, one.title_en), f"/projects/{one.reference}",
            Text(th=f"{one.reference} · ปี {one.first_year}", en=f"{one.reference}; FY {one.first_year}"),
            money.get(one.reference),
        )
        for one in projects(session, viewer=viewer, then=then)
        if one.located is Located.NOWHERE
    ]  # fmt: skip
    return Finding(
        "unlocated", Text(th="โครงการไม่ระบุที่ตั้ง", en="Projects without a place"),
        Text(th="ไม่มีที่ตั้งใดมีพิกัด และไม่ใช่งานทั้งจังหวัด", en="No site has a position, and it is not for the whole province"),
        found, "/projects?located=nowhere",
    )  # fmt: skip


def doubles(session: Session, *, viewer: Viewer, then: bool = False) -> Finding:
    """Groups of projects that may be one and the same."""
    found = [_group(group) for group in alike(session, viewer=viewer, then=then)]
    return Finding(
        "doubles", Text(th="อาจซ้ำซ้อน", en="Possibly the same"),
        Text(th="ชื่อเดียวกัน ปีซ้อนกัน ตำบลเดียวกันหรือไม่มีที่ตั้งทั้งคู่ ยังไม่มีใครวินิจฉัย",
             en="One title, years that overlap, one subdistrict or none; nobody has decided yet"),
        found, "/overview/doubles",
    )  # fmt: skip


def _group(group: tuple[Project, ...]) -> Line:
    references = ", ".join(one.reference for one in group)
    return Line(
        _named(group[0].title_th, group[0].title_en), f"/projects?{urlencode({'q': group[0].title_th})}",
        Text(th=references, en=references), figure=Text(th=f"{len(group)} โครงการ", en=f"{len(group)} projects"),
    )  # fmt: skip


def _standing(one: lights.Standing, baht: float | None) -> Line:
    reason = REASONS[one.reason]
    done = "" if one.actual_pct is None else f" · ผลงาน {one.actual_pct:.0f}%"
    done_en = "" if one.actual_pct is None else f"; done {one.actual_pct:.0f} %"
    if one.planned_pct is not None and one.light is not Light.DONE:
        done, done_en = f"{done} แผน {one.planned_pct:.0f}%", f"{done_en}, planned {one.planned_pct:.0f} %"
    behind = one.days_behind if one.light is not Light.UNKNOWN and (one.days_behind or 0) > 0 else None
    silent = one.report_age if one.light is Light.UNKNOWN else None
    figure = _days("ช้า", "late by", behind) if behind else _days("เงียบ", "silent for", silent) if silent else None
    return Line(
        _named(one.title_th, one.title_en), f"/monitoring/projects/{one.reference}",
        Text(th=f"{one.reference} · {reason.th}{done}", en=f"{one.reference}; {reason.en}{done_en}"), baht, figure,
    )  # fmt: skip


def _days(th: str, en: str, days: int) -> Text:
    return Text(th=f"{th} {days:,} วัน", en=f"{en} {days:,} days")


def _named(th: str, en: str | None) -> Text:
    return Text(th=th, en=en or th)
