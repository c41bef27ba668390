"""Lists are narrowed and counted by one rule; marks and words are those of the layer."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING
from app.core.published import LAYERS
from app.plans.rules import Sum
from app.projects.pages.addresses import MARKS
from app.projects.rules import Kind, Sector, State
from app.projects.rules.dossier import KINDS, SECTORS
from app.projects.rules.facets import (
    FACETS,
    PAGE_SIZE,
    Choice,
    Goals,
    Line,
    by_year,
    counts,
    money_of,
    narrowed,
    page_of,
    pages,
    total,
)
from app.projects.rules.lights import Light
from app.projects.rules.shares import Located
from app.projects.rules.states import PHASES, STATES
from app.projects.trend import trend_chart
from app.web.words import Language
from gis.catalog import Catalog
from gis.layer import Layer
from gis.style import Symbol


def line(reference: str, **more: object) -> Line:
    values = {"title_th": "ก", "title_en": None, "kind": "study", "sector": "water", "state": "draft", "agency": "works",
              "first_year": 2569, "last_year": 2569, "located": Located.EXACT, "sites": 1, "districts": ("9801",)}  # fmt: skip
    return Line(reference=reference, **{**values, **more})  # type: ignore[arg-type]


ONE, TWO = (Goals(frozenset(first), frozenset(every)) for first, every in (
    ({"NS:1"}, {"NS:1", "SDG:6"}), ({"SDG:6", "SDG:6.1"}, {"SDG:6", "SDG:6.1", "SDG:7"}),
))  # fmt: skip
"""One serves NS 1 first and SDG 6 second; two serves a part of SDG 6 first and SDG 7 second."""
LINES = [
    line("A", goals=ONE, nodes=("k1",), money={2569: Sum(1, 10, 20, 30, 40)}),
    line("B", state="funded", districts=("9801", "9802"), sites=3, goals=TWO, nodes=("k1", "k2"),
         money={2569: Sum(1, 0, 1, 0, 0)}),
    line("C", last_year=2571, agency=None),
    line("D", located=Located.NOWHERE, districts=(), first_year=2570, last_year=2570, sector=None,
         money={2570: Sum(1), 2572: Sum(1, 0, 5, 0, 0)}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        ({}, "ABCD"), ({"state": {"draft"}}, "ACD"), ({"state": {"draft", "funded"}}, "ABCD"), ({"year": {"2570"}}, "CD"),
        ({"district": {"9802"}}, "B"), ({"district": {""}}, "D"), ({"state": {"draft"}, "district": {"9801"}}, "AC"),
        ({"goal": {"SDG:6"}}, "AB"), ({"goal": {"SDG:6.1"}}, "B"), ({"goal": {"SDG:none"}}, "CD"), ({"first": {"SDG:6"}}, "B"),
        ({"first": {"SDG:second"}}, "A"), ({"first": {"NS:none"}}, "BCD"), ({"second": {"SDG:6"}}, "A"),
        ({"second": {"SDG:7"}}, "B"), ({"goal": {"SDG:7", "NS:1"}}, "AB"), ({"goal": {"SDG:6"}, "node": {"k2"}}, "B"),
        ({"node": {""}}, "CD"), ({"node": {"k1"}}, "AB"), ({"year": {"2572"}}, "D"),
        ({"agency": {""}}, "C"), ({"sector": {""}}, "D"), ({"located": {"nowhere"}}, "D"), ({"kind": {"activity"}}, ""),
    ],
)  # fmt: skip
def test_values_of_one_facet_widen_and_several_facets_narrow(chosen: dict[str, set[str]], left: str) -> None:
    choice = Choice({facet: frozenset(values) for facet, values in chosen.items()})
    assert "".join(one.reference for one in narrowed(LINES, choice)) == left


def test_each_value_counts_what_choosing_it_would_give() -> None:
    choice = Choice({"state": frozenset({"draft"}), "district": frozenset({"9801"})})
    told = counts(LINES, choice)
    assert told["state"] == {"draft": 2, "funded": 1}, "of those in 9801"
    assert told["district"] == {"9801": 2, "": 1}, "of the drafts"
    assert told["year"] == {"2569": 2, "2570": 1, "2571": 1}, "of both"
    assert told["goal"]["SDG:6"] == 1, "the draft that serves it; the other one is funded"
    assert set(told) == set(FACETS)
    none = counts(LINES, Choice({"goal": frozenset({"SDG:8"}), "year": frozenset({"2560"})}))
    assert (none["goal"]["SDG:8"], "SDG:8" in none["goal"], none["year"]) == (0, True, {"2560": 0})


def test_years_are_those_of_the_list_if_no_year_were_chosen_and_each_counts_as_many() -> None:
    """A and B have 21 satang in 2569; C runs from 2569 to 2571; D runs in 2570 and has 5 satang in 2572."""
    chosen = Choice({"year": frozenset({"2569"})})
    told = by_year(LINES, chosen)
    assert told == {2569: Sum(3, 10, 21, 30, 40), 2570: Sum(2), 2571: Sum(1), 2572: Sum(1, 0, 5, 0, 0)}
    for year, sums in told.items():
        assert len(narrowed(LINES, Choice({"year": frozenset({str(year)})}))) == sums.projects
    assert money_of(narrowed(LINES, chosen), chosen) == Sum(3, 10, 21, 30, 40)
    assert money_of(LINES, Choice()) == Sum(4, 10, 26, 30, 40), "of all years"
    assert money_of(LINES, Choice({"year": frozenset({"x"})})) == Sum(4, 10, 26, 30, 40), "no year is meant"


TWO_SOURCES = line(
    "E", last_year=2570, light=Light.LATE,
    money={2569: Sum(1, 0, 30, 0, 4), 2570: Sum(1, 0, 7, 0, 0)},
    sources={2569: {"province": Sum(1, 0, 10, 0, 1), "cluster": Sum(1, 0, 20, 0, 3)}, 2570: {"cluster": Sum(1, 0, 7, 0, 0)}},
)  # fmt: skip
"""30 satang received in 2569, 10 of them of the province and 20 of the cluster, whose are the 7 of 2570."""


@pytest.mark.parametrize(
    ("chosen", "received"),
    [
        ({}, 37), ({"source": {"province"}}, 10), ({"source": {"cluster"}}, 27), ({"source": {"province", "cluster"}}, 37),
        ({"source": {"cluster"}, "year": {"2570"}}, 7), ({"source": {"province"}, "year": {"2569"}}, 10),
        ({"source": {"province"}, "year": {"2570"}}, None), ({"source": {""}}, None), ({"source": {""}, "year": {"2570"}}, None),
        ({"light": {"late"}}, 37), ({"light": {"done"}}, None), ({"light": {""}}, None),
    ],
)  # fmt: skip
def test_a_source_counts_its_own_money_and_meets_the_year_in_one_line(
    chosen: dict[str, set[str]], received: int | None
) -> None:
    choice = Choice({facet: frozenset(values) for facet, values in chosen.items()})
    left = narrowed([TWO_SOURCES], choice)
    assert (money_of(left, choice).received if left else None) == received
    assert sum(each.received for each in by_year([TWO_SOURCES], choice).values()) >= (received or 0)


def test_years_and_sources_count_what_choosing_them_would_give() -> None:
    of_province = Choice({"source": frozenset({"province"})})
    assert by_year([TWO_SOURCES], of_province) == {2569: Sum(1, 0, 10, 0, 1)}
    assert counts([TWO_SOURCES], of_province)["year"] == {"2569": 1}
    in_2570 = Choice({"year": frozenset({"2570"})})
    assert counts([TWO_SOURCES, *LINES], in_2570)["source"] == {"cluster": 1, "": 2}, "C and D have no line"
    assert counts(LINES, Choice())["light"] == {"": 4}


def test_the_trend_is_drawn_to_its_numbers() -> None:
    """Bars stand on the floor at 160 of 184; three steps of a million fill the 138 above it: two million are 92."""
    sums = {2568: Sum(1), 2569: Sum(4, 300_000_000, 200_000_000, 0, 100_000_000)}
    told = trend_chart(sums, {2569}, title="<ก>", language=Language.THAI)
    bars = re.findall(r'<rect x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"', told)
    assert bars == [("160.0", "0.0"), ("160.0", "0.0"), ("68.0", "92.0"), ("114.0", "46.0")]
    assert (told.count("<title>"), "&lt;ก&gt;" in told, 'font-weight="700">2569' in told) == (2, True, True)
    assert "2569: คำขอ 3.00 · ได้รับ 2.00 · เบิกจ่าย 1.00" in told
    assert trend_chart({}, set(), title="", language=Language.THAI) == ""


def test_totals_name_what_they_count_and_pages_hold_fifty() -> None:
    whole = total(LINES)
    assert (whole.projects, whole.sites) == (4, 6)
    assert {place.value: count for place, count in whole.by_place.items()} == {
        "exact": 3, "approximate": 0, "province": 0, "nowhere": 1,
    }  # fmt: skip
    many = LINES * 26
    assert [pages(count) for count in (0, 50, 51, 104)] == [1, 1, 2, 3]
    assert [len(page_of(many, number)) for number in (1, 2, 3, 4)] == [PAGE_SIZE, 50, 4, 0]


def layer() -> Layer:
    found = Catalog.read(LAYERS).get("projects", EVERYTHING.visible())
    assert found is not None
    return found


def test_the_pages_say_and_draw_what_the_layer_says_and_draws() -> None:
    style = layer().style
    assert isinstance(style, Symbol)
    assert {one.value: (one.shape, one.colour) for one in style.categories} == MARKS
    for name, words in (("state", STATES), ("kind", KINDS), ("sector", SECTORS)):
        attribute = layer().attribute(name)
        assert attribute is not None
        assert {one.value: (one.title.th, one.title.en) for one in attribute.codes} == {
            each.value: (told.th, told.en) for each, told in words.items()
        }
    assert (set(STATES), set(KINDS), set(SECTORS)) == (set(State), set(Kind), set(Sector))


def test_the_view_and_the_rule_know_the_same_phases(owner: Session) -> None:
    for number, state in enumerate(State):
        owner.execute(
            text("WITH p AS (INSERT INTO projects.project (id, reference, title_th, kind, fiscal_year, state)"
                 " VALUES (gen_random_uuid(), :reference, 'ก', 'study', 2569, :state) RETURNING id)"
                 " INSERT INTO projects.site (id, project_id, geom, role, precision, share_ppm)"
                 " SELECT gen_random_uuid(), id, 'SRID=4326;POINT(100 15)', 'site', 'gps', 1000000 FROM p"),
            {"reference": f"S{number}", "state": state},
        )  # fmt: skip
    rows = {
        row[0]: row[1]
        for row in owner.execute(text("SELECT state, phase FROM published.projects WHERE title_th = 'ก'"))
    }
    assert rows == {state.value: phase for state, phase in PHASES.items()}
