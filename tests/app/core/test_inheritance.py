"""What is derived inherits the highest class: layers that would show more than they may are not published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from app.core import published
from app.core.cluster import Database
from app.core.database import engine_at
from app.core.inheritance import refuse_leaks, sources
from app.core.published import LAYERS, owner_of
from app.core.roles import Role
from gis.access import Read
from gis.catalog import Catalog, LayerError, read_layer
from gis.layer import Access, Declassified, Layer, Text

ORDER = Declassified(order="1/2569", on=date(2026, 1, 1), reason=Text(th="สรุป", en="summary"))


@pytest.fixture
def connection(toy_database: Database) -> Iterator[Connection]:
    engine = engine_at(toy_database.url(Role.OWNER), pool_size=1)
    with engine.connect() as made:
        yield made
    engine.dispose()


def derived(name: str, read: Read, declassified: Declassified | None = None) -> Layer:
    """A layer like that of the sums, whose view is ``name``."""
    like = read_layer(LAYERS / "vulnerable_subdistricts.toml")
    source = like.source.model_copy(update={"view": name})
    return like.model_copy(
        update={"id": name, "source": source, "access": Access(read=read, declassified=declassified)}
    )


def judged(connection: Connection, *more: Layer) -> None:
    refuse_leaks(connection, [*Catalog.read(LAYERS), *more], "published")


def test_what_is_published_leaks_nothing(connection: Connection) -> None:
    judged(connection)
    found = sources(connection, Catalog.read(LAYERS), "published")
    assert len(found.layers) >= 13
    assert "table datasets.feature" in found.classed
    carried = {layer.id: found.carried(name) for name, layer in found.layers.items()}
    assert carried["districts"] is Read.PUBLIC
    assert carried["vulnerable_subdistricts"] is Read.PUBLIC
    assert carried["vulnerable_households"] is Read.PERSONAL_CONFIDENTIAL


@pytest.mark.parametrize("read", [Read.PUBLIC, Read.INTERNAL, Read.PERSONAL, Read.CONFIDENTIAL])
def test_a_sum_over_classed_rows_needs_the_highest_class(connection: Connection, read: Read) -> None:
    connection.execute(text("CREATE VIEW published.summed AS SELECT count(*) AS rows FROM datasets.feature"))
    with pytest.raises(LayerError, match=f"^summed: .*reads personal_confidential data but is read as {read}"):
        judged(connection, derived("summed", read))
    judged(connection, derived("summed", Read.PERSONAL_CONFIDENTIAL))
    judged(connection, derived("summed", read, ORDER))


def test_a_layer_inherits_through_views_and_functions(connection: Connection) -> None:
    connection.execute(
        text(
            "CREATE FUNCTION published.counted() RETURNS bigint LANGUAGE sql STABLE"
            " RETURN (SELECT count(*) FROM published.vulnerable_households)"
        )
    )
    connection.execute(text("CREATE VIEW published.between AS SELECT published.counted() AS rows"))
    connection.execute(text("CREATE VIEW published.summed AS SELECT rows FROM published.between"))
    with pytest.raises(LayerError, match=r"^summed: "):
        judged(connection, derived("summed", Read.INTERNAL))


def test_what_was_declassified_may_be_read_on(connection: Connection) -> None:
    connection.execute(
        text("CREATE VIEW published.summed AS SELECT sum(households) AS rows FROM published.vulnerable_subdistricts")
    )
    judged(connection, derived("summed", Read.PUBLIC))


def test_an_internal_layer_raises_what_reads_it(connection: Connection) -> None:
    connection.execute(text("CREATE VIEW published.plan AS SELECT code FROM published.districts"))
    connection.execute(text("CREATE VIEW published.summed AS SELECT count(*) AS rows FROM published.plan"))
    with pytest.raises(LayerError, match=r"^summed: .*reads internal data but is read as public"):
        judged(connection, derived("plan", Read.INTERNAL), derived("summed", Read.PUBLIC))
    judged(connection, derived("plan", Read.INTERNAL), derived("summed", Read.CONFIDENTIAL))


def test_a_leaking_layer_stops_the_deployment_and_leaves_what_was_there(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sums without their order: the views in force stay as they are."""
    for file in LAYERS.glob("*.toml"):
        (tmp_path / file.name).write_text(file.read_text("utf-8").split("[access.declassified]")[0], "utf-8")
    monkeypatch.setattr(published, "LAYERS", tmp_path)
    with pytest.raises(LayerError, match=r"vulnerable_subdistricts.sql: .*only when the layer .* names its order"):
        published.publish(connection)
    connection.rollback()
    assert connection.execute(text("SELECT count(*) FROM published.vulnerable_subdistricts")).scalar() == 6


def test_only_the_sums_belong_to_the_owner_of_sums() -> None:
    owners = {path.stem: owner_of(path) for path in published.ordered_views()}
    assert {name for name, owner in owners.items() if owner is Role.AGGREGATES} == {"vulnerable_subdistricts"}
