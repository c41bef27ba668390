"""Monitoring as of a day: ``toys.followed`` says what was planned, reported and corrected on which day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from app.core.authority import OPERATOR
from app.core.cluster import Database
from app.core.database import transaction
from app.monitoring.commands.assets import hand_over_asset
from app.monitoring.commands.planning import reach_milestone, set_milestone
from app.monitoring.models import Asset, ProgressReport, Round, Verification
from app.monitoring.schemas import HandOver, MilestoneIn, Reaching
from tests import cast
from tests.app.monitoring.toys import ROAD, WEIR, followed

SentBy = Callable[[str], TestClient]
HERE = f"/monitoring/projects/{ROAD}"


@pytest.fixture(autouse=True)
def spring(furnished: Database) -> None:
    with transaction(furnished) as session:
        followed(session)


def road(client: TestClient, day: str) -> dict[str, Any]:
    """How the road stood on a day."""
    projects = client.get("/api/monitoring", params={"as_of": day} if day else {}).json()["projects"]
    return next(one for one in projects if one["reference"] == ROAD)


def test_a_light_is_that_of_the_plan_and_the_report_of_its_day(sent_by: SentBy) -> None:
    """Planned for 30 April: 20 % until 19 May, 10 % since; done 10 %, from 4 May on 15 %."""
    public = sent_by("")
    told = {
        day: road(public, day)
        for day in ("2025-05-03", "2025-05-04", "2025-05-19", "2025-05-20", "2025-06-07", "2025-06-08")
    }
    assert {day: (one["planned_pct"], one["actual_pct"], one["observed_on"]) for day, one in told.items()} == {
        "2025-05-03": (20, 10, "2025-04-30"), "2025-05-04": (20, 15, "2025-04-30"), "2025-05-19": (20, 15, "2025-04-30"),
        "2025-05-20": (10, 15, "2025-04-30"), "2025-06-07": (10, 15, "2025-04-30"), "2025-06-08": (30, 40, "2025-05-31"),
    }  # fmt: skip
    rows = [public.get(f"/monitoring/export.csv?as_of={day}").text for day in ("2025-06-07", "2025-06-08")]
    assert ["2025-05-31" in row for row in rows] == [False, True]
    pages = [public.get(f"/monitoring?as_of={day}").text for day in ("2025-06-07", "2025-06-08")]
    assert ["40%" in page for page in pages] == [False, True]
    assert f'{HERE}?as_of=2025-06-07"' in pages[0], "links keep the day"


def test_a_report_is_late_until_the_day_on_which_it_was_filed(sent_by: SentBy) -> None:
    """That of May was due on 5 June and filed on the 8th."""
    public = sent_by("")
    found = {}
    for day in ("2025-06-05", "2025-06-07", "2025-06-08"):
        late = public.get(f"/api/monitoring/late?as_of={day}").json()["reports"]
        found[day] = [(one["round_code"], one["days_late"]) for one in late]
    assert found == {"2025-06-05": [], "2025-06-07": [("2568-05", 2)], "2025-06-08": []}
    pages = [public.get(f"/monitoring/late?as_of={day}").text for day in ("2025-06-07", "2025-06-08")]
    assert ['<td class="tn">2568-05</td>' in page for page in pages] == [True, False]
    assert "2568-05" not in public.get("/monitoring/late").text, "today nothing has changed: June is what is late"


def test_reports_are_shown_in_the_revision_of_the_day(sent_by: SentBy) -> None:
    public, analyst = sent_by(""), sent_by("O-2")
    found = {}
    for day in ("2025-04-29", "2025-04-30", "2025-05-04", "2025-06-08"):
        told = public.get(f"/api/monitoring/projects/{ROAD}?as_of={day}").json()
        found[day] = (
            [(one["round_code"], one["physical_pct"], one["is_latest"]) for one in told["reports"]],
            len(told["curves"]),
        )
    april = [("2568-04", 15, True), ("2568-04", 10, False)]
    assert found == {
        "2025-04-29": ([], 1), "2025-04-30": ([("2568-04", 10, True)], 1), "2025-05-04": (april, 1),
        "2025-06-08": ([("2568-05", 40, True), *april], 2),
    }  # fmt: skip
    tables = [len(public.get(f"/api/monitoring/projects/{ROAD}/reports.csv{day}").text.splitlines())
              for day in ("?as_of=2025-04-30", "?as_of=2025-05-04", "")]  # fmt: skip
    assert tables == [2, 3, 4], "a head, and a row for each"
    page = analyst.get(f"{HERE}?as_of=2025-04-30").text
    assert "มีฉบับแก้ไขแล้ว" not in page
    assert "มีฉบับแก้ไขแล้ว" in analyst.get(f"{HERE}?as_of=2025-05-04").text
    assert f"/monitoring/report/{ROAD}" not in page, "nothing is done to the past"
    assert "sao.zip" not in page


def test_a_report_waits_for_its_verification_until_the_day_of_it(sent_by: SentBy, furnished: Database) -> None:
    with transaction(furnished) as session:
        report = session.query(ProgressReport).filter_by(round_code="2568-05").one()
        session.add(Verification(
            report_id=report.id, project_id=report.project_id, verdict="accepted", verifier_position="O-1", verifier_title="t",
            verifier_person=cast.acting(session, "O-1").person_id, verified_at=datetime(2025, 6, 20, 3, tzinfo=UTC),
        ))  # fmt: skip
    public = sent_by("")
    said = [public.get(f"/api/monitoring/projects/{ROAD}?as_of={day}").json()["reports"][0]["verification"]
            for day in ("2025-06-19", "2025-06-20")]  # fmt: skip
    assert (said[0], said[1] and said[1]["verdict"]) == (None, "accepted")


def test_rounds_are_open_from_the_day_on_which_they_were_opened(sent_by: SentBy, furnished: Database) -> None:
    public = sent_by("")
    count = [
        len(public.get(f"/api/monitoring/rounds?as_of={day}").json()["rounds"]) for day in ("2024-09-30", "2024-10-01")
    ]
    assert count == [0, 12]
    assert "2568-04" not in public.get("/monitoring/rounds?as_of=2024-09-30").text
    with transaction(furnished) as session:
        session.execute(update(Round).values(opened_at=None))
    assert "2568-04" in public.get("/monitoring/rounds?as_of=2024-09-30").text, "nobody knows since when"


def test_an_asset_has_its_owner_from_the_day_of_the_hand_over(sent_by: SentBy, furnished: Database) -> None:
    """P-1 is finished: late until somebody owns what it leaves behind."""
    with transaction(furnished) as session:
        asset = session.query(Asset).one()
        over = {"owner_th": "อบต.", "handed_over_on": date(2025, 12, 1), "document": "ว 1"}
        hand_over_asset(session, by=OPERATOR, asset_id=asset.id, given=HandOver.model_validate(over))
    public = sent_by("")
    assert [
        next(
            one["light"]
            for one in public.get(f"/api/monitoring?as_of={day}").json()["projects"]
            if one["reference"] == WEIR
        )
        for day in ("2025-11-30", "2025-12-01")
    ] == ["late", "done"]
    owners = [public.get(f"/api/monitoring/projects/{WEIR}?as_of={day}").json()["assets"][0]["owner_th"]
              for day in ("2025-11-30", "2025-12-01")]  # fmt: skip
    assert owners == [None, "อบต."]
    assert "ยังไม่มีผู้รับ" in public.get(f"/monitoring/projects/{WEIR}?as_of=2025-11-30").text


def test_a_step_is_reached_from_its_day_on(sent_by: SentBy, furnished: Database) -> None:
    with transaction(furnished) as session:
        given = MilestoneIn.model_validate({"title_th": "งวด", "planned_on": date(2025, 5, 10)})
        step = set_milestone(session, by=OPERATOR, reference=ROAD, given=given)
        reach_milestone(session, by=OPERATOR, milestone_id=step.id, given=Reaching(actual_on=date(2025, 5, 15)))
    public = sent_by("")
    reached = [public.get(f"/api/monitoring/projects/{ROAD}?as_of={day}").json()["milestones"][0]["actual_on"]
               for day in ("2025-05-14", "2025-05-15")]  # fmt: skip
    assert reached == [None, "2025-05-15"]
    page = public.get(f"{HERE}?as_of=2025-05-14").text
    assert 'class="late-days">4<' in page, "four days late by then"


def test_filters_and_pages_keep_the_day(sent_by: SentBy) -> None:
    public = sent_by("")
    page = public.get("/monitoring?as_of=2025-06-07&light=unknown").text
    assert '<input type="hidden" name="as_of" value="2025-06-07">' in page
    assert "/monitoring?light=late&amp;as_of=2025-06-07#lights" in page
    assert "/monitoring/export.csv?light=unknown&amp;as_of=2025-06-07" in page
