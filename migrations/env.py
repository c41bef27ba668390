"""Alembic's entry: migrates over the connection that ``app.core.migration`` hands it."""

from __future__ import annotations

from typing import Any

from alembic import context
from geoalchemy2 import alembic_helpers

from app.tables import metadata

OURS = {schema for table in metadata.tables.values() if (schema := table.schema)}


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Only the schemas of the slices; PostGIS keeps its own tables in ``public``."""
    return name in OURS if kind == "schema" else True


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_schemas=True,
    include_name=include_name,
    include_object=alembic_helpers.include_object,
    process_revision_directives=alembic_helpers.writer,
    render_item=alembic_helpers.render_item,
    version_table_schema="core",
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
