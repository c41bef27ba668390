"""How a project is divided over its sites, and a site over areas, in integers that lose nothing."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gis.layer import Text

WHOLE_PPM = 1_000_000
"""A whole, in parts of a million. Shares are integers so that they sum to it exactly."""


class Role(StrEnum):
    """What a site is to its project (บทบาทของที่ตั้ง)."""

    SITE = "site"
    BENEFICIARY = "beneficiary"
    ALIGNMENT = "alignment"


class Precision(StrEnum):
    """How well a site is located; `none`: its place is not known (ความละเอียดของตำแหน่ง)."""

    SURVEYED = "surveyed"
    GPS = "gps"
    DIGITISED = "digitised"
    CENTROID = "centroid"
    NONE = "none"


ROLES: dict[Role, Text] = {
    Role.SITE: Text(th="ที่ตั้งงาน", en="Site of the works"),
    Role.BENEFICIARY: Text(th="พื้นที่รับประโยชน์", en="Area that benefits"),
    Role.ALIGNMENT: Text(th="แนวเส้นทาง", en="Alignment"),
}
PRECISIONS: dict[Precision, Text] = {
    Precision.SURVEYED: Text(th="รังวัด", en="Surveyed"),
    Precision.GPS: Text(th="GPS", en="GPS"),
    Precision.DIGITISED: Text(th="วาดจากแผนที่", en="Digitised"),
    Precision.CENTROID: Text(th="จุดกลางพื้นที่", en="Centroid"),
    Precision.NONE: Text(th="ไม่มีตำแหน่ง", en="No position"),
}


def largest_remainder(weights: Sequence[float], total: int) -> list[int]:
    """Divide `total` into integers in proportion to the weights, by largest remainder.

    The sum is exact; units left over by rounding down go to the largest fractions, of equal ones to the first.
    Weights are finite, not negative, and not all zero; else ValueError.
    """
    whole = sum(weights)
    if not 0 < whole < math.inf or min(weights) < 0:
        raise ValueError("weights must be finite, not negative, and not all zero")
    exact = [total * weight / whole for weight in weights]
    parts = [int(share) for share in exact]
    by_fraction = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_fraction[: total - sum(parts)]:
        parts[place] += 1
    return parts


def shares(weights: Mapping[str, float]) -> dict[str, int]:
    """Shares in parts of a million by code; codes whose share rounds to nothing are left out.

    Weights are lengths, areas or counts inside each area, in any one unit; the order of the codes does not matter.
    """
    codes = sorted(weights)
    parts = largest_remainder([weights[code] for code in codes], WHOLE_PPM)
    return {code: part for code, part in zip(codes, parts, strict=True) if part}


def main_area(areas: Mapping[str, int]) -> str | None:
    """The area with the largest share, of equal ones the lowest code; None where there is none."""
    return min(areas, key=lambda code: (-areas[code], code)) if areas else None


def site_shares(roles: Sequence[Role]) -> list[int]:
    """The share of each site where none is given: equal over the sites of the works, nothing for who benefits.

    A project that has only beneficiaries is divided equally over them.
    """
    works = [role is not Role.BENEFICIARY for role in roles]
    return largest_remainder([1.0 if work or not any(works) else 0.0 for work in works], WHOLE_PPM)


def site_shares_with(roles: Sequence[Role], given: Sequence[int | None]) -> list[int]:
    """Given shares as they are; what is left of the whole is divided over the others as where none is given.

    Raises ValueError when the given ones exceed the whole, or fill it not although nothing is left to divide it over.
    """
    left = WHOLE_PPM - sum(share or 0 for share in given)
    open_roles = [role for role, share in zip(roles, given, strict=True) if share is None]
    if left < 0 or (left and not open_roles):
        raise ValueError("given shares must sum to the whole, or leave sites for what is missing")
    weights = site_shares(open_roles) if open_roles else []
    rest = iter(largest_remainder([float(one) for one in weights], left) if weights else [])
    return [next(rest) if share is None else share for share in given]


class Located(StrEnum):
    """How exactly it is known where a project is (ความแน่นอนของที่ตั้ง); the best of its sites decides."""

    EXACT = "exact"
    APPROXIMATE = "approximate"
    PROVINCE = "province"
    NOWHERE = "nowhere"


LOCATED: dict[Located, Text] = {
    Located.EXACT: Text(th="แน่นอน", en="Exact"),
    Located.APPROXIMATE: Text(th="โดยประมาณ", en="Approximate"),
    Located.PROVINCE: Text(th="ทั้งจังหวัด", en="Province-wide"),
    Located.NOWHERE: Text(th="ไม่มีที่ตั้ง", en="Not located"),
}


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What a site says of the areas that it lies in, against where its geometry lies.

    ``missing``: declared, but the geometry is not there; ``unsaid``: it is there, but nobody said so; ``near``: declared
    and not touched, but nearer than the tolerance of boundaries.
    """

    missing: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    near: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        return not (self.missing or self.unsaid)


def mismatch(declared: Collection[str], touched: Collection[str], near: Collection[str] = ()) -> Mismatch:
    """Compares declared codes, of any level, with the subdistricts that the geometry touches and those within tolerance.

    >>> mismatch({"9801"}, {"980101", "980201"})
    Mismatch(missing=(), unsaid=('980201',), near=())
    """
    if not declared:
        return Mismatch()
    absent = [code for code in sorted(declared) if not any(one.startswith(code) for one in touched)]
    close = tuple(code for code in absent if any(one.startswith(code) for one in near))
    unsaid = tuple(code for code in sorted(touched) if not any(code.startswith(one) for one in declared))
    return Mismatch(tuple(code for code in absent if code not in close), unsaid, close)
