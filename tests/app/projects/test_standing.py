"""The list by light and by source of money: the light is that of maps and monitoring, the money that of the ledger.

P-1 is completed and nobody has taken its weir over: late. P-2 and P-3 have no plan: not known. P-1 and P-3 have money of the
province (1,000,000 and 90,000 baht), P-2 of the cluster (500,000.01).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import OPERATOR, PUBLIC
from app.core.cluster import Database
from app.core.database import transaction
from app.core.workbooks import first_sheet
from app.projects.queries.listing import lines
from app.projects.queries.standing import lights, sources
from app.projects.rules.lights import LIGHTS, MARKS, Light
from tests.app.monitoring import toys

SentBy = Callable[[str], TestClient]
CASES: tuple[tuple[str, list[str], float], ...] = (
    ("light=late", ["P-1"], 1_000_000), ("light=unknown", ["P-2", "P-3"], 590_000.01), ("light=on_track", [], 0),
    ("light=", [], 0), ("light=late&light=unknown", ["P-1", "P-2", "P-3"], 1_590_000.01),
    ("source=province", ["P-1", "P-3"], 1_090_000), ("source=cluster", ["P-2"], 500_000.01), ("source=", [], 0),
    ("source=province&source=cluster", ["P-1", "P-2", "P-3"], 1_590_000.01), ("light=unknown&source=province", ["P-3"], 90_000),
    ("source=province&year=2569", ["P-1", "P-3"], 1_090_000), ("source=nowhere", [], 0), ("light=purple", [], 0),
)  # fmt: skip


@pytest.mark.parametrize(("query", "left", "baht"), CASES)
def test_light_and_source_narrow_list_counts_map_money_trend_exports_and_json_alike(
    sent_by: SentBy, query: str, left: list[str], baht: float
) -> None:
    public = sent_by("")
    told = public.get(f"/api/projects?{query}").json()
    assert [one["reference"] for one in told["projects"]] == left
    assert (told["total"], told["money"]["projects"], told["money"]["received_baht"]) == (len(left), len(left), baht)
    assert sum(one["received_baht"] for one in told["by_year"]) == pytest.approx(baht)
    page = public.get(f"/projects?lang=en&{query}").text
    assert f'<b class="tn">{len(left)}</b> projects' in page
    assert f'Received <b class="tn"><span title="{baht:,.2f}">' in page
    mapped = re.search(r"projects on the map, of\s*(\d+)", page)
    assert (mapped is not None) == bool({"P-1", "P-2"} & set(left))
    assert mapped is None or int(mapped[1]) == len(left)
    rows = list(csv.DictReader(io.StringIO(public.get(f"/projects/export.csv?{query}").content.decode("utf-8-sig"))))
    sheet = first_sheet(public.get(f"/projects/export.xlsx?{query}").content)
    assert [row["รหัสโครงการ"] for row in rows] == [row[0] for row in sheet[1:]] == left
    assert sum(float(row["ได้รับ (บาท)"]) for row in rows) == pytest.approx(baht)
    assert sheet[0] == next(csv.reader(io.StringIO(public.get("/projects/export.csv").content.decode("utf-8-sig"))))


def test_each_light_and_source_counts_what_choosing_it_would_give(sent_by: SentBy) -> None:
    page = sent_by("").get("/projects?lang=en&light=late").text
    counted = dict(re.findall(r'name="(?:light|source)" value="(\w*)".*?<span class="tn dim">(\d+)</span>', page))
    assert counted == {"late": "1", "unknown": "2", "province": "1"}, "the weir is late, and has money of the province"
    assert 'value="late" checked' in page
    assert "Light: Late" in page
    page = sent_by("").get("/projects?source=cluster").text
    assert "แหล่งเงิน: งบประมาณกลุ่มจังหวัด" in re.sub(r"<[^>]+>", "", page) or "แหล่งเงิน:" in page
    assert "เฉพาะแหล่งเงิน" in page


def test_a_row_of_the_export_says_light_sources_and_whose_money_it_counts(sent_by: SentBy) -> None:
    read = csv.DictReader(
        io.StringIO(sent_by("").get("/projects/export.csv?source=cluster").content.decode("utf-8-sig"))
    )
    row = next(read)
    assert (row["ไฟสถานะ"], row["light"]) == ("ไม่ทราบ", "unknown")
    assert row["แหล่งเงิน"] == row["นับเงินเฉพาะแหล่ง"] != ""
    assert "ทุกแหล่ง" in sent_by("").get("/projects/export.csv").text


def test_the_light_of_the_list_is_that_of_layer_and_monitoring(session: Session, sent_by: SentBy) -> None:
    found = {one.reference: one.light for one in lines(session, viewer=PUBLIC)}
    assert found == {"P-1": Light.LATE, "P-2": Light.UNKNOWN, "P-3": Light.UNKNOWN}
    asked = text("SELECT reference, light FROM published.project_lights")
    layer = {row.reference: row.light for row in session.execute(asked)}
    assert set(layer) == {"P-1", "P-2"}, "those with a place"
    assert layer == {reference: found[reference] for reference in layer}
    told = sent_by("").get("/api/monitoring").json()
    assert {one["reference"]: one["light"] for one in told["projects"]} == found
    assert set(LIGHTS) == set(MARKS) == set(Light)


def test_money_by_source_makes_up_the_money_of_the_year(session: Session) -> None:
    for one in lines(session, viewer=PUBLIC):
        for year, whole in one.money.items():
            parts = one.sources.get(year, {}).values()
            assert sum(each.received for each in parts) == whole.received
            assert sum(each.disbursed for each in parts) == whole.disbursed


def test_what_a_viewer_may_not_see_has_neither_light_nor_source(session: Session) -> None:
    session.execute(text("UPDATE projects.project SET class = 'internal' WHERE reference = 'P-1'"))
    assert {len(lights(session, viewer=PUBLIC)), len(sources(session, viewer=PUBLIC))} == {2}


def test_lights_and_sources_of_a_past_day_are_those_of_that_day(sent_by: SentBy, furnished: Database) -> None:
    """On 30 April 2568, 10 of 20 % were reported: late. On 31 March the plan had not begun. Money came on 3 March 2569."""
    with transaction(furnished) as session:
        toys.planned(session)
        toys.told(session, 10, by=OPERATOR)
    public = sent_by("")

    def listed(query: str) -> list[str]:
        page = public.get(f"/projects?{query}").text
        return re.findall(r'<th scope="row"><a href="/projects/(P-\d)', page)

    assert listed("light=late&as_of=2025-05-01") == ["P-1", "P-2"]
    assert listed("light=on_track&as_of=2025-03-31") == ["P-2"]
    assert listed("light=unknown") == ["P-2", "P-3"], "a report of April is stale by now"
    assert listed("source=cluster&as_of=2026-03-02") == []
    assert listed("source=&as_of=2026-03-02") == ["P-1", "P-2", "P-3"]
    assert listed("source=cluster&as_of=2026-03-03") == ["P-2"]
    page = public.get("/projects?as_of=2026-03-02").text
    assert "แหล่งเงินนับเมื่อมีเงินแล้วในวันนั้น" in page
    assert "ชื่อหน่วยงานเป็นของวันนี้" in page
    rows = public.get("/projects/export.csv?light=on_track&as_of=2025-03-31").text.splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == ["P-2"]
