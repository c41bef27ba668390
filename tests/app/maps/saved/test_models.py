"""Each rule of the table of saved maps and a row that breaks it; who reads and writes a row, whatever a statement forgets."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, PUBLIC
from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.core.viewing import show_to, signed
from tests import cast

ROW = {
    "id": "'2abcdefg'", "first_id": "'2abcdefg'", "number": "1", "position_number": "'O-2'", "title_th": "'ก'",
    "title_en": "'a'", "layer": "'roads'", "query": "'layers=roads'", "view": "'9.00/15.5000/101.0000'",
    "class": "'public'", "front_class": "'public'",
}  # fmt: skip


def row(**given: str) -> str:
    told = ROW | {"class" if name == "class_" else name: value for name, value in given.items()}
    return f"INSERT INTO maps.saved_map ({', '.join(told)}) VALUES ({', '.join(told.values())})"


FIRST = row()
SECOND = {"id": "'3abcdefg'", "number": "2"}


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (row(id="'roads'", first_id="'roads'"), "ck_saved_map_id_pattern"),
        (row(number="0"), "ck_saved_map_first_is_the_first"),
        (row(number="2"), "ck_saved_map_first_is_the_first"),
        (FIRST + "; " + row(id="'3abcdefg'"), "ck_saved_map_first_is_the_first"),
        (row(title_th="' '"), "ck_saved_map_titled_in_thai"),
        (row(title_en="repeat('a', 121)"), "ck_saved_map_titled_in_english"),
        (row(layer="'Roads'"), "ck_saved_map_layer_pattern"),
        (row(query="repeat('a', 24577)"), "ck_saved_map_query_bounded"),
        (row(view="'9/15/101'"), "ck_saved_map_view_pattern"),
        (row(class_="'secret'"), "ck_saved_map_class_known"),
        (row(front_class="'secret'"), "ck_saved_map_front_class_known"),
        (row(position_number="'Z-9'"), "fk_saved_map_position_number"),
        (row(**SECOND), "fk_saved_map_first_id"),
        (FIRST + "; " + row(**SECOND, position_number="'O-1'"), "fk_saved_map_first_id"),
        ("; ".join((FIRST, row(**SECOND), row(id="'4abcdefg'", number="2"))), "uq_saved_map_first_number"),
        (f"{FIRST}; {FIRST}", "pk_saved_map"),
    ],
)
def test_the_table_refuses_nonsense(owner: Session, statement: str, constraint: str) -> None:
    *before, last = statement.split("; ")
    for each in before:
        owner.execute(text(each))
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), owner.begin_nested():
        owner.execute(text(last))


def test_the_database_itself_hides_maps_and_lets_nobody_change_what_one_says(furnished: Database) -> None:
    with transaction(furnished, Role.OWNER) as session:
        for key, front in (("2aaaaaaa", "public"), ("3aaaaaaa", "internal"), ("4aaaaaaa", "personal")):
            session.execute(text(row(id=f"'{key}'", first_id=f"'{key}'", front_class=f"'{front}'")))
    with transaction(furnished) as session:
        show_to(session, EVERYTHING)
        viewers = {number: cast.acting(session, number).viewer for number in ("O-2", "W-1", "S-1")}
    expected = {"O-2": 3, "W-1": 2, "S-1": 3, "public": 1, "system": 3}
    for who, viewer in {**viewers, "public": PUBLIC, "system": EVERYTHING}.items():
        with psycopg.connect(furnished.url(Role.APP)) as connection:
            if not viewer.is_public:
                connection.execute("SELECT set_config('phaen.viewer', %s, true)", [signed(viewer, furnished.viewer_key())])
            assert connection.execute("SELECT count(*) FROM maps.saved_map").fetchall()[0][0] == expected[who], who
            if who not in ("O-2", "system"):
                assert connection.execute("UPDATE maps.saved_map SET withdrawn_at = now()").rowcount == 0
                with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                    connection.execute(row(id="'5aaaaaaa'", first_id="'5aaaaaaa'").encode())
            for write in ("UPDATE maps.saved_map SET title_th = 'x'", "UPDATE maps.saved_map SET query = ''",
                          "DELETE FROM maps.saved_map"):  # fmt: skip
                with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                    connection.execute(write.encode())
            connection.rollback()
