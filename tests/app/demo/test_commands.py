"""Loading the demonstration beside real rows, and taking back exactly what was invented."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from shapely import Point
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session

from app.budgets.models import BudgetProposal, LedgerEvent
from app.budgets.rules import Kind
from app.calls.models import Submission
from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING, OPERATOR, PUBLIC
from app.core.cluster import Database
from app.core.database import engine_of
from app.core.errors import Conflict, Forbidden
from app.core.viewing import SAY, SETTING, signed
from app.datasets.commands import load_features
from app.datasets.models import Feature
from app.datasets.schemas import FeatureIn
from app.demo.commands import load_demo, remove_demo
from app.demo.plans import CODE as PLAN
from app.demo.province import province
from app.demo.queries import demo_present
from app.indicators.commands.observing import record_observations
from app.indicators.commands.standard import seed_indicators
from app.indicators.queries.values import values
from app.indicators.schemas import ObservationIn, Period
from app.indicators.standard import INDICATORS
from app.organizations.commands.standard import seed_standard
from app.places.models import Area
from app.plans.queries.coverage import coverage
from app.plans.queries.plans import differences, plan_at
from app.plans.rules import System
from app.projects.commands import register_projects
from app.projects.models import Project, Site, SiteArea
from app.projects.rules import WHOLE_PPM, Precision
from app.projects.schemas import ProjectIn, SiteIn
from tests import cast

TABLES = (
    "places.area", "derived.area_overview", "datasets.dataset", "datasets.feature", "indicators.indicator",
    "indicators.observation", "indicators.score_band", "indicators.scorecard", "indicators.target_indicator",
    "projects.project", "projects.site", "projects.site_area", "projects.saved_view", "queries.saved_query", "core.import_run",
    "organizations.organization", "organizations.unit", "organizations.position", "organizations.person",
    "organizations.appointment", "organizations.delegation", "organizations.delegated_permission",
    "organizations.role_grant", "organizations.purpose_grant", "organizations.committee_seat", "meetings.meeting",
    "meetings.agenda_item", "meetings.resolution", "plans.plan", "plans.plan_node", "plans.alignment", "plans.plan_target",
    "budgets.budget_line", "budgets.contract", "budgets.ledger_event", "budgets.line_balance", "budgets.contract_balance",
    "budgets.budget_proposal", "budgets.unmatched_row", "budgets.disbursement_target", "budgets.ceiling",
    "monitoring.round", "monitoring.curve", "monitoring.planned_progress", "monitoring.milestone",
    "monitoring.progress_report", "monitoring.verification", "monitoring.photo", "monitoring.asset", "monitoring.no_asset",
    "monitoring.inspection", "calls.call", "calls.extension", "calls.criterion", "calls.submission", "calls.brief_amount",
    "calls.score", "calls.rank_change", "projects.past",
)  # fmt: skip
COUNTED_ELSEWHERE = re.compile(r"monitoring|round|curve|milestone|progress|asset|budget|contract|ceiling|disbursement|ledger"
                               r"|^(call|brief)\.|^project\.(?!registered)")  # fmt: skip
"""Acts on the projects there are, as many as these have months and lines; and those of the calls."""
YEAR = Period(start=date(2025, 1, 1), end=date(2026, 1, 1))


def contents(session: Session) -> dict[str, str]:
    """A hash of every table, whatever the order of its rows."""
    asked = "SELECT md5(coalesce(string_agg(row::text, chr(10) ORDER BY row::text), '')) FROM {} AS row"
    return {table: session.scalar(text(asked.format(table))) or "" for table in TABLES}


@pytest.fixture
def own(fresh_database: Database) -> Iterator[Session]:
    engine = engine_of(fresh_database)
    said = {"setting": SETTING, "said": signed(EVERYTHING, fresh_database.viewer_key())}
    with Session(engine) as session:
        event.listen(session, "after_begin", lambda _session, _begun, connection: connection.execute(SAY, said))
        yield session
    engine.dispose()


def test_it_is_loaded_into_an_empty_database_committed_and_shown(own: Session) -> None:
    told: list[str] = []
    counts = load_demo(own, by=OPERATOR, progress=lambda _thai, english: told.append(english))
    own.commit()
    money = {name: counts.pop(name) for name in ("budget_lines", "contracts", "ledger_events")}
    assert money["budget_lines"] >= 136
    assert money["ledger_events"] > 10 * money["budget_lines"]
    followed = {name: counts.pop(name) for name in ("curves", "reports", "photos", "assets", "inspections")}
    assert min(count for name, count in followed.items() if name != "photos") > 20
    assert counts == {
        "province": 1, "district": 12, "subdistrict": 96, "village": 868, "rivers": 10, "flood_zones": 3, "roads": 550,
        "facilities": 380, "vulnerable_households": 600, "observations": 3174, "projects": 301, "organizations": 42,
        "positions": 120, "persons": 121, "orders": 127, "plans": 2, "plan_nodes": 30,
        "clusters": 1, "cluster_items": 5, "meetings": 3, "calls": 2, "briefs": 10, "views": 6, "queries": 3,
    }  # fmt: skip
    assert len(told) == 9
    assert demo_present(own, viewer=PUBLIC)
    shown = {
        view: own.scalar(text(f"SELECT count(*) FROM published.{view}")) for view in ("districts", "roads", "villages")
    }
    assert shown == {"districts": 12, "roads": 550, "villages": 868}
    people = own.scalar(text("SELECT sum(people) FROM published.population_density_subdistricts"))
    assert people == sum(
        row.value for row in province().observations if row.indicator == "POP-TOTAL" and row.year == 2568
    )
    remove_demo(own, by=OPERATOR)
    own.commit()
    left = {table: own.scalar(text(f"SELECT count(*) FROM {table}")) for table in TABLES}
    assert left.pop("indicators.indicator") == len(INDICATORS), "the catalogue stays, as data of the office"
    assert set(left.values()) == {0}


def test_what_is_stored_is_what_was_invented(demo: Session) -> None:
    stored = Counter(demo.scalars(select(Area.level).where(Area.is_synthetic)))
    assert stored == {"province": 1, "district": 12, "subdistrict": 96, "village": 868}
    names = dict(demo.execute(select(Area.code, Area.name_th).where(Area.is_synthetic)).all())
    assert names == {area.code: area.name_th for area in province().areas}
    covered = demo.scalar(text(
        "SELECT abs(1 - sum(s.area_sqm) / p.area_sqm) FROM places.area s, places.area p"
        " WHERE s.level = 'subdistrict' AND s.parent_code LIKE '99%' AND p.code = '99' GROUP BY p.area_sqm"
    ))  # fmt: skip
    assert covered < 1e-9


def test_every_kind_of_event_and_proposal_is_seen_and_the_money_is_plausible(demo: Session) -> None:
    """15 to 90 projects a year with a mean of some ten million baht, each satang of it placed or said to be unplaced."""
    assert set(demo.scalars(select(LedgerEvent.kind).distinct())) == {kind.value for kind in Kind}
    assert {"approved", "refused", "proposed"} == set(demo.scalars(select(BudgetProposal.state).distinct()))
    assert {"past", "will_lapse"} <= set(demo.scalars(text("SELECT DISTINCT status FROM published.budget_lapse")))
    years = demo.execute(text(
        "SELECT fiscal_year, count(DISTINCT project_id), sum(received_baht) FROM published.budget_lines"
        " WHERE is_synthetic AND project_reference NOT LIKE 'CB%' GROUP BY 1 ORDER BY 1")).all()  # fmt: skip
    assert [year for year, _, _ in years][:4] == [2566, 2567, 2568, 2569]
    assert all(15 <= projects <= 90 and 4e6 < baht / projects < 16e6 for _, projects, baht in years)
    placed, received = demo.execute(text(
        "SELECT (SELECT sum(received_baht) FROM published.budget_places), sum(received_baht) FROM published.budget_lines"
    )).one()  # fmt: skip
    assert round(placed * 100) == round(received * 100)


def test_facilities_lie_in_the_subdistrict_that_they_name(demo: Session) -> None:
    outside = demo.scalar(text(
        "SELECT count(*) FROM datasets.feature f JOIN places.area a ON a.code = f.area_code AND a.level = 'subdistrict'"
        " WHERE f.is_synthetic AND geometrytype(f.geom) = 'POINT' AND NOT st_covers(a.geom, f.geom)"
    ))  # fmt: skip
    assert outside == 0
    assert demo.scalar(select(func.count()).where(Feature.is_synthetic, Feature.area_code.is_(None))) == 0


def test_every_located_site_is_divided_whole_and_every_project_too(demo: Session) -> None:
    by_site = select(func.sum(SiteArea.share_ppm)).join(Site, Site.id == SiteArea.site_id)
    located = by_site.where(Site.is_synthetic).group_by(SiteArea.site_id)
    assert set(demo.scalars(located)) == {WHOLE_PPM}
    by_project = select(func.sum(Site.share_ppm)).where(Site.is_synthetic).group_by(Site.project_id)
    assert set(demo.scalars(by_project)) == {WHOLE_PPM}
    without = select(func.count()).where(
        Site.is_synthetic, Site.geom.is_not(None), ~Site.id.in_(select(SiteArea.site_id))
    )
    assert demo.scalar(without) == 0


def test_the_people_of_the_province_are_those_of_its_subdistricts(demo: Session) -> None:
    found = values(demo, viewer=PUBLIC, indicator="POP-TOTAL", level="province", period=YEAR)
    invented = sum(row.value for row in province().observations if row.indicator == "POP-TOTAL" and row.year == 2568)
    assert [(one.area_code, one.value, one.missing) for one in found if one.area_code == "99"] == [("99", invented, 0)]


def test_each_act_of_the_load_leaves_its_event(demo: Session) -> None:
    acts = Counter(demo.scalars(select(AuditEvent.act)))
    assert {act: count for act, count in acts.items() if not COUNTED_ELSEWHERE.match(act)} == {
        "areas.imported": 2, "dataset.loaded": 5, "indicator.defined": 1, "indicator.observed": 18,
        "indicator.seeded": 1, "indicator.band_set": 6, "indicator.target_bound": 4, "scorecard.set": 2,
        "project.registered": 1, "demo.loaded": 1, "standard.seeded": 1, "organization.established": 42,
        "unit.established": 4, "position.established": 120, "position.scope_set": 72, "role.granted": 120,
        "purpose.granted": 5, "person.registered": 121, "appointment.ordered": 122, "position.frozen": 1,
        "delegation.ordered": 5, "committee.seated_by_office": 2, "committee.seated": 6,
        "national_frame.seeded": 1, "plan.drafted": 1, "plan.node_added": 31, "plan.aligned": 61, "plan.target_set": 5,
        "plan.changed": 1, "plan.node_changed": 1, "plan.node_removed": 1, "plan.alignment_ended": 1, "plan.proposed": 2,
        "plan.approved": 2, "plan.revised": 1, "meeting.called": 4, "meeting.item_added": 5, "meeting.resolved": 3,
        "meeting.closed": 3, "cluster.added": 1, "cluster.member_added": 3, "cluster.list_brought": 3,
        "saved_view.kept": 6, "saved_query.kept": 3,
    }  # fmt: skip


def test_one_call_is_decided_and_the_other_holds_briefs_in_every_state(demo: Session) -> None:
    """24, 12, 38 and 6 million lie within 80 million; 14 above; one is not supported. Of FY2571 one is filed."""
    acts = Counter(demo.scalars(select(AuditEvent.act).where(AuditEvent.act.op("~")("^(call|brief)[.]"))))
    assert acts == {
        "call.announced": 2, "call.criteria_set": 2, "call.opened": 2, "call.closed": 1, "call.screening_begun": 1,
        "call.ranked": 1, "call.extended": 1, "call.decided": 1, "brief.begun": 10, "brief.filled": 9, "brief.filed": 9,
        "brief.scored": 12, "brief.rank_moved": 1, "brief.not_supported": 1, "brief.returned": 1, "brief.withdrawn": 1,
    }  # fmt: skip
    asked = (
        select(Project.reference, Submission.state, Submission.rank, Submission.result, Project.priority)
        .join(Submission, Submission.project_id == Project.id)
        .order_by(Project.reference)
    )
    assert [tuple(row) for row in demo.execute(asked)] == [
        ("CB70001", "filed", 1, "Y1", "Y1"), ("CB70002", "filed", 3, "Y1", "Y1"), ("CB70003", "filed", 2, "Y1", "Y1"),
        ("CB70004", "filed", 4, "Y1", "Y1"), ("CB70005", "filed", 5, "Y2", "Y2"),
        ("CB70006", "unsupported", None, "not_supported", "not_supported"), ("CB71001", "filed", None, None, None),
        ("CB71002", "returned", None, None, None), ("CB71003", "withdrawn", None, None, None),
        ("CB71004", "draft", None, None, None),
    ]  # fmt: skip


def test_the_invented_plan_is_in_force_as_revised_and_leaves_gaps(demo: Session) -> None:
    first, second = (plan_at(demo, PLAN, number, viewer=PUBLIC) for number in (1, 2))
    assert (first.state, second.state) == ("superseded", "approved")
    told = differences(demo, first, second, viewer=PUBLIC)
    assert ([one.code for one in told.added], [one.code for one in told.removed]) == (["3.5", "4.5"], ["2.3"])
    assert [(one.after.code, one.fields) for one in told.changed] == [
        ("1.2", ("title_th", "title_en")),
        ("3.3", ("links",)),
    ]
    assert [(one.year, one.before, one.after) for one in told.targets] == [
        (2568, Decimal(30), Decimal(28)), (2569, Decimal(27), Decimal(23)), (2570, Decimal(25), Decimal(18)),
    ]  # fmt: skip
    covered = coverage(demo, second, System.NS, viewer=PUBLIC)
    assert [one.code for one in covered.unserved] == ["1"]
    assert [one.code for one in covered.without] == ["G1", "G2"]
    assert len(coverage(demo, second, System.MP, viewer=PUBLIC).unserved) == 13, "23 less 3 5 7 11 13 16 17 18 19 20"


def test_it_is_not_loaded_twice(demo: Session) -> None:
    with pytest.raises(Conflict, match="loaded already"):
        load_demo(demo, by=OPERATOR)


def test_removing_it_leaves_every_real_row_as_it_was(session: Session) -> None:
    seed_standard(session, by=OPERATOR)
    seed_indicators(session, by=OPERATOR)
    before = contents(session)
    load_demo(session, by=OPERATOR)
    during = contents(session)
    assert [table for table in TABLES if before[table] == during[table]] == ["datasets.dataset", "monitoring.photo"]
    counts = remove_demo(session, by=OPERATOR)
    assert counts.pop("budget_lines") > counts.pop("contracts") > 100
    assert counts == {
        "projects": 312, "sites": 467, "indicators": 1, "observations": 3174, "datasets": 0, "features": 1543, "areas": 977,
        "plans": 2, "clusters": 1, "meetings": 4, "calls": 2, "rounds": 36, "photos": 0,
        "delegations": 5, "purpose_grants": 5, "role_grants": 120, "committee_seats": 40, "appointments": 122,
        "persons": 121, "positions": 120, "units": 4, "organizations": 42,
    }  # fmt: skip
    assert contents(session) == before
    assert not demo_present(session, viewer=PUBLIC)


def test_real_rows_inside_the_invented_province_survive(demo: Session) -> None:
    village = next(area for area in province().areas if area.level == "village")
    here = SiteIn(geom=Point(village.geom.centroid), precision=Precision.GPS)
    real = ProjectIn(reference="REAL-1", title_th="โครงการจริง", kind="infrastructure", fiscal_year=2569, sites=(here,))
    register_projects(demo, by=OPERATOR, projects=[real])
    load_features(demo, by=OPERATOR, dataset_id="facilities", features=[FeatureIn(geom=here.geom or Point())])
    remove_demo(demo, by=OPERATOR)
    kept = select(SiteArea.area_code).join(Site).join(Project, Project.id == Site.project_id)
    assert demo.scalars(kept.where(Project.reference == "REAL-1")).all() == [village.code[:6]]
    assert demo.scalar(select(func.count()).where(Feature.dataset_id == "facilities")) == 2
    assert not demo_present(demo, viewer=PUBLIC)


def test_a_real_value_of_an_invented_area_stops_the_removal(demo: Session) -> None:
    seen = ObservationIn(area_code="990101", period=YEAR, value=1, vintage_on=date(2026, 6, 1))
    record_observations(demo, by=OPERATOR, indicator="POP-TOTAL", observations=[seen])
    with pytest.raises(Conflict, match="990101"):
        remove_demo(demo, by=OPERATOR)


def test_only_the_operator_loads_and_removes(session: Session) -> None:
    with pytest.raises(Forbidden, match="สาธิต"):
        load_demo(session, by=cast.acting(session, "G-1"))
    with pytest.raises(Forbidden, match="สาธิต"):
        remove_demo(session, by=cast.acting(session, "G-1"))


def test_the_road_that_was_shortened_was_longer_when_it_was_proposed(demo: Session) -> None:
    titles = []
    for day in (date(2025, 9, 10), date(2025, 12, 1)):
        demo.execute(text("SELECT set_config('phaen.true_on', :day, true)"), {"day": day.isoformat()})
        asked = text("SELECT title_en FROM projects_then.project WHERE reference = 'P2570-0030'")
        titles.append(demo.scalars(asked).one())
    assert [title[-4:] for title in titles] == ["4 km", "70 m"]
