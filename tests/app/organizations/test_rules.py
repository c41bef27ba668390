"""What is true of positions without a database."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from app.core.authority import ALL_POWERS, Powers, Viewer
from app.core.permissions import SENTENCES, Permission
from app.organizations.rules import (
    APPOINTMENT_KINDS,
    CLASS_WORDS,
    KINDS,
    REACH_WORDS,
    SEATS,
    AppointmentKind,
    OrganizationKind,
    Reach,
    SeatRole,
    beyond,
    day_after,
    last_day,
    sees_names,
)
from app.organizations.schemas import AppointmentForm, DelegationIn, OrganizationIn, ScopeIn
from gis.access import Read, cleared

MINE = Powers(
    frozenset({Permission.AUDIT_READ, Permission.EXPENSE_APPROVE}),
    cleared({Read.INTERNAL}),
    frozenset({"office", "works"}),
    frozenset({"9801"}),
    ceiling_satang=500,
)


@pytest.mark.parametrize(
    ("given", "too_much"),
    [
        (MINE, None),
        (Powers(agencies=frozenset(), areas=frozenset()), None),
        (Powers(frozenset({Permission.AUDIT_READ}), agencies=frozenset({"works"}), areas=frozenset({"980101"})), None),
        (
            Powers(frozenset({Permission.ROLE_GRANT}), areas=frozenset()),
            "the power: grant roles and scope to positions",
        ),
        (Powers(classes=cleared({Read.CONFIDENTIAL}), areas=frozenset()), "the class: confidential"),
        (Powers(agencies=frozenset({"welfare"}), areas=frozenset()), "the reach over organisations"),
        (Powers(agencies=None, areas=frozenset()), "the reach over organisations"),
        (Powers(areas=frozenset({"98"})), "the area"),
        (Powers(areas=None), "the area"),
        (Powers(areas=frozenset(), ceiling_satang=501), "the ceiling of money"),
        (Powers(areas=frozenset(), is_unlimited=True), "the ceiling of money"),
    ],
)
def test_nobody_gives_more_than_he_has(given: Powers, too_much: str | None) -> None:
    lack = beyond(MINE, given)
    assert (lack and lack.en) == too_much


def test_one_without_a_ceiling_gives_none() -> None:
    poor = Powers(agencies=None)
    assert beyond(poor, Powers(areas=frozenset(), ceiling_satang=1)) is not None
    assert beyond(poor, Powers(areas=frozenset(), ceiling_satang=0)) is None
    assert beyond(ALL_POWERS, Powers(areas=None, agencies=None, is_unlimited=True)) is None


def test_periods_end_on_the_day_before_their_exclusive_end() -> None:
    assert last_day(date(2026, 5, 16)) == date(2026, 5, 15)
    assert day_after(date(2026, 5, 15)) == date(2026, 5, 16)
    assert (last_day(None), day_after(None)) == (None, None)


def test_only_one_cleared_for_what_is_internal_sees_names() -> None:
    assert not sees_names(Viewer())
    assert sees_names(Viewer("O-2", cleared({Read.INTERNAL})))


def test_every_word_of_the_slice_is_said_in_both_languages() -> None:
    assert set(KINDS) == set(OrganizationKind)
    assert set(REACH_WORDS) == set(Reach)
    assert set(APPOINTMENT_KINDS) == set(AppointmentKind)
    assert set(SEATS) == set(SeatRole)
    assert set(CLASS_WORDS) == set(Read)
    assert set(SENTENCES) == set(Permission)


ORDER = {"order_no": "1/2569", "order_on": "01/05/2569", "valid_from": "01/05/2569", "last_day": "15/05/2569"}


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"valid_from": "30/04/2569"}, "an order cannot begin before it was made"),
        ({"last_day": "30/04/2569"}, "the last day is before the first"),
        ({"permissions": []}, "permissions"),
        ({"permissions": ["province.sell"]}, "permissions"),
        ({"ceiling": "-1"}, "not negative"),
        ({"ceiling": "1.005"}, "two decimals at most"),
        ({"ceiling": "NaN"}, "not negative"),
        ({"ceiling": "many"}, "write the amount in baht"),
        ({"areas": "980"}, "areas"),
        ({"last_day": "31/02/2569"}, "write the day as day/month/year"),
    ],
)
def test_an_order_that_cannot_be_is_refused_on_its_way_in(more: dict[str, object], place: str) -> None:
    given = {"to_position": "G-2", "permissions": ["audit.read"], **ORDER, **more}
    with pytest.raises(ValidationError, match=place):
        DelegationIn.model_validate(given)


def test_money_is_written_in_baht_and_kept_in_satang() -> None:
    assert ScopeIn.model_validate({"ceiling": "5,000,000.50"}).ceiling == 500_000_050
    assert ScopeIn.model_validate({"areas": "9801, 9802"}).areas == ("9801", "9802")


@pytest.mark.parametrize("code", ["desk", "positions", "new", "Upper", "a b", ""])
def test_no_organisation_takes_the_address_of_a_page(code: str) -> None:
    given = {"code": code, "kind": "province", "name_th": "ก", "name_en": "a", "valid_from": "01/01/2569"}
    with pytest.raises(ValidationError):
        OrganizationIn.model_validate(given)


@pytest.mark.parametrize("who", [{}, {"person_id": "00000000-0000-0000-0000-000000000001", "name_th": "นายสอง"}])
def test_an_order_names_one_person_known_or_new(who: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="choose a person from the list"):
        AppointmentForm.model_validate({"position": "O-5", "kind": "substantive", **ORDER, **who})
