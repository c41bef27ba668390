"""Feeds that both of two databases have, of layers and attributes that some of those who look may not see."""

from __future__ import annotations

import json

from sqlalchemy import text

from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role

BOX = "99.5,14.5,102.5,16"
FEEDS: dict[str, tuple[str, str, str, dict[str, str]]] = {
    # id: owner, sharing, layer, parameters
    "2aaaaaaa": ("O-1", "public", "roads", {"bbox": BOX}),
    "3aaaaaaa": ("O-1", "public", "facilities", {"filter": "kind = 'school' OR name_th LIKE '%SECRET%'"}),
    "4aaaaaaa": ("O-1", "public", "projects", {"filter": "TRUE", "properties": "name_th"}),
    "5aaaaaaa": ("O-1", "public", "projects", {"filter": "phase = 'proposed' OR TRUE"}),
    "6aaaaaaa": ("O-1", "public", "roads", {"filter": "length_km > 0"}),
    "7aaaaaaa": ("O-1", "public", "flood_zones", {}),
    "8aaaaaaa": ("O-2", "organisation", "rivers", {"bbox": BOX}),
    "9aaaaaaa": ("O-2", "own", "facilities", {"name_en": "x", "properties": "name_th"}),
}


def write_feeds(database: Database) -> None:
    """Kept in the year 2026, as they may come to be when a layer gets another class later; none ends soon."""
    with transaction(database, Role.OWNER) as session:
        for key, (position, sharing, layer, parameters) in FEEDS.items():
            row = {"id": key, "position": position, "sharing": sharing, "layer": layer, "asked": json.dumps(parameters)}
            session.execute(
                text(
                    "INSERT INTO feeds.feed (id, position_number, sharing, expires_on, made_at)"
                    " VALUES (:id, :position, :sharing, '2099-12-31', '2026-01-05 10:00+07')"
                ), row,
            )  # fmt: skip
            session.execute(
                text(
                    "INSERT INTO feeds.feed_version (feed_id, number, title_th, title_en, layer, layer_hash, parameters,"
                    " sharing, made_at) VALUES (:id, 1, 'ฟีด', 'Feed', :layer, '', CAST(:asked AS jsonb), :sharing,"
                    " '2026-01-05 10:00+07')"
                ), row,
            )  # fmt: skip
