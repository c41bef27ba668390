"""A database of the bench's own: a private cluster with production settings below the home, filled once by code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import numpy as np
import psycopg
import shapely

from app.core.addresses import SUPERUSER, Database
from app.core.cluster import create_database, drop_database, open_database
from app.core.migration import MIGRATIONS, migrate
from app.core.roles import Role
from app.core.settings import Settings
from bench import country as country_module
from bench.country import KINDS, Country, country, name
from bench.report import tell
from gis.coverage import BANDS, dissolve, generalised, to_mercator
from gis.geometry import Geometries, areas_sqm, as_array

SINCE = date(2020, 1, 1)
AREA_COLUMNS = (
    "id, level, code, parent_id, parent_code, name_th, name_en, valid_from, geom, label_point, area_sqm, source,"
    " is_synthetic"
)
FEATURE_COLUMNS = "dataset_id, geom, attributes, class, area_code, is_synthetic"


def bench_settings() -> Settings:
    """Settings with a home of the bench's own, one web process and no demo."""
    own = Settings()
    home = own.home / "bench"
    return Settings(home=home, secrets=home / "secrets", demo=False, workers=1)


@contextmanager
def ground(settings: Settings, made: Callable[[], Country] = country) -> Iterator[str]:
    """The filled database while the block runs, made anew when the recipe has changed; gives the owner's address."""
    with open_database(settings) as database:
        owner = database.url(Role.OWNER)
        stamp, wanted = settings.home / "ground", _recipe()
        fresh = stamp.exists() and stamp.read_text("utf-8") == wanted
        if not fresh:
            stamp.unlink(missing_ok=True)
            _anew(database)
        migrate(database)
        (settings.home / "scripts").mkdir(exist_ok=True)
        if not fresh:
            fill(owner, made())
            stamp.write_text(wanted, "utf-8")
        yield owner


def _anew(database: Database) -> None:
    """An empty database in the place of one that other migrations may have made."""
    above = database.named(SUPERUSER)
    drop_database(above, database.name)
    create_database(above, database.name)


def fill(owner: str, made: Country) -> None:
    """Lay the country in an empty database, generalised as an import would, then gather statistics."""
    with psycopg.connect(owner) as connection:
        first = 1
        for level, codes, polygons in _levels(made):
            tell(f"เขต {level} {len(codes):,}", f"areas: {level} {len(codes):,}")
            _areas(connection, first, level, codes, polygons)
            _overviews(connection, first, polygons)
            first += len(codes)
        tell(f"สถานที่ {len(made.facilities):,}", f"facilities {len(made.facilities):,}")
        _facilities(connection, made)
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE) places.area, derived.area_overview, datasets.feature")


def _recipe() -> str:
    digest = hashlib.sha256()
    for path in (Path(__file__), Path(country_module.__file__), *sorted((MIGRATIONS / "versions").glob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _levels(made: Country) -> Iterator[tuple[str, list[str], Geometries]]:
    """Provinces, districts and subdistricts, so that parents come first."""
    for level, digits in (("province", 2), ("district", 4)):
        dissolved = dissolve(made.subdistricts, [code[:digits] for code in made.codes])
        yield level, list(dissolved), as_array(list(dissolved.values()))
    yield "subdistrict", made.codes, made.subdistricts


def _areas(connection: psycopg.Connection, first: int, level: str, codes: Sequence[str], polygons: Geometries) -> None:
    parents = {code: number for number, code in connection.execute("SELECT id, code FROM places.area").fetchall()}
    shapes, labels = _hex(polygons), _hex(shapely.point_on_surface(polygons))
    sizes = areas_sqm(polygons).tolist()
    with connection.cursor().copy(f"COPY places.area ({AREA_COLUMNS}) FROM STDIN") as copy:
        for number, code in enumerate(codes):
            parent = code[:-2] or None
            copy.write_row(
                (first + number, level, code, parents.get(parent or ""), parent, *name(first + number), SINCE,
                 shapes[number], labels[number], sizes[number], "เครื่องวัด", True)
            )  # fmt: skip


def _overviews(connection: psycopg.Connection, first: int, polygons: Geometries) -> None:
    mercator = to_mercator(polygons)
    with connection.cursor().copy("COPY derived.area_overview (area_id, band, geom) FROM STDIN") as copy:
        for band in BANDS:
            for number, shape in enumerate(_hex(generalised(mercator, band), 3857)):
                copy.write_row((first + number, band, shape))


def _facilities(connection: psycopg.Connection, made: Country) -> None:
    connection.execute(
        "INSERT INTO datasets.dataset (id, title_th, title_en, geometry_type, custodian, source, class, is_synthetic)"
        " VALUES ('facilities', 'สถานที่', 'Facilities', 'Point', 'เครื่องวัด', 'เครื่องวัด', 'public', true)"
    )
    points = _hex(np.asarray(shapely.points(made.facilities)))
    # COPY knows no row security, which stands on the table itself.
    connection.execute("CREATE TEMPORARY TABLE brought (LIKE datasets.feature INCLUDING DEFAULTS) ON COMMIT DROP")
    with connection.cursor().copy(f"COPY brought ({FEATURE_COLUMNS}) FROM STDIN") as copy:
        for number, (point, code) in enumerate(zip(points, made.facility_codes, strict=True)):
            copy.write_row(("facilities", point, json.dumps(_attributes(number)), "public", code, True))
    connection.execute("INSERT INTO datasets.feature SELECT * FROM brought")


def _attributes(number: int) -> dict[str, str]:
    kind, thai, english = KINDS[number % len(KINDS)]
    name_th, name_en = name(number)
    return {"kind": kind, "name_th": thai + name_th, "name_en": f"{name_en} {english}"}


def _hex(geometries: Geometries, srid: int = 4326) -> list[str]:
    found: list[str] = np.asarray(
        shapely.to_wkb(shapely.set_srid(geometries, srid), hex=True, include_srid=True)
    ).tolist()
    return found
