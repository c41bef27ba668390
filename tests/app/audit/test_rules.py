"""Differences of states."""

from __future__ import annotations

import pytest

from app.audit.rules import Change, differences, shown


def test_changed_fields_come_first_and_nested_ones_by_their_path() -> None:
    before = {"state": "draft", "site": {"area": "9801", "share": 1}, "gone": True}
    after = {"state": "draft", "site": {"area": "9802", "share": 1}, "new": [1, 2]}
    assert differences(before, after) == [
        Change("site.area", "9801", "9802"),
        Change("gone", "✓", None),
        Change("new", None, "1, 2"),
        Change("state", "draft", "draft"),
        Change("site.share", "1", "1"),
    ]


def test_a_state_that_is_one_value_has_no_field() -> None:
    assert differences("internal", "public") == [Change("", "internal", "public")]
    assert differences(None, None) == []


@pytest.mark.parametrize(("value", "expected"), [(None, "–"), ([], "–"), ({}, "–"), (0, "0"), ("ก", "ก")])
def test_values_of_json_read_plainly(value: object, expected: str) -> None:
    assert shown(value) == expected
