"""Rows of every class, agency, area and purpose, and who may see which: said anew here, not asked of the service.

The layers are those of the house with what they do not have: ``facilities`` is kept for social welfare and has an internal
and a personal attribute, ``projects`` is styled by an internal one, ``roads`` has a confidential one, ``rivers`` is for
officials only, ``flood_zones`` confidential, the density of subdistricts is of an internal attribute.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.cluster import Database
from app.core.database import transaction
from app.core.published import LAYERS
from app.core.roles import Role

WELFARE = "social-welfare"
CLASSES = ("public", "internal", "personal", "confidential", "personal_confidential")
AGENCIES = ("works", "office", "welfare", None)
AREAS = ("980101", "980102", "980201", "980301", None)
DATASETS = ("roads", "facilities", "rivers", "flood_zones")
SECRET = "ลับSECRET"
"""In every text of the rows, so that any of them is found in whatever answer it slips into."""
CHANGES: dict[str, tuple[tuple[str, str], ...]] = {
    "facilities": (
        ('role = "title_en"\n', 'role = "title_en"\nclass = "internal"\n'),
        ('name = "area_code"\n', 'name = "area_code"\nclass = "personal"\n'),
        ('read = "public"\n', 'read = "public"\npurpose = "social-welfare"\n'),
    ),
    "projects": (('name = "phase"\n', 'name = "phase"\nclass = "internal"\n'),),
    "roads": (('name = "length_km"\n', 'name = "length_km"\nclass = "confidential"\n'),),
    "rivers": (('read = "public"\n', 'read = "internal"\n'),),
    "flood_zones": (('read = "public"\n', 'read = "confidential"\n'),),
    "population_density_subdistricts": (
        ('name = "people_per_sqkm"\n', 'name = "people_per_sqkm"\nclass = "internal"\n'),
    ),
}


def write_layers(folder: Path) -> Path:
    """The layers of the house with these changes."""
    for path in LAYERS.glob("*.toml"):
        content = path.read_text("utf-8")
        for before, after in CHANGES.get(path.stem, ()):
            assert before in content, (path.stem, before)
            content = content.replace(before, after, 1)
        (folder / path.name).write_text(content, "utf-8")
    return folder


@dataclass(frozen=True)
class Rank:
    """What decides who may see a row."""

    class_: str
    agency: str | None
    area: str | None
    purpose: str | None = None

    def is_for(self, viewer: Viewer) -> bool:
        """Public, or of the viewer's classes within his agencies, areas and purposes."""
        if self.class_ == "public":
            return True
        return (
            self.class_ in {held.value for held in viewer.classes}
            and (viewer.agencies is None or self.agency in viewer.agencies)
            and (viewer.areas is None or any((self.area or "").startswith(code) for code in viewer.areas))
            and ("personal" not in self.class_ or viewer.purposes is None or self.purpose in viewer.purposes)
        )


@dataclass(frozen=True)
class Brought:
    """A feature; ``number`` is its id in every database."""

    dataset: str
    number: int
    rank: Rank
    lon: float

    @property
    def name(self) -> str:
        return f"{SECRET}{self.number}"

    def write(self, session: Session) -> None:
        shape = {
            "roads": f"MULTILINESTRING(({self.lon} 15.1,{self.lon + 0.2} 15.9))",
            "rivers": f"MULTILINESTRING(({self.lon} 15.2,{self.lon + 0.1} 15.4))",
            "flood_zones": f"MULTIPOLYGON((({self.lon} 15.2,{self.lon + 0.1} 15.2,{self.lon} 15.4,{self.lon} 15.2)))",
            "facilities": f"POINT({self.lon} 15.6)",
        }[self.dataset]
        attributes = {
            "name_th": self.name, "name_en": self.name, "number": self.name, "kind": "school", "length_km": self.number,
            "return_years": 5,
        }  # fmt: skip
        session.execute(
            text(
                "INSERT INTO datasets.feature (dataset_id, id, geom, attributes, class, agency, area_code)"
                " VALUES (:dataset, :id, st_setsrid(st_geomfromtext(:shape), 4326), CAST(:attributes AS jsonb), :class,"
                " :agency, :area)"
            ),
            {
                "dataset": self.dataset, "id": self.number, "shape": shape, "attributes": json.dumps(attributes),
                "class": self.rank.class_, "agency": self.rank.agency, "area": self.rank.area,
            },
        )  # fmt: skip


@dataclass(frozen=True)
class Planned:
    """A project with one site."""

    key: uuid.UUID
    rank: Rank
    lon: float

    @property
    def name(self) -> str:
        return f"{SECRET}{self.key.hex[:8]}"

    def write(self, session: Session) -> None:
        bound = {
            "id": self.key, "name": self.name, "state": "funded" if self.rank.class_ == "public" else "draft",
            "class": self.rank.class_, "agency": self.rank.agency, "area": self.rank.area,
            "areas": [self.rank.area] if self.rank.area else [], "lon": self.lon,
        }  # fmt: skip
        for statement in (
            "INSERT INTO projects.project (id, reference, title_th, kind, fiscal_year, state, class, agency, area_codes,"
            " changed_at) VALUES (:id, :name, :name, 'infrastructure', 2569, :state, :class, :agency, :areas, '2026-01-01')",
            "INSERT INTO projects.site (id, project_id, geom, role, precision, share_ppm, area_code)"
            " VALUES (:id, :id, st_setsrid(st_point(:lon, 15.7), 4326), 'site', 'gps', 1000000, :area)",
            "INSERT INTO projects.site_area (site_id, project_id, area_code, share_ppm)"
            " SELECT :id, :id, :area, 1000000 WHERE CAST(:area AS text) IS NOT NULL",
        ):
            session.execute(text(statement), bound)


def some_rows(seed: int, features: int = 160, projects: int = 40) -> list[Brought | Planned]:
    """Rows of every kind, at random but equal for equal seeds; numbers that tell nothing."""
    chance = random.Random(seed)
    numbers = chance.sample(range(10_000_000, 4_000_000_000), features)
    rows: list[Brought | Planned] = []
    for number in numbers:
        dataset = chance.choice(DATASETS)
        purpose = WELFARE if dataset == "facilities" else None
        rank = Rank(chance.choice(CLASSES), chance.choice(AGENCIES), chance.choice(AREAS), purpose)
        rows.append(Brought(dataset, number, rank, round(chance.uniform(100, 102.5), 3)))
    for _ in range(projects):
        rank = Rank(
            chance.choice(("public", "internal", "confidential")), chance.choice(AGENCIES), chance.choice(AREAS)
        )
        rows.append(Planned(uuid.UUID(int=chance.getrandbits(128)), rank, round(chance.uniform(100, 102.5), 3)))
    return rows


def write(database: Database, rows: Iterable[Brought | Planned]) -> None:
    """All rows in one transaction of the owner's."""
    with transaction(database, Role.OWNER) as session:
        for row in rows:
            row.write(session)
