"""Acts on areas: bringing boundaries in (นำเข้าเขตการปกครอง)."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import shapely
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import PUBLIC, Acting, Resource
from app.core.lineage import ImportRun
from app.core.permissions import Permission
from app.places import queries
from app.places.imports import deriving, storing
from app.places.imports.checking import check, provinces_of
from app.places.imports.planning import Plan, planned, touched
from app.places.imports.reading import AreaFile, read_areas, refused_file
from app.places.imports.report import ImportReport
from app.places.imports.versions import first_day, successions
from app.places.rules import POLYGON_LEVELS, Level, levels_above, province_code
from app.places.schemas import AreaRecord, ImportOptions, KnownArea
from gis.geometry import as_array
from gis.readers import Refusal

BANGKOK = ZoneInfo("Asia/Bangkok")
AROUND_DEGREES = 0.02
"""Neighbours within about 2 km take part in the checks."""


def import_areas(
    session: Session, *, by: Acting, areas: Path | Sequence[AreaRecord], options: ImportOptions | None = None
) -> ImportReport:
    """Check areas of one level and store them with the levels above, or refuse them and change nothing.

    ``areas`` is a file, or records in memory (EPSG:4326). Leaves one import run and one audit event; the caller commits.
    What is wrong with the areas is told in the report, never raised. Raises Forbidden for an area outside the scope.
    """
    by.must(Permission.AREA_IMPORT)
    began = time.monotonic()
    act = _Import(session, by, options or ImportOptions())
    file = _opened(areas, act.options)
    for record in file.records:
        by.must(Permission.AREA_IMPORT, Resource(area=record.code))
    report = act.run(file)
    report.seconds = time.monotonic() - began
    if act.stored and not act.options.dry_run:
        _leave(session, by, report, act.run_id)
    return report


def _opened(areas: Path | Sequence[AreaRecord], options: ImportOptions) -> AreaFile:
    if not isinstance(areas, Path):
        return AreaFile("", None, areas[0].level if areas else options.level, list(areas))
    try:
        return read_areas(
            areas,
            level=options.level,
            crs=options.crs,
            encoding=options.encoding,
            layer=options.layer,
            home_province=options.home_province,
        )
    except Refusal as error:
        return refused_file(areas.name, error)


def _leave(session: Session, by: Acting, report: ImportReport, run_id: uuid.UUID) -> None:
    """The audit event, and the report beside the run that the rows name."""
    run = session.get_one(ImportRun, run_id)
    run.report = report.as_json()
    run.finished_at = datetime.now(BANGKOK)
    level = report.level.value if report.level else ""
    audit.record(session, by, "areas.imported", "import_run", str(run_id), level=level, counts=dict(report.counts))


@dataclass(slots=True)
class _Import:
    """One import on its way through the steps: know, name, check, plan, store."""

    session: Session
    by: Acting
    options: ImportOptions
    run_id: uuid.UUID = field(default_factory=uuid.uuid4)
    stored: bool = False

    def run(self, file: AreaFile) -> ImportReport:
        report = ImportReport(file.file_name, file.level, None, file.sha256, self.options.dry_run)
        report.remarks = list(file.remarks)
        report.counts["rows"] = len(file.records)
        if not report.refused and file.records:
            self._judge(file, report)
        return report

    def _judge(self, file: AreaFile, report: ImportReport) -> None:
        known = self._known(file.records)
        names = deriving.all_names({**file.names, **self.options.names}, known)
        records = self._own(file.records, known, report)
        records, lost = deriving.with_names(records, names)
        report.remarks += lost
        if not records:
            return
        checked = check(records, known, self.options)
        report.remarks += checked.remarks
        if not checked.refused:
            today = datetime.now(BANGKOK).date()
            before = touched(checked.records, known)
            since = first_day(self.options.valid_from, file.valid_from, before, today)
            self._write(planned(checked.records, known, names, since), report)

    def _known(self, records: Sequence[AreaRecord]) -> list[KnownArea]:
        """Open areas of the provinces named and of the ground around: of the records' level, the next below, and above.

        A synthetic province lies on real ground, so the one kind does not see the other's neighbours.
        """
        level, provinces = records[0].level, provinces_of(records)
        below = POLYGON_LEVELS[POLYGON_LEVELS.index(level) :][:2] if level in POLYGON_LEVELS else (level,)
        west, south, east, north = shapely.total_bounds(as_array([record.geom for record in records]))
        around = queries.known_areas(
            self.session,
            viewer=PUBLIC,
            levels={*below, *levels_above(level)},
            provinces=provinces,
            bounds=(west - AROUND_DEGREES, south - AROUND_DEGREES, east + AROUND_DEGREES, north + AROUND_DEGREES),
        )
        kind = self.options.is_synthetic
        return [area for area in around if area.is_synthetic == kind or province_code(area.code) in provinces]

    def _own(self, records: Sequence[AreaRecord], known: Sequence[KnownArea], report: ImportReport) -> list[AreaRecord]:
        """The records that may replace what is stored; areas dissolved from below are only compared."""
        compared = deriving.only_compared(records, known)
        if not compared:
            return list(records)
        report.counts["compared"] = len(compared)
        report.remarks.append(deriving.comparison(compared, known))
        rows = {id(record) for record in compared}
        return [record for record in records if id(record) not in rows]

    def _write(self, plan: Plan, report: ImportReport) -> None:
        report.valid_from = plan.valid_from
        report.remarks += plan.remarks
        lowest, *above = plan.steps.items()
        report.counts.update(lowest[1].counts())
        report.counts.update({f"{level}s": len(step.fresh) + len(step.corrected) for level, step in above})
        if not report.refused and not self.options.dry_run:
            self._store(plan, report)

    def _store(self, plan: Plan, report: ImportReport) -> None:
        self.stored = True
        run = ImportRun(id=self.run_id, kind="areas", file_name=report.file_name or "(generated)", sha256=report.sha256)
        run.by_position, run.outcome = self.by.position, "imported"
        self.session.add(run)
        self.session.flush()
        origin = storing.Origin(self.run_id, plan.valid_from, self.options)
        for step in reversed(plan.steps.values()):
            storing.store(self.session, step, origin)
        storing.join_parents(self.session, plan.provinces)
        lowest = next(iter(plan.steps))
        storing.link(self.session, lowest, plan.valid_from, successions(plan.replaced))
        report.counts["overviews"] = sum(self._generalise(level, plan) for level in plan.steps)

    def _generalise(self, level: Level, plan: Plan) -> int:
        step = plan.steps[level]
        changed = [record.code for record in step.fresh] + [area.code for area, _ in step.corrected]
        if level not in POLYGON_LEVELS or not changed:
            return 0
        return storing.generalise(self.session, level, changed, is_synthetic=self.options.is_synthetic)
