"""Saved maps that both of two databases have, of layers that some of those who look may not see."""

from __future__ import annotations

from sqlalchemy import text

from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role

MAPS: dict[str, tuple[str, str, str, str, str]] = {
    # id: owner, layer in front, its class, query, class of all
    "2mmmmmmm": ("O-1", "roads", "public", "layers=roads,facilities,projects&select=7", "public"),
    "3mmmmmmm": ("S-1", "facilities", "public", "compare=vulnerable_households&layers=vulnerable_households,facilities",
                 "personal"),
    "4mmmmmmm": ("S-1", "vulnerable_households", "personal", "layers=vulnerable_households", "personal"),
    "5mmmmmmm": ("O-2", "projects", "public", "layers=project_lights~60,projects&flt.state=draft", "public"),
    "6mmmmmmm": ("O-2", "population_density_subdistricts", "public", "", "public"),
}  # fmt: skip


def write_maps(database: Database) -> None:
    """Kept in the year 2026; one of them has two versions, and one is withdrawn."""
    with transaction(database, Role.OWNER) as session:
        for key, (position, layer, front, query, whole) in MAPS.items():
            for number, id_ in enumerate((key, *([f"7{key[1:]}"] if key[0] == "5" else [])), 1):
                row = {"id": id_, "first": key, "number": number, "position": position, "layer": layer, "query": query,
                       "class": whole, "front": front, "withdrawn": "2026-02-01" if key[0] == "6" else None}  # fmt: skip
                session.execute(
                    text(
                        "INSERT INTO maps.saved_map (id, first_id, number, position_number, title_th, title_en, layer, query,"
                        " view, class, front_class, made_at, withdrawn_at) VALUES (:id, :first, :number, :position, 'แผนที่',"
                        " 'Map', :layer, :query, '8.00/15.5000/101.0000', :class, :front, '2026-01-05 10:00+07', :withdrawn)"
                    ), row,
                )  # fmt: skip
