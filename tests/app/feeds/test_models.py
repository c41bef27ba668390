"""Each rule of the tables of feeds, and a row that breaks it; and who reads and writes a row, whatever a statement forgets."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, PUBLIC, Viewer
from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.core.viewing import show_to, signed
from tests import cast

ID = "'2abcdefg'"


def feed(**given: str) -> str:
    row = {"id": ID, "position_number": "'O-2'", "sharing": "'own'", "expires_on": "current_date + 7"}
    return _insert("feed", row | given)


def version(**given: str) -> str:
    row = {
        "feed_id": ID, "number": "1", "title_th": "'ก'", "title_en": "'a'", "layer": "'roads'", "layer_hash": "''",
        "parameters": "'{}'", "sharing": "'own'",
    }  # fmt: skip
    return f"{feed()}; {_insert('feed_version', row | given)}"


def use(**given: str) -> str:
    return f"{feed()}; {_insert('feed_use', {'feed_id': ID, 'day': 'current_date', 'used': '1'} | given)}"


def _insert(table: str, row: dict[str, str]) -> str:
    return f"INSERT INTO feeds.{table} ({', '.join(row)}) VALUES ({', '.join(row.values())})"


def _again(statement: str) -> str:
    """The last row of a statement twice."""
    return f"{statement}; {statement.rpartition('; ')[2]}"


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (feed(id="'roads'"), "ck_feed_id_pattern"),
        (feed(id="'1abcdefg'"), "ck_feed_id_pattern"),
        (feed(id="'2abcdefgh'"), "ck_feed_id_pattern"),
        (feed(sharing="'analysts'"), "ck_feed_sharing_known"),
        (feed(expires_on="current_date - 2"), "ck_feed_expires_after_it_was_made"),
        (feed(position_number="'Z-9'"), "fk_feed_position_number"),
        (_again(feed()), "pk_feed"),
        (version(number="0"), "ck_feed_version_number_positive"),
        (version(sharing="'all'"), "ck_feed_version_sharing_known"),
        (version(title_th="' '"), "ck_feed_version_titled_in_thai"),
        (version(title_th="repeat('ก', 121)"), "ck_feed_version_titled_in_thai"),
        (version(title_en="''"), "ck_feed_version_titled_in_english"),
        (version(layer="'Roads'"), "ck_feed_version_layer_pattern"),
        (version(parameters="'[]'"), "ck_feed_version_parameters_object"),
        (version(feed_id="'9zzzzzzz'"), "fk_feed_version_feed_id"),
        (_again(version()), "pk_feed_version"),
        (use(used="0"), "ck_feed_use_used"),
        (use(feed_id="'9zzzzzzz'"), "fk_feed_use_feed_id"),
        (_again(use()), "pk_feed_use"),
    ],
)
def test_the_tables_refuse_nonsense(owner: Session, statement: str, constraint: str) -> None:
    *before, last = statement.split("; ")
    for each in before:
        owner.execute(text(each))
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), owner.begin_nested():
        owner.execute(text(last))


def test_the_database_itself_hides_feeds_and_lets_nobody_write_those_of_others(furnished: Database) -> None:
    with transaction(furnished, Role.OWNER) as session:
        for key, sharing in (("2aaaaaaa", "own"), ("3aaaaaaa", "organisation"), ("4aaaaaaa", "public")):
            session.execute(text(feed(id=f"'{key}'", sharing=f"'{sharing}'")))
            for number, of_version in ((1, "own"), (2, sharing)):
                told = version(feed_id=f"'{key}'", number=str(number), sharing=f"'{of_version}'").partition("; ")[2]
                session.execute(text(told))
    with transaction(furnished) as session:
        show_to(session, EVERYTHING)
        viewers = {number: cast.acting(session, number).viewer for number in ("O-2", "O-4", "W-1")}
    seen = {**viewers, "public": PUBLIC, "key": Viewer("key:x"), "system": EVERYTHING}
    expected = {"O-2": (3, 6), "O-4": (2, 2), "W-1": (1, 1), "public": (1, 1), "key": (1, 1), "system": (3, 6)}
    for who, viewer in seen.items():
        with psycopg.connect(furnished.url(Role.APP)) as connection:
            if not viewer.is_public:
                connection.execute("SELECT set_config('phaen.viewer', %s, true)", [signed(viewer, furnished.viewer_key())])
            found = [
                connection.execute(f"SELECT count(*) FROM feeds.{table}".encode()).fetchall()[0][0]
                for table in ("feed", "feed_version")
            ]
            assert tuple(found) == expected[who], who
            if who not in ("O-2", "system"):
                assert connection.execute("UPDATE feeds.feed SET sharing = 'public'").rowcount == 0
                with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                    connection.execute(feed(id="'5aaaaaaa'").encode())
                with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                    connection.execute(version(feed_id="'4aaaaaaa'", number="3").partition("; ")[2].encode())
            for write in ("UPDATE feeds.feed_version SET title_th = 'x'", "DELETE FROM feeds.feed_version",
                          "DELETE FROM feeds.feed", "UPDATE feeds.feed SET position_number = 'W-1'"):  # fmt: skip
                with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                    connection.execute(write.encode())
            connection.rollback()
