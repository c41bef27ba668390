"""What is true of plans without a database: their kinds, the order of their nodes, and what differs between two versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from gis.layer import Text


class System(StrEnum):
    """Systems of national goals that provincial plans answer to (ระบบแผนระดับชาติ)."""

    NS = "NS"
    MP = "MP"
    NESDP = "NESDP"
    SDG = "SDG"
    GOVPOL = "GOVPOL"


class PlanKind(StrEnum):
    """Plans of a province and of those around it (ประเภทแผน). ``cluster_list``: what the cluster has decided, read only."""

    PROVINCE_GOAL_20Y = "province_goal_20y"
    PROVINCE_5Y = "province_5y"
    CLUSTER = "cluster"
    ANNUAL = "annual"
    CLUSTER_LIST = "cluster_list"


class PlanState(StrEnum):
    """Where a version of a plan stands (สถานะแผน). An approved one is in force until the next one supersedes it."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    SUPERSEDED = "superseded"


class NodeKind(StrEnum):
    """The parts of a plan, from the vision down to the programme (องค์ประกอบของแผน)."""

    VISION = "vision"
    GOAL = "goal"
    ISSUE = "issue"
    OBJECTIVE = "objective"
    APPROACH = "approach"
    PROGRAMME = "programme"


class LinkRole(StrEnum):
    """Whether a node serves a national goal first of all, or also (น้ำหนักความเชื่อมโยง)."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


SYSTEMS: dict[System, Text] = {
    System.NS: Text(th="ยุทธศาสตร์ชาติ 20 ปี", en="National Strategy"),
    System.MP: Text(th="แผนแม่บทภายใต้ยุทธศาสตร์ชาติ", en="Master plans"),
    System.NESDP: Text(th="หมุดหมาย แผนพัฒนาฯ ฉบับที่ 13", en="Milestones of the 13th NESDP"),
    System.SDG: Text(th="เป้าหมายการพัฒนาที่ยั่งยืน", en="Sustainable Development Goals"),
    System.GOVPOL: Text(th="นโยบายรัฐบาล", en="Government policy"),
}
KINDS: dict[PlanKind, Text] = {
    PlanKind.PROVINCE_GOAL_20Y: Text(th="เป้าหมายการพัฒนาจังหวัด 20 ปี", en="Provincial goal of 20 years"),
    PlanKind.PROVINCE_5Y: Text(th="แผนพัฒนาจังหวัด 5 ปี", en="Provincial plan of 5 years"),
    PlanKind.CLUSTER: Text(th="แผนพัฒนากลุ่มจังหวัด", en="Cluster plan"),
    PlanKind.ANNUAL: Text(th="แผนปฏิบัติราชการประจำปี", en="Annual action plan"),
    PlanKind.CLUSTER_LIST: Text(th="รายการของกลุ่มจังหวัด", en="List of the cluster"),
}
MOST_YEARS = {PlanKind.PROVINCE_GOAL_20Y: 20, PlanKind.PROVINCE_5Y: 5, PlanKind.CLUSTER: 5, PlanKind.ANNUAL: 1,
              PlanKind.CLUSTER_LIST: 5}  # fmt: skip
OF_CLUSTER = frozenset({PlanKind.CLUSTER, PlanKind.CLUSTER_LIST})
"""Drafted by the province that leads the cluster, read by the others."""
STATES: dict[PlanState, Text] = {
    PlanState.DRAFT: Text(th="ร่าง", en="Draft"),
    PlanState.PROPOSED: Text(th="เสนอแล้ว รอมติ", en="Proposed"),
    PlanState.APPROVED: Text(th="ใช้บังคับ", en="In force"),
    PlanState.SUPERSEDED: Text(th="ถูกแทนที่แล้ว", en="Superseded"),
}
NODES: dict[NodeKind, Text] = {
    NodeKind.VISION: Text(th="วิสัยทัศน์", en="Vision"),
    NodeKind.GOAL: Text(th="เป้าหมาย", en="Goal"),
    NodeKind.ISSUE: Text(th="ประเด็นการพัฒนา", en="Development issue"),
    NodeKind.OBJECTIVE: Text(th="วัตถุประสงค์", en="Objective"),
    NodeKind.APPROACH: Text(th="แนวทางการพัฒนา", en="Approach"),
    NodeKind.PROGRAMME: Text(th="แผนงาน", en="Programme"),
}
ROLES: dict[LinkRole, Text] = {
    LinkRole.PRIMARY: Text(th="หลัก", en="primary"),
    LinkRole.SECONDARY: Text(th="รอง", en="secondary"),
}
UNDER: Mapping[NodeKind, frozenset[NodeKind | None]] = {
    NodeKind.VISION: frozenset({None}),
    NodeKind.GOAL: frozenset({None, NodeKind.VISION}),
    NodeKind.ISSUE: frozenset({None, NodeKind.VISION, NodeKind.GOAL}),
    NodeKind.OBJECTIVE: frozenset({NodeKind.ISSUE}),
    NodeKind.APPROACH: frozenset({NodeKind.ISSUE, NodeKind.OBJECTIVE}),
    NodeKind.PROGRAMME: frozenset({NodeKind.APPROACH}),
}
"""Under what each kind may stand; None: under nothing. Always a higher kind, so that no node stands above itself."""
ALIGNED = frozenset({NodeKind.GOAL, NodeKind.ISSUE, NodeKind.APPROACH})
"""What is aligned with national goals (แผน 3 ระดับ)."""


def may_stand(kind: NodeKind, under: NodeKind | None) -> bool:
    """Whether a node of a kind may stand under another.

    >>> may_stand(NodeKind.APPROACH, NodeKind.OBJECTIVE), may_stand(NodeKind.PROGRAMME, NodeKind.ISSUE)
    (True, False)
    """
    return under in UNDER[kind]


Targets = Mapping[tuple[str, int], tuple[Decimal, bool]]
"""By indicator and B.E. year: the value, and whether it is the baseline."""


@dataclass(frozen=True, slots=True)
class Part:
    """A node of a version as it is compared: ``key`` is what it keeps through all versions."""

    key: str
    kind: NodeKind
    code: str
    title_th: str
    title_en: str | None
    above: str | None
    links: frozenset[tuple[str, str, str]] = frozenset()
    targets: Targets = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changed:
    """A node in both versions that is not the same; ``fields`` names what differs."""

    before: Part
    after: Part
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TargetChange:
    """A target of a node that both versions have; None where one of them has no such target."""

    part: Part
    indicator: str
    year: int
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a later version has that the earlier has not, and the other way round."""

    added: tuple[Part, ...]
    removed: tuple[Part, ...]
    changed: tuple[Changed, ...]
    targets: tuple[TargetChange, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed or self.targets)


