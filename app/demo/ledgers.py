"""Invented ledgers: what became of the money of each invented project, by the state in which it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.budgets.rules import Class5, Kind, Road, Tier
from app.core.calendar import BUDDHIST_ERA
from app.projects.rules import Sector, State

SATANG_OF_THOUSAND = 100_000
SOURCES = (("province", 11), ("cluster", 3), ("function", 4), ("local", 2))
VENDORS = ("หจก. สมมุติก่อสร้าง", "บจก. ตัวอย่างวิศวกรรม", "หจก. ทดลองการโยธา", "บจก. สาธิตรุ่งเรือง", "หจก. สมมุติแหล่งน้ำ")
BEFORE = (State.DRAFT, State.RETURNED)
IDEAS = (*BEFORE, State.SUBMITTED, State.SCREENED, State.REJECTED, State.APPROVED_PLAN, State.REQUESTED)
UNBOUND = (State.FUNDED, State.PREPARING, State.PROCURING, State.CANCELLED)
UNDER_WAY = (State.CONTRACTED, State.IN_PROGRESS, State.SUSPENDED)
PAID = {State.CONTRACTED: 0, State.IN_PROGRESS: 45, State.SUSPENDED: 20}
"""How much of its contract a work under way has been paid within the year, in per cent."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of an invented line; the amount in satang."""

    kind: Kind
    satang: int
    on: date
    document: str
    of_contract: bool = False
    tier: Tier | None = None


@dataclass(frozen=True, slots=True)
class Invented:
    """An invented line: what it is for, its contract's day, what happened, and what is carried over and paid late."""

    source: str
    class5: Class5
    subclass: str
    road: Road
    vendor: str
    signed_on: date | None
    before_end: tuple[Happened, ...]
    carried: int = 0
    after_end: tuple[Happened, ...] = ()
    lead_days: int | None = None


def day(year: int, month: int, of_month: int) -> date:
    """A day of a B.E. fiscal year: October to December lie in the calendar year before."""
    return date(year - BUDDHIST_ERA - (1 if month >= 10 else 0), month, of_month)


