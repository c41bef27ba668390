"""An atlas: the briefs of all areas that a question finds, as one book (สมุดสรุปพื้นที่). It is made in the background."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from app.briefs.areas import areas_told
from app.briefs.maps import Drawn, drawn_of
from app.briefs.notes import Imprint, notes_for
from app.briefs.papers import Page, in_thai, page_of, to_book
from app.briefs.queries import brief_of
from app.briefs.rules import Brief
from app.briefs.telling import Told, values_of
from app.core.addresses import Database
from app.core.authority import Viewer
from app.core.database import transaction
from app.core.errors import Invalid
from app.core.then import look_back
from app.ogc.taking import Taking
from app.web.digits import in_values
from app.web.words import Language, long_date, today
from gis import statement
from gis.catalog import Catalog
from gis.columns import quoted
from gis.layer import Text

LEVELS = ("provinces", "districts", "subdistricts")
"""The layers whose areas have briefs."""
MADE_OF = (
    "provinces", "districts", "subdistricts", "villages", "population_density_districts", "population_density_subdistricts",
    "projects", "project_lights", "budget_execution", "budget_subdistricts",
)  # fmt: skip
"""The layers whose tables hold what briefs tell: where one has another version, figures may have changed."""
VERSIONS = table("layer_version", column("layer"), column("version"), schema="published")
DATES = "dates"
"""What a page says that is another on every day, though nothing changed."""
MOST_AREAS = 200
TITLE = Text(th="สมุดสรุปพื้นที่", en="Atlas of area briefs")
Passed = Callable[[int, int], None]


@dataclass(frozen=True)
class Atlas:
    """What is to be made, and for whom; with the day, conditions and language of a taking. ``imprint``: who puts it out.

    When it has been written ``versions`` are those of the layers that it was made of, and ``pages`` the digest of the figures
    of each area, by code.
    """

    taking: Taking
    catalog: Catalog
    database: Database
    viewer: Viewer
    imprint: Imprint
    versions: dict[str, int] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)

    @property
    def language(self) -> Language:
        return Language(self.taking.lang)

    def write(self, path: Path, *, passed: Passed) -> int:
        """The whole book; of how many areas. Raises Invalid where there are none or too many; what ``passed`` raises ends it."""
        with self._opened() as session:
            codes = codes_of(session, self.taking, viewer=self.viewer)
            _refuse(len(codes))
            pages, is_hidden = list[Page](), False
            for done, code in enumerate(codes):
                passed(done, len(codes))
                brief = self._figures(session, code)
                what = drawn_of(self.catalog, session, code, self.language, viewer=self.viewer)
                pages.append(self._page(brief, what))
                is_hidden |= brief.is_hidden or what.is_hidden
            areas = areas_told(
                session, self.taking.layer, codes, self.language, viewer=self.viewer, on=self.taking.on
            )
        passed(len(codes), len(codes))
        path.write_bytes(self._bound(pages, areas, is_hidden))
        return len(codes)

    def compare(self) -> None:
        """Fill ``versions`` and ``pages`` as they are now, without drawing or setting anything."""
        with self._opened() as session:
            for code in codes_of(session, self.taking, viewer=self.viewer):
                self._figures(session, code)

    @contextmanager
    def _opened(self) -> Iterator[Session]:
        """A session that answers for the day asked for. Versions are read first: what moves later counts as a change."""
        with transaction(self.database, viewer=self.viewer) as session:
            self.versions.update(versions_of(session, viewer=self.viewer))
            if self.taking.on is not None:
                look_back(session, self.taking.on)
            yield session

    def _figures(self, session: Session, code: str) -> Brief:
        """The brief of an area, whose digest is kept."""
        brief = brief_of(session, code, viewer=self.viewer, on=self.taking.on)
        self.pages[code] = digest_of(values_of(brief, self.language))
        return brief

    def _page(self, brief: Brief, what: Drawn) -> Page:
        notes = self._notes(f"/briefs/{brief.code}", is_hidden=brief.is_hidden or what.is_hidden)
        told = values_of(brief, self.language)
        if self.taking.thai_digits:
            told, what, notes = in_thai(told, what, notes)
        return page_of(told, what, self.language, notes, prefix=f"{brief.code}-")

    def _notes(self, *places: str, is_hidden: bool) -> list[str]:
        return notes_for(self.imprint, self.language, *places, is_hidden=is_hidden)

    def _bound(self, pages: list[Page], areas: str, is_hidden: bool) -> bytes:
        said, day = self.language, self.taking.on or today()
        title = f"{said.text(TITLE)}: {said.text(self.taking.layer.metadata.title)}"
        dates = [f"{said.say('จริง ณ', 'True on')} {long_date(day, said)}", f"{len(pages)} {said.say('พื้นที่', 'areas')}"]
        seen = said.say("ตามสิทธิของตำแหน่งที่ขอ", "as the position that asked may see")
        office = self.imprint.named(said)
        warned = [each for each in self._notes(is_hidden=is_hidden) if each != office]
        cover = [title, office, *dates, areas, seen, *warned]
        title, office, *rest = in_values(cover) if self.taking.thai_digits else cover
        return to_book(title, office, rest[: len(dates)], rest[len(dates) :], pages, said.value)


def codes_of(session: Session, taking: Taking, *, viewer: Viewer) -> list[str]:
    """The areas that a taking finds, one more than an atlas may have where there are too many."""
    layer, visible = taking.layer, viewer.visible()
    where = " AND ".join(statement.conditions(layer, taking.question.shape(visible)))
    key = quoted(layer.source.id)
    asked = f"SELECT {key} FROM {statement.view(layer)} WHERE {where} ORDER BY {key} LIMIT {MOST_AREAS + 1}"
    found = session.connection().exec_driver_sql(asked, taking.question.bound(layer, visible))
    return [row[0] for row in found]


def versions_of(session: Session, *, viewer: Viewer) -> dict[str, int]:
    """The versions of the layers that an atlas is made of, as the viewer is told them."""
    del viewer
    asked = select(VERSIONS.c.layer, VERSIONS.c.version).where(VERSIONS.c.layer.in_(MADE_OF))
    return {row.layer: row.version for row in session.execute(asked)}


def digest_of(told: Told) -> str:
    """The SHA-256 of all that a page says but its day."""
    figures = {name: said for name, said in told.items() if name != DATES}
    return hashlib.sha256(json.dumps(figures, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def changed_pages(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The codes of areas whose figures are others now, with those that came and went.

    >>> changed_pages({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "9", "d": "4"})
    ['b', 'c', 'd']
    """
    return sorted(code for code in {*then, *now} if then.get(code) != now.get(code))


def must_have_briefs(layer_id: str) -> None:
    """Raises Invalid for a layer whose features are no areas."""
    if layer_id not in LEVELS:
        raise Invalid(
            "สมุดสรุปพื้นที่ทำได้จากชั้นเขตจังหวัด เขตอำเภอ และเขตตำบล",
            "Atlases are made of the layers of provinces, districts and subdistricts.", place="layer",
        )  # fmt: skip


def _refuse(count: int) -> None:
    if count == 0:
        raise Invalid("ไม่มีพื้นที่ที่ตรงกับเงื่อนไข", "No area answers the conditions.", place="filter")
    if count > MOST_AREAS:
        raise Invalid(
            f"ทำได้ครั้งละไม่เกิน {MOST_AREAS} พื้นที่ กรองก่อน เช่น filter=code LIKE '9901%'",
            f"At most {MOST_AREAS} areas at once; narrow them, as by filter=code LIKE '9901%'.", place="filter",
        )  # fmt: skip

