"""A saved map as one file to hand over: all its layers that the reader may see, in a page that needs no network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from app.core.addresses import Database
from app.core.authority import Viewer
from app.core.database import transaction
from app.core.errors import Conflict
from app.core.then import look_back
from app.maps import exports, hidden, queries, telling, times
from app.maps.saved import rules
from app.maps.saved.asking import Opened, opened
from app.maps.saved.drawings import Looked, frame_at, looked, shown, stacked
from app.web.static import VENDOR
from app.web.words import Language, today
from gis.access import Read
from gis.catalog import Catalog
from gis.layer import Layer
from gis.svgmap import Drawn

MOST_AT_ONCE, MOST = 3000, 60_000
"""Features that a file in the answer itself may hold; and a file at all, beyond which no browser opens it well."""
Passed = Callable[[int, int], None]
EMPTY = Conflict("แผนที่นี้ยังไม่มีข้อมูลให้ทำแฟ้ม", "This map has nothing to hand over yet.")


@dataclass(frozen=True, slots=True)
class Held:
    """How many features the layers of a map have, and the class of all that they hold for whoever looks."""

    count: int
    class_: Read = Read.PUBLIC


@dataclass(frozen=True, slots=True)
class Document:
    """The file, and the class of what is in it."""

    html: str
    class_: Read


@dataclass(frozen=True)
class HandOver:
    """Which map, for whom, in which language and digits; ``home`` is the code of the home province."""

    catalog: Catalog
    viewer: Viewer
    language: Language
    home: str | None
    thai_digits: bool = False

    def count(self, session: Session, found: Opened) -> int:
        """How many features the layers have, on the day of the map."""
        seen, layers = self._looked(session, found)
        everything = queries.EVERYTHING
        with times.at(session, seen.asked.year):
            return sum(
                queries.count_shown(session, layer, viewer=self.viewer, question=seen.questions.get(layer.id, everything))
                for layer in layers
            )

    def held(self, session: Session, found: Opened) -> Held:
        """The same with their class, which is that of the rows as well."""
        count = self.count(session, found)
        seen, layers = self._looked(session, found)
        with times.at(session, seen.asked.year):
            named = rules.words(found.given)
            return Held(count, hidden.class_of_layers(session, layers, seen.questions, named, viewer=self.viewer))

    def _looked(self, session: Session, found: Opened) -> tuple[Looked, list[Layer]]:
        """The map as it is asked for, and its layers, on its day."""
        if found.kept.map.as_of is not None:
            look_back(session, found.kept.map.as_of)
        seen = looked(session, self.catalog, self.viewer, found)
        return seen, shown(session, seen.catalog, self.viewer, found)

    def document(self, session: Session, found: Opened) -> Document:
        """The file. Raises Conflict where there is nothing to show, or too much."""
        # Loaded for the first map that is handed over: folium brings pandas and Arrow, 80 MB that no other answer needs.
        from gis.webmap import to_html

        if self.count(session, found) > MOST:
            raise Conflict(
                f"แผนที่นี้มีเกิน {MOST:,} รายการ แฟ้มเดียวจะเปิดไม่ไหว ปิดชั้นข้อมูลที่ไม่จำเป็นก่อน",
                f"This map has more than {MOST:,} features, too many for one file; leave out layers that it does not need.",
            )
        seen = looked(session, self.catalog, self.viewer, found)
        with times.at(session, seen.asked.year):
            drawn = self._drawn(session, found, seen)
            said = telling.narrowing(session, seen.front, seen.asked, self.language, viewer=self.viewer)
            others = (each.layer for each in reversed(drawn) if each.layer.id != seen.front.id)
            period = telling.period(session, seen.asked, others, self.language, viewer=self.viewer)
            named = rules.words(found.given)
            class_ = hidden.class_of_drawn(session, drawn, seen.questions, named, viewer=self.viewer)
        main = next((each for each in drawn if each.layer.id == found.front.id), drawn[-1] if drawn else None)
        if main is None:
            raise EMPTY
        html = to_html(
            main.layer, main.features, overlays=[each for each in drawn if each is not main],
            leaflet_dir=VENDOR / "leaflet", font_dir=VENDOR / "@fontsource" / "sarabun", made_on=today(),
            true_on=(seen.asked.year and seen.asked.year.day) or seen.asked.day, said=said, lang=self.language,
            title=self.language.text(found.kept.title), opacities=rules.opacities(found.given),
            bounds=frame_at(session, self.catalog, self.viewer, found, self.home).bounds,
            class_=class_, period=period, thai_digits=self.thai_digits,
        )  # fmt: skip
        return Document(html, class_)

    def _drawn(self, session: Session, found: Opened, seen: Looked) -> list[Drawn]:
        """Its layers that have anything, from the lowest, with what lies in the home province and around the view."""
        at_home = queries.opening_view(session, self.catalog, viewer=self.viewer, home=self.home)
        around = frame_at(session, self.catalog, self.viewer, found, self.home).bounds
        west, south, east, north = zip(at_home, around, strict=True)
        bounds = min(west), min(south), max(east), max(north)
        layers = shown(session, seen.catalog, self.viewer, found)
        drawn = []
        for layer in layers:
            features = queries.features_drawn(
                session, layer, bounds, exports.HANDED_OVER, self.language, viewer=self.viewer,
                question=seen.questions.get(layer.id, queries.EVERYTHING),
            )  # fmt: skip
            drawn.append(Drawn(layer, features, labelled=exports.is_named(layer, features, found.front)))
        return stacked([each for each in drawn if each.features])


@dataclass(frozen=True)
class HandedOver:
    """The same as a work in the background, which reads the map anew with the rights of that moment."""

    hand_over: HandOver
    database: Database
    map_id: str

    def write(self, path: Path, *, passed: Passed) -> int:
        """The whole file; of how many features. Raises NotFound, Gone and Conflict; what ``passed`` raises ends it."""
        with transaction(self.database, viewer=self.hand_over.viewer) as session:
            found = opened(session, self.hand_over.catalog, self.map_id, viewer=self.hand_over.viewer)
            count = self.hand_over.count(session, found)
            passed(0, count)
            path.write_text(self.hand_over.document(session, found).html, "utf-8")
        passed(count, count)
        return count
