"""An atlas: the briefs of all areas that a question finds, as one book (สมุดสรุปพื้นที่). It is made in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from app.briefs.maps import drawn_of
from app.briefs.papers import Page, page_of, to_book
from app.briefs.queries import brief_of
from app.core.addresses import Database
from app.core.authority import Viewer
from app.core.database import transaction
from app.core.errors import Invalid
from app.core.then import look_back
from app.ogc.taking import Taking
from app.web.words import Language, long_date, today
from gis import statement
from gis.catalog import Catalog
from gis.columns import quoted
from gis.layer import Text

LEVELS = ("provinces", "districts", "subdistricts")
"""The layers whose areas have briefs."""
MOST_AREAS = 200
TITLE = Text(th="สมุดสรุปพื้นที่", en="Atlas of area briefs")
Passed = Callable[[int, int], None]


@dataclass(frozen=True)
class Atlas:
    """What is to be made, and for whom; with the day, conditions and language of a taking."""

    taking: Taking
    catalog: Catalog
    database: Database
    viewer: Viewer

    @property
    def language(self) -> Language:
        return Language(self.taking.lang)

    def write(self, path: Path, *, passed: Passed) -> int:
        """The whole book; of how many areas. Raises Invalid where there are none or too many; what ``passed`` raises ends it."""
        with transaction(self.database, viewer=self.viewer) as session:
            if self.taking.on is not None:
                look_back(session, self.taking.on)
            codes = self._codes(session)
            _refuse(len(codes))
            pages = []
            for done, code in enumerate(codes):
                passed(done, len(codes) + 1)
                pages.append(self._page(session, code))
        passed(len(codes), len(codes) + 1)
        path.write_bytes(self._bound(pages))
        passed(len(codes) + 1, len(codes) + 1)
        return len(codes)

    def _codes(self, session: Session) -> list[str]:
        layer, visible = self.taking.layer, self.viewer.visible()
        where = " AND ".join(statement.conditions(layer, self.taking.question.shape(visible)))
        key = quoted(layer.source.id)
        asked = f"SELECT {key} FROM {statement.view(layer)} WHERE {where} ORDER BY {key} LIMIT {MOST_AREAS + 1}"
        found = session.connection().exec_driver_sql(asked, self.taking.question.bound(layer, visible))
        return [row[0] for row in found]

    def _page(self, session: Session, code: str) -> Page:
        brief = brief_of(session, code, viewer=self.viewer, on=self.taking.on)
        what = drawn_of(self.catalog, session, code, self.language, viewer=self.viewer)
        return page_of(brief, what, self.language, [f"/briefs/{code}"], prefix=f"{code}-")

    def _bound(self, pages: list[Page]) -> bytes:
        said, day = self.language, self.taking.on or today()
        title = f"{said.text(TITLE)}: {said.text(self.taking.layer.metadata.title)}"
        dates = [f"{said.say('จริง ณ', 'True on')} {long_date(day, said)}", f"{len(pages)} {said.say('พื้นที่', 'areas')}"]
        conditions = " & ".join(f"{name}={value}" for name, value in self.taking.given)
        seen = said.say("ตามสิทธิของตำแหน่งที่ขอ", "as the position that asked may see")
        return to_book(title, "", dates, [each for each in (conditions, seen) if each], pages, said.value)


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