COMPARED = ("code", "title_th", "title_en", "above", "links")


def difference(before: Mapping[str, Part], after: Mapping[str, Part]) -> Difference:
    """What differs between two versions, by the keys of their nodes, in the order of the versions."""
    both = [key for key in after if key in before]
    return Difference(
        added=tuple(part for key, part in after.items() if key not in before),
        removed=tuple(part for key, part in before.items() if key not in after),
        changed=tuple(
            Changed(before[key], after[key], names) for key in both if (names := _differing(before[key], after[key]))
        ),
        targets=tuple(change for key in both for change in _target_changes(before[key], after[key])),
    )


def _differing(before: Part, after: Part) -> tuple[str, ...]:
    return tuple(name for name in COMPARED if getattr(before, name) != getattr(after, name))


def _target_changes(before: Part, after: Part) -> list[TargetChange]:
    keys = sorted(before.targets.keys() | after.targets.keys())
    pairs = [(key, before.targets.get(key), after.targets.get(key)) for key in keys]
    return [
        TargetChange(after, indicator, year, old and old[0], new and new[0])
        for (indicator, year), old, new in pairs
        if old != new
    ]


@dataclass(frozen=True, slots=True)
class Sum:
    """Projects and their money of a fiscal year by phase, in satang (จำนวนโครงการและเงินตามขั้น)."""

    projects: int = 0
    requested: int = 0
    received: int = 0
    obligated: int = 0
    disbursed: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(*(getattr(self, name) + getattr(other, name) for name in ("projects", *PHASES)))


PHASES: dict[str, Text] = {
    "requested": Text(th="คำขอ", en="Requested"),
    "received": Text(th="ได้รับ", en="Received"),
    "obligated": Text(th="ก่อหนี้", en="Obligated"),
    "disbursed": Text(th="เบิกจ่าย", en="Disbursed"),
}
"""The phases of money that stand beside goals; ``received`` is what was allocated, with transfers and what was carried in."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The money of all projects by what they serve of one system.

    Each project counts once among those that serve a goal first, or serve goals only second, or serve none, so that these
    make up the ledger. Those that serve a goal second stand beside it and are in no sum.
    """

    first: Mapping[str, Sum] = field(default_factory=dict)
    second: Mapping[str, Sum] = field(default_factory=dict)
    only_second: Sum = Sum()
    none: Sum = Sum()
    total: Sum = Sum()


def shared(projects: Iterable[tuple[Sum, Mapping[str, bool]]]) -> Shared:
    """The sums of projects that each say which goals they serve, and whether first: at most one of them."""
    first: dict[str, Sum] = {}
    second: dict[str, Sum] = {}
    only_second, none, total = Sum(), Sum(), Sum()
    for money, goals in projects:
        total += money
        foremost = next((goal for goal, is_first in goals.items() if is_first), None)
        if foremost is not None:
            first[foremost] = first.get(foremost, Sum()) + money
        elif goals:
            only_second += money
        else:
            none += money
        for goal in goals.keys() - {foremost}:
            second[goal] = second.get(goal, Sum()) + money
    return Shared(first, second, only_second, none, total)
