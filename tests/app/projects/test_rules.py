"""Shares that sum exactly, and states in their order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.projects.models import STATES
from app.projects.rules import TRANSITIONS, WHOLE_PPM, Role, State, largest_remainder, shares, site_shares


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ({"A": 3.0, "B": 1.0}, {"A": 750_000, "B": 250_000}),
        ({"A": 1.0, "B": 1.0, "C": 1.0}, {"A": 333_334, "B": 333_333, "C": 333_333}),
        ({"C": 1.0, "B": 1.0, "A": 1.0}, {"A": 333_334, "B": 333_333, "C": 333_333}),
        ({"A": 2.0, "B": 1.0}, {"A": 666_667, "B": 333_333}),
        ({"A": 7.0}, {"A": 1_000_000}),
        ({"A": 1.0, "B": 1e-9}, {"A": 1_000_000}),
    ],
)
def test_shares_are_in_proportion_and_sum_to_a_million(weights: dict[str, float], expected: dict[str, int]) -> None:
    assert shares(weights) == expected


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=30).filter(any), st.integers(0, 10**12))
def test_largest_remainder_loses_and_invents_nothing(weights: list[float], total: int) -> None:
    parts = largest_remainder(weights, total)
    assert sum(parts) == total
    assert min(parts) >= 0


@pytest.mark.parametrize("weights", [[0.0], [], [1.0, -1.0], [float("inf")], [float("nan")]])
def test_weights_that_say_nothing_are_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="weights"):
        largest_remainder(weights, 1)


def test_works_share_a_project_and_beneficiaries_only_one_without_works() -> None:
    works, people = Role.SITE, Role.BENEFICIARY
    assert site_shares([works, people]) == [1_000_000, 0]
    assert site_shares([works, Role.ALIGNMENT, works]) == [333_334, 333_333, 333_333]
    assert site_shares([people, people]) == [500_000, 500_000]
    assert sum(site_shares([works] * 7)) == WHOLE_PPM


def test_the_table_and_the_rule_know_the_same_states() -> None:
    assert tuple(State) == STATES
    assert set(TRANSITIONS) == set(State)


def test_a_project_runs_from_draft_to_closed_and_ends_there() -> None:
    reached, waiting = {State.DRAFT}, [State.DRAFT]
    while waiting:
        fresh = TRANSITIONS[waiting.pop()] - reached
        reached |= fresh
        waiting += fresh
    assert reached == set(State)
    ends = {state for state in State if not TRANSITIONS[state]}
    assert ends == {State.REJECTED, State.CLOSED, State.CANCELLED}


def test_finished_work_cannot_be_cancelled_and_returned_drafts_come_back() -> None:
    assert State.CANCELLED not in TRANSITIONS[State.COMPLETED]
    assert State.CANCELLED in TRANSITIONS[State.IN_PROGRESS]
    assert TRANSITIONS[State.RETURNED] == {State.SUBMITTED, State.CANCELLED}
    assert TRANSITIONS[State.SUSPENDED] == {State.IN_PROGRESS, State.CANCELLED}
