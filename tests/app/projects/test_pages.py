"""A project through its pages: found in the list, proposed step by step, moved, read by everybody, exported."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.core.authority import OPERATOR
from app.core.cluster import Database
from app.core.database import transaction
from app.plans.models import PlanNode
from app.projects.commands.places import add_site
from app.projects.commands.steps import move_project
from app.projects.models import Project
from app.projects.pages.acting import ACTIONS
from app.projects.pages.forming import Step
from app.projects.rules import State
from app.projects.schemas import StepIn
from tests import cast
from tests.app.conftest import sent
from tests.app.plans.drafts import approved
from tests.app.plans.drafts import drafted as drafted_plan
from tests.app.plans.test_money import serve
from tests.app.projects.dossiers import PDF, actor, draft, moved, site, whole

SentBy = Callable[[str], TestClient]
HERE = "/projects/X1"
NEW = {"reference": "70-0118", "title_th": "ก่อสร้างถนนบ้านน้ําใส", "title_en": "Road of Nam Sai", "kind": "infrastructure",
       "sector": "transport", "fiscal_year": "๒๕๗๐", "agency": "works", "rationale": "ถนนชำรุด",
       "objectives": "สัญจรสะดวก"}  # fmt: skip


@pytest.fixture
def dossier(furnished: Database) -> None:
    """A whole draft of the works agency, committed."""
    with transaction(furnished) as session:
        whole(session, cast.acting(session, "W-1"))


@pytest.fixture
def planned(furnished: Database) -> str:
    """The key of an approach of the toy plan."""
    with transaction(furnished) as session:
        drafted_plan(session)
        return str(session.scalars(select(PlanNode.key).where(PlanNode.code == "1.1")).one())


def step(
    client: TestClient, name: Step, action: str, where: str = "/projects/700118", **given: object
) -> tuple[int, str]:
    return sent(client, f"{where}/form/{name.value}", action=action, **given)


def test_a_project_is_proposed_step_by_step_without_javascript(sent_by: SentBy, planned: str) -> None:
    works = sent_by("W-1")
    assert "สำนักงานโยธาธิการ" in works.get("/projects/new").text
    assert sent(works, "/projects/new", **NEW) == (303, "/projects/700118/form/plan")
    here = "/projects/700118"
    page = works.get(f"{here}/form/check").text
    assert page.count("ยังไม่") >= 4
    assert step(works, Step.PLAN, "link", primary=planned, **{"frames[]": "SDG:9"}, then="places") == (
        303,
        f"{here}/form/places",
    )
    status, page = step(works, Step.PLACES, "look", how="typed", text="15°30'00\" 100°29'57\"", role="site")
    assert (status, "980101" in page, "980102" in page) == (200, True, True), "90 m from the border of 980102"
    assert "ใกล้เขต" in page
    assert step(works, Step.PLACES, "add", how="typed", text="634076 1714020", crs="32647", role="site")[0] == 303
    assert step(works, Step.PLACES, "add", how="village", area_code="98010201", role="site")[0] == 303
    assert step(works, Step.PLACES, "undo")[0] == 303
    assert works.get(f"{here}/form/places").text.count('name="share_') == 1
    assert step(works, Step.ACTIVITIES, "activity", title_th="ก่อสร้างผิวทาง")[0] == 303
    assert (
        step(works, Step.ACTIVITIES, "indicator", level="output", name_th="ถนน", unit="เมตร", target="1,500")[0] == 303
    )
    assert step(works, Step.ACTIVITIES, "people", unit="households", count="140")[0] == 303
    assert "ครบตามแบบ เสนอได้" in works.get(f"{here}/form/check").text
    assert step(works, Step.CHECK, "submit") == (303, here)
    page = works.get(here).text
    for words in ("เสนอแล้ว", "ก่อสร้างถนนบ้านน้ำใส", "1,500", "140", "ฉบับที่ 1", "15.50000, 100.25000", "ความพร้อม", "0%"):
        assert words in page, words
    assert works.get(f"{here}/form/general").status_code == 409
    assert sent_by("").get(here).status_code == 404


@pytest.mark.usefixtures("dossier")
def test_every_button_of_the_stepper_answers(sent_by: SentBy) -> None:
    """None is a dead end: each is shown on its page or refused in words, never an error of ours."""
    works = sent_by("W-1")
    pages = {one: works.get(f"{HERE}/form/{one.value}").text for one in Step}
    for name, action in ACTIONS:
        status, _ = step(works, Step(name), action, HERE)
        assert status in (303, 422, 200), (name, action)
        if not action.startswith("drop") and action != "submit":
            assert f'value="{action}"' in pages[Step(name)], (name, action)
    assert step(works, Step.PLAN, "nonsense", HERE)[0] == 400


@pytest.mark.usefixtures("dossier")
def test_what_is_wrong_stands_at_its_field_and_nothing_is_written(sent_by: SentBy) -> None:
    works = sent_by("W-1")
    for given, told in (
        ({"how": "typed", "text": "วัดเทพราช"}, "เขียนพิกัดเป็นองศา"), ({"how": "typed"}, "พิมพ์พิกัดอย่างน้อยหนึ่งจุด"),
        ({"how": "village", "area_code": "99"}, "เลือกหมู่บ้านจากรายการ"), ({"how": "road", "road": "ไม่มี"}, "ไม่พบถนน"),
        ({"how": "drawn", "drawing": "{"}, "อ่าน GeoJSON ไม่ได้"), ({"how": "unknown"}, "บอกเหตุผลที่ยังไม่มีที่ตั้ง"),
        ({"how": "drawn", "drawing": '{"type":"Point","coordinates":[0,0]}'}, "นอกประเทศไทย"),
        ({"how": "drawn", "drawing": '{"type":"Polygon","coordinates":[[[100,15],[101,16],[101,15],[100,16],[100,15]]]}'},
         "รูปร่างว่างหรือไม่ถูกต้อง"),
    ):  # fmt: skip
        status, page = step(works, Step.PLACES, "add", HERE, role="site", **given)
        assert (status, told in page) == (422, True), told
    status, page = step(works, Step.PLACES, "divide", HERE, **{"share_00000000-0000-0000-0000-000000000000": "50"})
    assert (status, "ไม่มีที่ตั้งนี้" in page) == (422, True)
    status, page = step(works, Step.GENERAL, "change", HERE, **(NEW | {"title_th": ""}))
    assert (status, 'aria-invalid="true"' in page) == (422, True)
    assert step(works, Step.GENERAL, "change", HERE, **{k: v for k, v in NEW.items() if k != "reference"})[0] == 303
    assert works.get(f"/api{HERE}").json()["title_th"] == "ก่อสร้างถนนบ้านน้ำใส"
    assert len(works.get(f"/api{HERE}").json()["sites"]) == 1


@pytest.mark.usefixtures("dossier")
def test_places_are_chosen_drawn_shared_and_taken_back(sent_by: SentBy) -> None:
    works = sent_by("W-1")
    for given in (
        {"how": "subdistrict", "area_code": "980101"}, {"how": "road", "road": "98", "role": "alignment"},
        {"how": "drawn", "drawing": '{"type":"LineString","coordinates":[[100.6,15.5],[100.7,15.5]]}', "role": "alignment"},
        {"how": "typed", "text": "15.1, 100.1\n15.1, 100.2\n15.2, 100.2", "role": "beneficiary"}, {"how": "province"},
        {"how": "unknown", "note": "รอสำรวจ"},
    ):  # fmt: skip
        assert step(works, Step.PLACES, "add", HERE, **{"role": "site", **given})[0] == 303
    sites = works.get(f"/api{HERE}").json()["sites"]
    kinds = [one["geometry"] and one["geometry"]["type"] for one in sites]
    assert kinds == ["Point", "Point", "LineString", "LineString", "Polygon", None, None]
    assert [one["precision"] for one in sites] == ["gps", "centroid", "digitised", "digitised", "gps", "none", "none"]
    assert sum(one["share_ppm"] for one in sites) == 1_000_000
    page = works.get(f"{HERE}/form/places").text
    keys = re.findall(r'name="share_([0-9a-f-]{36})"', page)
    shares = dict.fromkeys((f"share_{key}" for key in keys), "0") | {f"share_{keys[0]}": "60", f"share_{keys[2]}": "40"}
    assert step(works, Step.PLACES, "divide", HERE, **shares)[0] == 303
    assert [one["share_ppm"] for one in works.get(f"/api{HERE}").json()["sites"]][:3] == [600_000, 0, 400_000]
    status, page = step(works, Step.PLACES, "divide", HERE, **(shares | {f"share_{keys[0]}": "50"}))
    assert (status, "900,000" in page) == (422, True)
    assert step(works, Step.PLACES, "remove", HERE, site=keys[0])[0] == 303
    assert len(works.get(f"/api{HERE}").json()["sites"]) == 6


@pytest.mark.usefixtures("dossier")
def test_a_file_is_attached_read_and_taken_off(sent_by: SentBy) -> None:
    works = sent_by("W-1")

    def attach(name: str, content: bytes) -> int:
        return works.post(f"{HERE}/form/readiness", data={"_token": "token", "action": "attach", "item": "design"},
                          files={"file": (name, content)}).status_code  # fmt: skip

    assert attach("แบบ.pdf", PDF) == 303
    assert attach("ร้าย.pdf", b"<script>") == 422
    assert step(works, Step.READINESS, "item", HERE, item="design", state="done", is_required="true")[0] == 303
    page = works.get(HERE).text
    assert "20%" in page
    path = re.search(rf"{HERE}/files/[0-9a-f-]+", page)
    assert path is not None
    answer = works.get(path[0])
    assert answer.content == PDF
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E0")
    assert (answer.headers["x-content-type-options"], "sandbox" in answer.headers["content-security-policy"]) == (
        "nosniff",
        True,
    )
    assert sent_by("").get(path[0]).status_code == 404
    assert step(works, Step.READINESS, "drop_file", HERE, file=path[0].rsplit("/", 1)[1])[0] == 303
    assert works.get(path[0]).status_code == 404


@pytest.mark.usefixtures("dossier")
def test_a_step_is_a_form_for_those_who_may_and_tells_what_is_missing(sent_by: SentBy, furnished: Database) -> None:
    works, analyst = sent_by("W-1"), sent_by("O-2")
    assert f"{HERE}/move/submitted" in works.get(HERE).text
    assert sent(works, f"{HERE}/move/submitted") == (303, HERE)
    for number, status in (("O-2", 200), ("W-1", 403), ("", 403)):
        assert sent_by(number).get(f"{HERE}/move/returned").status_code == status
    assert sent(analyst, f"{HERE}/move/returned")[0] == 422
    assert sent(analyst, f"{HERE}/move/returned", reason="ขาดแบบ") == (303, HERE)
    assert "ขาดแบบ" in works.get(HERE).text
    assert works.get(f"{HERE}/move/funded").status_code == 409
    with transaction(furnished) as session:
        project = session.scalars(select(Project).where(Project.reference == "X1")).one()
        for state in (
            State.SUBMITTED,
            State.SCREENED,
            State.APPROVED_PLAN,
            State.REQUESTED,
            State.FUNDED,
            State.PREPARING,
        ):
            by = actor(session, state, State(project.state))
            move_project(session, by=by, reference="X1", given=StepIn(to=state))
    assert "ยังขาด" in works.get(f"{HERE}/move/procuring").text
    status, page = sent(works, f"{HERE}/move/procuring")
    assert (status, "ราคากลาง: ยังไม่มี" in page) == (422, True)


def test_the_list_is_searched_narrowed_counted_and_kept_by_its_address(sent_by: SentBy) -> None:
    """P-1 is a point in 9801, completed; P-2 a road in 9801 and 9802, in progress; P-3 has no place, funded."""
    public = sent_by("")
    page = public.get("/projects?lang=en").text
    assert re.search(r"<b class=\"tn\">3</b> projects", page)
    assert 'Exact <b class="tn">2</b>' in page
    assert 'Not located <b class="tn">1</b>' in page

    def found(query: str) -> list[str]:
        return [one["reference"] for one in public.get(f"/api/projects?{query}").json()["projects"]]

    assert found("q=ฝาย บ้านนํ้าใส") == ["P-1"], "marks in another order"
    assert found("q=บานน้ำ") == ["P-1"], "a tone mark is missing"
    assert found("q=p-๒") == ["P-2"]
    assert found("district=9801") == ["P-1", "P-2"]
    assert found("district=9802") == ["P-2"]
    assert found("district=9801&state=in_progress") == ["P-2"]
    assert found("state=in_progress&state=funded") == ["P-2", "P-3"]
    assert found("located=nowhere") == ["P-3"]
    assert found("q=100%") == []
    assert "ไม่มีโครงการตามตัวกรองนี้" in public.get("/projects?located=province&lang=th").text
    assert public.get("/projects?page=0").status_code == 400
    rows = list(csv.reader(io.StringIO(public.get("/projects/export.csv?district=9802").content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["รหัสโครงการ", "P-2"]


@pytest.fixture
def serving(furnished: Database) -> dict[str, str]:
    """The toy plan in force; P-1 serves 1.1 and so NS 2 first and SDG 9 second, P-2 serves 2.1 and so NS 4 and 5."""
    with transaction(furnished) as session:
        made = drafted_plan(session)
        approved(session, cast.acting(session, "O-1"))
        serve(session, "P-1", made["1.1"], "primary")
        serve(session, "P-2", made["2.1"], "primary")
        return {code: str(one.key) for code, one in made.items()}


def test_a_national_goal_narrows_list_counts_map_money_trend_export_and_json_alike(
    sent_by: SentBy, serving: dict[str, str]
) -> None:
    public = sent_by("")
    for query, left, baht in (
        ("goal=SDG:9", ["P-1"], 1_000_000), ("goal=NS:2", ["P-1"], 1_000_000), ("first=NS:4", ["P-2"], 500_000.01),
        ("second=NS:5", ["P-2"], 500_000.01), ("goal=NS:none", ["P-3"], 90_000), ("goal=NS:3", [], 0),
        ("goal=NS:2&goal=NS:5", ["P-1", "P-2"], 1_500_000.01), (f"node={serving['2']}", ["P-2"], 500_000.01),
        (f"node={serving['G1']}", ["P-1", "P-2"], 1_500_000.01), ("node=", ["P-3"], 90_000),
        ("first=SDG:second", ["P-1"], 1_000_000), ("goal=NS:2&year=2570", [], 0),
    ):  # fmt: skip
        told = public.get(f"/api/projects?{query}").json()
        assert [one["reference"] for one in told["projects"]] == left, query
        assert (told["total"], told["money"]["projects"], told["money"]["received_baht"]) == (
            len(left),
            len(left),
            baht,
        )
        page = public.get(f"/projects?lang=en&{query}").text
        assert f'<b class="tn">{len(left)}</b> projects' in page
        assert f'Received <b class="tn"><span title="{baht:,.2f}">' in page
        rows = list(
            csv.DictReader(io.StringIO(public.get(f"/projects/export.csv?{query}").content.decode("utf-8-sig")))
        )
        assert [row["รหัสโครงการ"] for row in rows] == left
        assert sum(float(row["ได้รับ (บาท)"]) for row in rows) == pytest.approx(baht)
        mapped = re.search(r"projects on the map, of\s*(\d+)", page)
        assert (mapped is not None) == bool({"P-1", "P-2"} & set(left)), query
        if mapped is not None:
            assert int(mapped[1]) == len(left)


@pytest.mark.usefixtures("serving")
def test_the_list_says_what_its_goals_are_called_and_how_it_went_by_year(sent_by: SentBy) -> None:
    public = sent_by("")
    page = public.get("/projects?goal=SDG:9&goal=NS:none&first=NS:second&lang=en").text
    for words in ("National goal: SDG 9 Industry, innovation and infrastructure", "National goal: National Strategy: none",
                  "Primary goal: National Strategy: secondary only"):  # fmt: skip
        assert words in page, words
    page = public.get("/projects?goal=NS:4").text
    assert "NS 4 การสร้างโอกาสและความเสมอภาคทางสังคม" in page
    trend = page[page.index('id="trend"') :]
    assert re.search(r'year=2569[^>]*>2569</a></th><td class="n">1</td>', trend)
    assert 'title="500,000.01"' in trend
    row = public.get("/projects/export.csv?year=2569").content.decode("utf-8-sig").splitlines()[1]
    assert row.endswith(",NS:2,SDG:9,2569,0.0,1000000.0,800000.0,800000.0")
    told = public.get("/api/projects?goal=NS:2").json()
    assert told["projects"][0]["goals"] == {"first": ["NS:2"], "second": ["SDG:9"]}
    assert [(one["year"], one["projects"], one["received_baht"]) for one in told["by_year"]] == [(2569, 1, 1_000_000)]


@pytest.mark.usefixtures("dossier")
def test_a_draft_is_internal_everywhere(sent_by: SentBy) -> None:
    public, works, analyst, welfare = sent_by(""), sent_by("W-1"), sent_by("O-2"), sent_by("S-1")
    for client, seen in ((public, False), (works, True), (analyst, True), (welfare, True)):
        assert ("X1" in client.get("/projects").text) is seen
        assert client.get(HERE).status_code == (200 if seen else 404)
        for path in (f"/api{HERE}", f"/api{HERE}/oc4ids"):
            assert client.get(path).status_code == (200 if seen else 404)
        assert ("X1" in client.get("/api/projects/oc4ids").text) is seen
        assert ("X1" in client.get("/projects/export.csv").text) is seen
    assert "/projects/new" in works.get("/projects").text
    assert "/projects/new" not in public.get("/projects").text


@pytest.mark.usefixtures("dossier")
def test_a_version_is_read_as_it_was(sent_by: SentBy) -> None:
    works = sent_by("W-1")
    sent(works, f"{HERE}/move/submitted")
    assert sent(sent_by("O-2"), f"{HERE}/move/returned", reason="แก้ชื่อ")[0] == 303
    step(works, Step.GENERAL, "change", HERE, **{k: v for k, v in NEW.items() if k != "reference"})
    page = works.get(f"{HERE}/versions/1").text
    assert "ก่อสร้างถนนบ้านทดสอบ" in page
    assert "toy-2566/1" in page
    assert sent_by("").get(f"{HERE}/versions/1").status_code == 404
    assert works.get(f"{HERE}/versions/9").status_code == 404


def test_mismatch_and_doubles_stand_on_the_pages(sent_by: SentBy, furnished: Database) -> None:
    with transaction(furnished) as session:
        draft(session, cast.acting(session, "W-1"))
        add_site(session, by=OPERATOR, reference="X1", given=site(declared_areas="980201"))
    page = sent_by("W-1").get(HERE).text
    assert "แจ้งแต่รูปไม่ถึง:" in page
    assert "รูปถึงแต่ไม่ได้แจ้ง:" in page
    told = sent_by("W-1").get("/api/projects/check?how=typed&text=15.5,100.75").json()
    assert [one["reference"] for one in told["doubles"]] == ["P-1", "X1", "P-2"]
    assert (told["is_inside"], told["touched"][0]["code"]) == (True, "980102")
    assert sent_by("").get("/api/projects/check?how=typed&text=15.5,100.75").status_code == 403


def test_programs_begin_a_draft_and_move_it(sent_by: SentBy) -> None:
    works = sent_by("W-1")
    proof = {"X-Token": "token"}
    made = works.post("/api/projects", json=NEW, headers=proof)
    assert (made.status_code, made.json()) == (201, {"reference": "700118", "state": "draft"})
    assert works.post("/api/projects", json=NEW, headers=proof).status_code == 409
    assert works.post("/api/projects", json=NEW | {"state": "funded"}, headers=proof).status_code == 400
    assert works.post("/api/projects", json=NEW).status_code == 403
    step_ = works.post("/api/projects/700118/transitions", json={"to": "cancelled", "reason": "ซ้ำ"}, headers=proof)
    assert (step_.status_code, step_.json()["state"]) == (201, "cancelled")
    assert works.post("/api/projects/700118/transitions", json={"to": "funded"}, headers=proof).status_code == 403


@pytest.mark.usefixtures("dossier")
@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_page_stands_in_both_languages(sent_by: SentBy, furnished: Database, lang: str) -> None:
    with transaction(furnished) as session:
        moved(session, session.scalars(select(Project).where(Project.reference == "X1")).one(), State.RETURNED)
    works = sent_by("W-1")
    forms = [f"{HERE}/form/{one.value}" for one in Step]
    for path in ("/projects", "/projects/new", HERE, *forms, f"{HERE}/versions/1", f"{HERE}/move/submitted"):
        answer = works.get(path, params={"lang": lang})
        assert answer.status_code == 200, path
        title = re.search(r"<h1>(.+?)</h1>", answer.text)
        assert title is not None
        if path in ("/projects", "/projects/new", HERE):
            assert bool(re.search("[ก-๙]", title[1])) is (lang == "th"), path
