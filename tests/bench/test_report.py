import json
from pathlib import Path

import pytest

from app.core.errors import NotFound
from bench.load import as_text, interleaved
from bench.report import document, row, save, table
from bench.runs import run


def test_a_row_takes_medians_and_compares_with_the_floor_and_the_best_peer() -> None:
    figures = {"ours": [90.0, 100.0, 300.0], "floor": [200.0], "tipg": [10.0], "pygeoapi": [4.0, 5.0, 6.0]}
    made = row("items", "req/s", figures, goal=0.35, goal_peers=10, how="-")
    # 100 of 200 is a half; the best peer has 10.
    assert (made.ours, made.floor, made.peers) == (100.0, 200.0, {"tipg": 10.0, "pygeoapi": 5.0})
    assert (made.ratio, made.ratio_peers, made.met) == (0.5, 10.0, True)


def test_one_goal_missed_is_a_goal_missed() -> None:
    figures = {"ours": [100.0], "floor": [200.0], "tipg": [11.0]}
    assert row("items", "req/s", figures, goal=0.35, goal_peers=10, how="-").met is False
    assert row("items", "req/s", figures, goal=0.6, how="-").met is False


def test_what_has_no_goal_or_no_rival_is_neither_met_nor_missed() -> None:
    assert row("items", "req/s", {"ours": [1.0], "floor": [2.0]}, goal=None, how="-").met is None
    assert row("items", "req/s", {"ours": [1.0]}, goal=0.5, goal_peers=10, how="-").met is None


def test_of_times_less_is_better() -> None:
    made = row("import", "s", {"ours": [30.0], "floor": [10.0], "other": [60.0]}, goal=4, how="-", better="less")
    assert (made.ratio, made.ratio_peers, made.met) == (3.0, 2.0, True)


def test_a_peer_that_never_answered_is_no_rival() -> None:
    figures = {"ours": [30.0], "tipg": [0.0], "pygeoapi": [60.0]}
    assert row("deep page", "ms", figures, goal=None, how="-", better="less").ratio_peers == 2.0
    assert row("items", "req/s", {"ours": [30.0], "tipg": [0.0]}, goal=None, goal_peers=10, how="-").met is None


def test_the_document_says_what_was_measured_how_and_where(tmp_path: Path) -> None:
    rows = [row("items", "req/s", {"ours": [1 / 3]}, goal=None, how="wrk", skipped={"tipg": "absent"})]
    save(tmp_path / "deep" / "rows.json", document("items", rows, {"psycopg": "3"}))
    told = json.loads((tmp_path / "deep" / "rows.json").read_text("utf-8"))
    assert set(told) == {"bench", "at", "machine", "versions", "rows"}
    figures = {"name", "unit", "ours", "floor", "peers", "ratio", "ratio_peers", "goal", "goal_peers", "met"}
    assert figures | {"how", "spread", "skipped"} <= set(told["rows"][0])
    assert told["rows"][0]["ours"] == 0.3333
    assert told["rows"][0]["skipped"] == {"tipg": "absent"}
    assert "items" in table(rows)


def test_blocks_take_turns_after_a_warm_up() -> None:
    order: list[str] = []

    def contender(name: str) -> float:
        order.append(name)
        return float(len(order))

    figures = interleaved({"a": lambda _: contender("a"), "b": lambda _: contender("b")}, seconds=1, rounds=2)
    assert order == ["a", "b", "a", "b", "a", "b"]
    assert figures == {"a": [3.0, 5.0], "b": [4.0, 6.0]}


def test_values_reach_pgbench_as_postgresql_writes_them() -> None:
    assert [as_text(value) for value in (["public"], "ตำบล")] == ["{public}", "ตำบล"]


def test_a_measurement_that_does_not_exist_is_named() -> None:
    with pytest.raises(NotFound, match="items"):
        run("everything")
