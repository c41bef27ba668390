"""Which versions begin and end: records of one level against the open versions of the same level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.places.rules import Change
from app.places.schemas import AreaRecord, KnownArea
from gis.geometry import area_sqm
from gis.thai import normalise

UNDATED = date(1900, 1, 1)
"""First day of boundaries that come without a date where nothing is stored: so that older figures find their area."""

SAME_SQM = 1.0
"""Two polygons that differ by less are the same ground; inserting points on a line moves it by rounding only."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one level: each record is fresh (a new version), corrected (same first day or later) or unchanged."""

    fresh: list[AreaRecord] = field(default_factory=list)
    corrected: list[tuple[KnownArea, AreaRecord]] = field(default_factory=list)
    unchanged: list[KnownArea] = field(default_factory=list)
    closed: list[KnownArea] = field(default_factory=list)

    @property
    def moved(self) -> int:
        return len(self.fresh) + len(self.corrected) + len(self.closed)

    def counts(self) -> dict[str, int]:
        """By what happened: new codes, new versions, corrections, unchanged, ended."""
        ended = {area.code for area in self.closed}
        changed = sum(record.code in ended for record in self.fresh)
        return {
            "new": len(self.fresh) - changed,
            "changed": changed,
            "corrected": len(self.corrected),
            "unchanged": len(self.unchanged),
            "closed": len(self.closed) - changed,
        }


def step(
    records: Sequence[AreaRecord], known: Mapping[str, KnownArea], valid_from: date, gone: Sequence[str] = ()
) -> Step:
    """Sort the records by what they do to the open versions of their level (by code); ``gone`` end under their code.

    A version that began on the same day or later is corrected in place, since no day would be left to it; so is one
    whose name and ground stay while its line has more or fewer points.
    """
    found = Step(closed=[known[code] for code in gone])
    for record in records:
        open_one = known.get(record.code)
        if open_one is None:
            found.fresh.append(record)
        elif _same(record, open_one):
            found.unchanged.append(open_one)
        elif open_one.valid_from >= valid_from or _same_ground(record, open_one):
            found.corrected.append((open_one, record))
        else:
            found.closed.append(open_one)
            found.fresh.append(record)
    return found


def _same_name(record: AreaRecord, stored: KnownArea) -> bool:
    return normalise(stored.name_th) == normalise(record.name_th) and stored.name_en == record.name_en


def _same(record: AreaRecord, stored: KnownArea) -> bool:
    if stored.geom is None or not _same_name(record, stored):
        return False
    return bool(stored.geom == record.geom) or bool(stored.geom.normalize() == record.geom.normalize())


def _same_ground(record: AreaRecord, stored: KnownArea) -> bool:
    if stored.geom is None or not _same_name(record, stored):
        return False
    return area_sqm(stored.geom.symmetric_difference(record.geom)) <= SAME_SQM and record.geom.geom_type != "Point"


def first_day(given: date | None, of_file: date | None, known: Sequence[KnownArea], today: date) -> date:
    """From when the boundaries count: as the operator says, else the file, else today where older ones are stored."""
    return given or of_file or (today if known else UNDATED)


def successions(replaced: Mapping[str, Sequence[str]]) -> list[tuple[str, str, Change]]:
    """(predecessor, successor, kind) for codes that ended."""
    heirs = Counter(code for codes in replaced.values() for code in codes)
    return [
        (old, new, _kind(old, new, len(codes), heirs[new])) for old, codes in sorted(replaced.items()) for new in codes
    ]


def _kind(old: str, new: str, heirs: int, ancestors: int) -> Change:
    if heirs > 1:
        return Change.SPLIT
    if ancestors > 1:
        return Change.MERGE
    return Change.RENUMBER if old[:-2] == new[:-2] else Change.TRANSFER
