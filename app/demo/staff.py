"""Who holds which position of the invented province, by which orders: a function of the first day of a fiscal year.

The orders of a year end with it, as in a real office; so the day on which the demonstration is loaded says which year.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from functools import lru_cache

from app.core.permissions import Permission
from app.demo.offices import CHIEF, GOVERNOR, GROUPS, SECURITY, SOCIAL, STRATEGY, Group, Office, Seat, offices, seats
from app.demo.persons import Name, person

DAY = timedelta(days=1)
OCTOBER = 10
FROZEN = ("สบ.024",)
NEVER_HELD = ("สบ.1203", "สบ.1903")
LEFT = {"สบ.030": 143, "สบ.014": 61, "สบ.1502": 402, "สบ.2103": 220, "สบ.9905": 30}
"""Positions without a holder, and how many days before the year began the last one left."""
ACT = "พ.ร.บ. ระเบียบบริหารราชการแผ่นดิน พ.ศ. 2534"
CIVIL_SERVICE = "พ.ร.บ. ระเบียบข้าราชการพลเรือน พ.ศ. 2551 มาตรา 68"


@dataclass(frozen=True, slots=True)
class Order:
    """A person, by number, to a position."""

    person: int
    position: str
    kind: str
    order_no: str
    order_on: date
    since: date
    last: date | None = None
    regulation: str | None = None


@dataclass(frozen=True, slots=True)
class Handing:
    """A delegation for the year."""

    giver: str
    taker: str
    permissions: tuple[Permission, ...]
    order_no: str
    ceiling_baht: int | None = None
    areas: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Expert:
    """A person from outside in a committee, for consecutive terms of three years; the last begins with the year."""

    person: int
    committee: str
    terms: int


Row = Office | Group | Seat | Order | Handing | Expert


@dataclass(frozen=True, slots=True)
class Staff:
    """Everything of one year."""

    first: date
    offices: tuple[Office, ...]
    groups: tuple[Group, ...]
    seats: tuple[Seat, ...]
    orders: tuple[Order, ...]
    handings: tuple[Handing, ...]
    experts: tuple[Expert, ...]

    @property
    def last(self) -> date:
        return self.first.replace(year=self.first.year + 1) - DAY

    def persons(self) -> dict[int, Name]:
        """Everybody whom an order or a seat names, by number."""
        named = {order.person for order in self.orders} | {expert.person for expert in self.experts}
        return {number: person(number) for number in sorted(named)}

    def digest(self) -> str:
        """The same for the same year, on every machine."""
        rows: list[Row] = [
            *self.offices, *self.groups, *self.seats, *self.orders, *self.handings, *self.experts
        ]  # fmt: skip
        lines = [json.dumps(astuple(row), ensure_ascii=False, default=str) for row in rows]
        lines += [f"{number} {name.th} {name.en}" for number, name in self.persons().items()]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def first_of_year(day: date) -> date:
    """1 October before the day, or the day itself."""
    return date(day.year if day.month >= OCTOBER else day.year - 1, OCTOBER, 1)


@lru_cache(maxsize=4)
def staff(first: date) -> Staff:
    """The staff of the fiscal year that begins on ``first``."""
    places = tuple(seats())
    return Staff(
        first, tuple(offices()), GROUPS, places, tuple(_orders(places, first)), tuple(_handings(first)),
        (Expert(401, "korojo", 1), Expert(402, "korojo", 2), Expert(403, "korojo", 1)),
    )  # fmt: skip


def _orders(places: Iterable[Seat], first: date) -> Iterator[Order]:
    """Holders since some year, former holders of the vacant posts, and who acts this year."""
    for number, seat in enumerate(places):
        if seat.number in (*FROZEN, *NEVER_HELD, CHIEF):
            continue
        since = first.replace(year=first.year - 1 - number % 4)
        last = first - LEFT[seat.number] * DAY if seat.number in LEFT else None
        yield _order(
            number, seat.number, "substantive", 100 + number, since.replace(year=since.year - 2 * bool(last)), last
        )
    yield _order(
        300, GOVERNOR, "substantive", 41, first.replace(year=first.year - 5), _eve(_since(places, GOVERNOR, first))
    )
    yield _order(301, CHIEF, "substantive", 77, first.replace(year=first.year - 4), _eve(first))
    half = first.replace(year=first.year + 1, month=4)
    head = {seat.number: number for number, seat in enumerate(places)}
    yield _order(head[STRATEGY], CHIEF, "acting_for", 2207, first, _eve(half), ACT)
    yield _order(head["สบ.011"], CHIEF, "acting_for", 1412, half, _end(first), ACT, ordered=first)
    yield _order(head["สบ.9905-2"], "สบ.9905", "acting_in", 2311, first, _end(first), CIVIL_SERVICE)
    yield _order(head["สบ.2302"], "สบ.2301", "acting_for", 2340, first, _end(first), ACT)


def _order(
    person_number: int, position: str, kind: str, number: int, since: date, last: date | None = None,
    regulation: str | None = None, *, ordered: date | None = None,
) -> Order:  # fmt: skip
    made = ordered or since
    return Order(person_number, position, kind, f"คำสั่งจังหวัดที่ {number}/{made.year + 543}", made, since, last, regulation)


def _since(places: Iterable[Seat], position: str, first: date) -> date:
    number = next(number for number, seat in enumerate(places) if seat.number == position)
    return first.replace(year=first.year - 1 - number % 4)


def _handings(first: date) -> Iterator[Handing]:
    """What the governor gives to his deputies, and the chief of an agency to his officer."""
    year = first.year + 543
    money = (Permission.EXPENSE_APPROVE, Permission.DATASET_PUBLISH)
    yield Handing(GOVERNOR, STRATEGY, (*money, Permission.PROJECT_REGISTER), f"คำสั่งจังหวัดที่ 902/{year}", 20_000_000)
    yield Handing(GOVERNOR, SOCIAL, money, f"คำสั่งจังหวัดที่ 903/{year}", 10_000_000)
    yield Handing(GOVERNOR, SECURITY, (Permission.EXPENSE_APPROVE, Permission.APPOINTMENT_ORDER),
                  f"คำสั่งจังหวัดที่ 904/{year}", 5_000_000)  # fmt: skip
    yield Handing(
        "สบ.1001", "สบ.1002", (Permission.DATASET_LOAD, Permission.DATASET_CLASSIFY), f"คำสั่งสำนักงานที่ 12/{year}"
    )
    yield Handing(
        "สบ.9901", "สบ.9901-2", (Permission.PROJECT_REGISTER,), f"คำสั่งอำเภอที่ 5/{year}", None, ("990101", "990102")
    )


def _eve(day: date) -> date:
    return day - DAY


def _end(first: date) -> date:
    return first.replace(year=first.year + 1) - DAY
