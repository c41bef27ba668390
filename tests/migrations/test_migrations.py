from collections.abc import Iterator
from contextlib import contextmanager

import shapely
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, text

from app.core.cluster import Database
from app.core.database import engine_at
from app.core.migration import alembic_config, migrate, schema_head
from app.core.roles import Role
from app.tables import metadata

SUMS = {"vulnerable_subdistricts"}
"""The views that may count rows of every class, each declassified by an order."""
OURS = {table.schema for table in metadata.tables.values()}


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = engine_at(url, pool_size=1)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    return name in OURS if kind == "schema" else True


def test_the_models_say_exactly_what_the_migrated_database_holds(fresh_database: Database) -> None:
    options = {
        "include_schemas": True,
        "include_name": include_name,
        "include_object": alembic_helpers.include_object,
        "version_table_schema": "core",
    }
    with connected(fresh_database.url(Role.OWNER)) as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    assert differences == []


def test_every_check_of_the_models_stands_in_the_database(fresh_database: Database) -> None:
    named = {
        str(constraint.name)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if type(constraint).__name__ in ("CheckConstraint", "ExcludeConstraint")
    }
    with connected(fresh_database.url(Role.OWNER)) as connection:
        held = set(connection.execute(text("SELECT conname FROM pg_constraint WHERE contype IN ('c', 'x')")).scalars())
    assert len(named) > 35
    assert named - held == set()


def test_down_to_nothing_and_up_again_gives_the_same_database(fresh_database: Database) -> None:
    url = fresh_database.url(Role.OWNER)
    with connected(url) as connection:
        command.downgrade(alembic_config(connection), "base")
        connection.commit()
        assert schema_head(connection) is None
        left = connection.execute(
            text("SELECT count(*) FROM pg_tables WHERE schemaname IN ('places', 'projects', 'derived')")
        )
        assert left.scalar() == 0
        connection.commit()
    assert migrate(fresh_database) is True
    assert migrate(fresh_database) is False


def test_boundaries_that_were_kept_before_get_their_overview_of_the_country(toy_database: Database) -> None:
    url, band = toy_database.url(Role.OWNER), "SELECT area_id FROM derived.area_overview WHERE band = {} ORDER BY 1"
    overviews = "SELECT ST_AsBinary(o.geom) FROM derived.area_overview o JOIN places.area a ON a.id = area_id"
    with connected(url) as connection:
        command.downgrade(alembic_config(connection), "0035")
        assert connection.execute(text(band.format(4))).all() == []
        connection.commit()
    assert migrate(toy_database) is True
    with connected(url) as connection:
        kept = connection.execute(text(band.format(5))).all()
        assert len(kept) == 10, "a province, three districts, six subdistricts"
        assert connection.execute(text(band.format(4))).all() == kept
        for level in ("district", "subdistrict"):
            found = connection.execute(text(f"{overviews} WHERE band = 4 AND level = '{level}'")).scalars()
            assert shapely.coverage_is_valid(shapely.from_wkb([bytes(shape) for shape in found]))


def test_a_view_belongs_to_the_views_role_and_is_a_security_barrier(fresh_database: Database) -> None:
    with connected(fresh_database.url(Role.OWNER)) as connection:
        rows = connection.execute(
            text(
                "SELECT relname, pg_get_userbyid(relowner), reloptions::text FROM pg_class"
                " WHERE relnamespace = 'published'::regnamespace AND relkind = 'v'"
            )
        ).all()
    assert len(rows) >= 15
    assert {options for _, _, options in rows} == {"{security_barrier=true}"}
    assert {name for name, owner, _ in rows if owner != "phaen_views"} == SUMS
    assert {owner for name, owner, _ in rows if name in SUMS} == {"phaen_aggregates"}


def test_the_public_role_reads_published_views_and_nothing_else(toy_database: Database) -> None:
    with connected(toy_database.url(Role.OWNER)) as connection:
        readable = connection.execute(
            text(
                "SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE c.relkind IN ('r', 'v') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'public')"
                " AND has_schema_privilege('phaen_public', n.oid, 'USAGE')"
                " AND has_table_privilege('phaen_public', c.oid, 'SELECT') GROUP BY 1"
            )
        ).scalars()
        assert set(readable) == {"published"}