def line_of(
    reference: str, sector: str | None, state: State, year: int, *, is_second: bool = False, is_settled: bool = False
) -> Invented | None:
    """The line of a project in a year, equal for equal arguments; None where it has none yet.

    Of a settled year no money is left.
    """
    if state in BEFORE:
        return None
    rng = Random(f"{reference}/{year}/money")
    source = (
        "province" if is_second else rng.choices([name for name, _ in SOURCES], [weight for _, weight in SOURCES])[0]
    )
    whole = round(min(45_000, max(900, rng.lognormvariate(8.9, 0.75)))) * SATANG_OF_THOUSAND
    class5, subclass, road = _what_for(sector, rng)
    late = rng.random() < 0.2
    signed = day(year, 9, 28) if late else day(year, rng.choice((11, 12, 1, 2, 3)), rng.randint(1, 28))
    early = [*_asked(rng, state, year, whole, source)]
    bound = 0
    if is_settled and rng.random() < 0.06:
        early.append(Happened(Kind.CARRIED_IN, whole // 20, day(year, 10, 1), f"ยกมา {year}"))
        early.append(Happened(Kind.RETURNED, whole // 20, day(year, 3, 31), f"นำส่งคลัง {year}"))
    if state not in (*IDEAS, State.RESERVE):
        early.append(Happened(Kind.ALLOCATED, whole, day(year, 10, 20), f"จบ {rng.randint(100, 999)}/{year}"))
    if state not in (*IDEAS, State.RESERVE, *UNBOUND):
        bound = whole if road is Road.DIRECT else whole * rng.randint(900, 992) // 1000
        early += _bought(rng, whole, bound, signed, road)
    paid, carried, after = _spent(rng, state, year, whole, bound, signed, road, is_settled)
    is_bound = bound and road is Road.BY_CONTRACT
    is_slow = is_second and state in UNBOUND and rng.random() < 0.5
    return Invented(source, class5, subclass, road, rng.choice(VENDORS), signed if is_bound else None,
                    (*early, *paid), carried, after, 400 if is_slow else None)  # fmt: skip


def _what_for(sector: str | None, rng: Random) -> tuple[Class5, str, Road]:
    if sector in (Sector.FARMING, Sector.TOURISM):
        direct = rng.random() < 0.5
        return Class5.OPERATING, "goods_services", Road.DIRECT if direct else Road.BY_CONTRACT
    if sector == Sector.SAFETY:
        return Class5.INVESTMENT, "equipment", Road.BY_CONTRACT
    return Class5.INVESTMENT, "land_building", Road.BY_CONTRACT


def _asked(rng: Random, state: State, year: int, whole: int, source: str) -> Iterator[Happened]:
    """From the request thirteen months before the year to the act of parliament."""
    asked = whole * rng.randint(100, 130) // 100 // SATANG_OF_THOUSAND * SATANG_OF_THOUSAND
    yield Happened(Kind.REQUESTED, asked, day(year - 1, 10, 15), f"จ.3 {year}")
    if state in (State.SUBMITTED, State.REJECTED):
        return
    yield Happened(Kind.SCREENED, asked, day(year - 1, 11, 20), f"ก.บ.จ. 5/{year - 2}")
    if state in (State.SCREENED, State.APPROVED_PLAN):
        return
    if source == "cluster":
        yield Happened(Kind.REGIONAL, asked, day(year - 1, 12, 8), f"อนุ ภาค 2/{year - 2}")
    if state is State.REQUESTED:
        return
    tier = Tier.Y2 if state is State.RESERVE else Tier.Y1
    yield Happened(Kind.NAT_APPROVED, whole, day(year - 1, 2, 27), f"ก.น.บ. 1/{year - 1}", tier=tier)
    if state is State.RESERVE:
        return
    for kind, month, document in (
        (Kind.BOB_REVIEW, 3, "สงป."),
        (Kind.CABINET, 5, "มติ ครม."),
        (Kind.PARLIAMENT, 9, "พ.ร.บ."),
    ):
        yield Happened(kind, whole, day(year - 1, month, 15), f"{document} {year}")


def _bought(rng: Random, whole: int, bound: int, signed: date, road: Road) -> Iterator[Happened]:
    """From the central price to the contract; what is paid directly is not bought."""
    if road is Road.DIRECT:
        return
    yield Happened(Kind.CENTRAL_PRICE, whole, signed - timedelta(days=75), "ราคากลาง")
    yield Happened(Kind.TENDER_ANNOUNCED, whole, signed - timedelta(days=60), "e-bidding")
    yield Happened(Kind.AWARDED, bound, signed - timedelta(days=25), "ประกาศผล")
    if rng.random() < 0.12:
        yield Happened(Kind.APPEAL, bound, signed - timedelta(days=20), "อุทธรณ์")
    yield Happened(Kind.CONTRACTED, bound, signed, "สัญญา", True)


def _spent(
    rng: Random, state: State, year: int, whole: int, bound: int, signed: date, road: Road, is_settled: bool
) -> tuple[list[Happened], int, tuple[Happened, ...]]:
    """What is paid in the year, carried over its end and paid after it; then what is left goes back or lapses."""
    end, of = day(year, 9, 30), road is Road.BY_CONTRACT
    if state is State.CANCELLED:
        return [Happened(Kind.RETURNED, whole, day(year, 6, 30), f"ยกเลิก {year}")], 0, ()
    if not bound:
        return [Happened(Kind.LAPSED, whole, end, f"พับ {year}")] if is_settled and state in UNBOUND else [], 0, ()
    first = bound * PAID.get(state, 100) // 100 if signed.month != end.month else 0
    cut = bound // 50 if of and first == bound and rng.random() < 0.15 else 0
    paid = [Happened(kind, first - cut, max(signed, day(year, 5, 10)), document, of)
            for kind, document in ((Kind.MILESTONE_ACCEPTED, "ตรวจรับ"), (Kind.DISBURSED, "ขบ.")) if first]  # fmt: skip
    paid += [Happened(Kind.CONTRACT_REDUCED, cut, day(year, 8, 15), "แก้ไขสัญญา", True)] if cut else []
    rest = whole - bound + cut
    kind = rng.choice((Kind.RETURNED, Kind.LAPSED) if is_settled else (Kind.RETURNED, Kind.LAPSED, None))
    paid += [Happened(kind, rest, end, f"สิ้นปี {year}")] if rest and kind else []
    carried = bound - first if of else 0
    after: list[Happened] = []
    if carried and (is_settled or state not in UNDER_WAY):
        after = [Happened(Kind.DISBURSED, carried, day(year + 1, 1, 20), "ขบ.", True),
                 Happened(Kind.CLOSED, 0, day(year + 1, 2, 1), f"ปิดบัญชี {year}")]  # fmt: skip
    elif state in (State.CLOSED, State.IN_USE_CHECKED):
        paid.append(Happened(Kind.CLOSED, 0, end, f"ปิดบัญชี {year}"))
    return paid, carried, tuple(after)
