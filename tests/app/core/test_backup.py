"""The drill: what was saved comes back whole, and what is not whole is refused."""

import dataclasses
import io
import json
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.core.addresses import Database
from app.core.archive import Manifest
from app.core.attachments import keep
from app.core.backup import restore, save
from app.core.census import Facts, differences, rows, take_census
from app.core.cluster import create_database, drop_database
from app.core.errors import Conflict, Invalid, Unavailable
from app.core.migration import migrate
from app.core.readiness import findings
from app.core.roles import Role
from tests.conftest import of_worker


def quiet(_thai: str, _english: str) -> None:
    """Says nothing."""


def census(database: Database) -> dict[str, dict[str, str]]:
    with psycopg.connect(database.superuser_url() or database.url(Role.OWNER)) as connection:
        return {kind: dict(facts) for kind, facts in take_census(connection).items()}


def lost(before: Facts, after: Facts) -> list[str]:
    """What differs after a restore, but for the versions of layers, which move on purpose."""
    return [line for line in differences(before, after) if not line.startswith("tables core.layer_version:")]


@pytest.fixture
def saved(toy_database: Database, tmp_path: Path) -> Path:
    """A backup of the toy province, of which one sequence has been used."""
    with psycopg.connect(toy_database.url(Role.OWNER)) as connection:
        connection.execute("SELECT nextval('places.area_id_seq')")
    file = tmp_path / "toy.phaen"
    save(toy_database, file, version="0.0.0", say=quiet)
    return file


@pytest.fixture
def blank(server: Database) -> Iterator[Database]:
    """A database as `prepare` leaves it: extensions and no table."""
    name = of_worker("blank_trial")
    yield create_database(server, name)
    for each in (name, f"{name}_restored", f"{name}_replaced"):
        drop_database(server, each)


def without_superuser(database: Database) -> Database:
    """The same database as an external one looks: only our roles' accounts."""
    return dataclasses.replace(database, is_embedded=False)


def repacked(source: Path, target: Path, **replaced: bytes) -> Path:
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for name in ("manifest.json", "database.dump"):
            part = old.extractfile(name)
            assert part is not None
            content = replaced.get(name.partition(".")[0], part.read())
            member = tarfile.TarInfo(name)
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return target


def manifest_of(file: Path) -> Manifest:
    with tarfile.open(file) as tar:
        part = tar.extractfile("manifest.json")
        assert part is not None
        return Manifest(**json.load(part))


def test_a_backup_comes_back_with_every_table_grant_owner_sequence_and_flag(
    saved: Path, toy_database: Database, blank: Database
) -> None:
    before = census(toy_database)
    restore(blank, saved, replace=False, say=quiet)
    after = census(blank)
    assert lost(before, after) == []
    assert after["leakproof"] == {"geometry_overlaps(geometry,geometry)": "leakproof"}
    assert after["tables"]["places.area"].split()[0] == before["tables"]["places.area"].split()[0] != "0"
    assert findings(blank) == []
    assert migrate(blank) is False


def test_a_backup_comes_back_through_the_owners_account_alone(
    saved: Path, toy_database: Database, blank: Database
) -> None:
    before = census(toy_database)
    restore(without_superuser(blank), saved, replace=False, say=quiet)
    assert lost(before, census(blank)) == []
    assert findings(blank) == []


def test_the_owner_s_account_saves_the_rows_that_row_security_hides_from_others(
    toy_database: Database, blank: Database, tmp_path: Path
) -> None:
    hidden = "SELECT count(*) FROM datasets.feature WHERE class = 'confidential'"
    with psycopg.connect(toy_database.url(Role.OWNER)) as connection:
        connection.execute("UPDATE datasets.feature SET class = 'confidential' WHERE dataset_id = 'roads'")
    before, file = census(toy_database), tmp_path / "external.phaen"
    save(without_superuser(toy_database), file, version="0.0.0", say=quiet)
    restore(without_superuser(blank), file, replace=False, say=quiet)
    assert lost(before, census(blank)) == []
    with psycopg.connect(blank.url(Role.OWNER)) as owner, psycopg.connect(blank.url(Role.APP)) as app:
        assert [each.execute(hidden).fetchone() for each in (owner, app)] == [(1,), (0,)]


def test_an_account_that_does_not_see_every_row_saves_nothing(toy_database: Database, tmp_path: Path) -> None:
    with psycopg.connect(toy_database.url(Role.OWNER)) as connection:
        connection.execute("DROP POLICY feature_kept ON datasets.feature")
    with pytest.raises(Unavailable, match=r"datasets\.feature"):
        save(without_superuser(toy_database), tmp_path / "part.phaen", version="0.0.0", say=quiet)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("is_external", [False, True])
def test_no_version_of_a_layer_is_given_out_twice(
    saved: Path, toy_database: Database, blank: Database, is_external: bool
) -> None:
    restore(without_superuser(blank) if is_external else blank, saved, replace=False, say=quiet)
    before, after = versions(toy_database), versions(blank)
    assert set(before) == set(after)
    assert [layer for layer in before if after[layer] <= before[layer]] == []


def versions(database: Database) -> dict[tuple[str, str], int]:
    with psycopg.connect(database.url(Role.APP)) as connection:
        found = connection.execute("SELECT layer, audience, version FROM core.layer_version").fetchall()
    return {(layer, audience): version for layer, audience, version in found}


def test_a_database_with_tables_is_left_alone_unless_told_to_replace(saved: Path, fresh_database: Database) -> None:
    with pytest.raises(Conflict, match="--replace"):
        restore(fresh_database, saved, replace=False, say=quiet)


@pytest.mark.parametrize("is_external", [False, True])
def test_replacing_leaves_nothing_of_the_former_data(saved: Path, fresh_database: Database, is_external: bool) -> None:
    with psycopg.connect(fresh_database.url(Role.OWNER)) as connection:
        connection.execute("CREATE TABLE places.former (id int)")
    target = without_superuser(fresh_database) if is_external else fresh_database
    restore(target, saved, replace=True, say=quiet)
    found = census(fresh_database)
    assert "places.former" not in found["tables"]
    assert lost(manifest_of(saved).facts, found) == []


def test_sessions_of_the_replaced_database_are_ended_and_new_ones_meet_the_restored_data(
    saved: Path, fresh_database: Database
) -> None:
    with psycopg.connect(fresh_database.url(Role.APP)) as reader:
        reader.execute("SELECT 1")
        restore(fresh_database, saved, replace=True, say=quiet)
        with pytest.raises(psycopg.OperationalError):
            reader.execute("SELECT 1")
    with psycopg.connect(fresh_database.url(Role.APP)) as reader:
        row = reader.execute("SELECT count(*) FROM places.area").fetchone()
    assert row is not None
    assert str(row[0]) == manifest_of(saved).facts["tables"]["places.area"].split()[0]


def test_a_restore_that_differs_from_its_manifest_changes_nothing(
    saved: Path, fresh_database: Database, tmp_path: Path
) -> None:
    manifest = dataclasses.asdict(manifest_of(saved))
    manifest["facts"]["tables"]["places.area"] = "1 1"
    lying = repacked(saved, tmp_path / "lying.phaen", manifest=json.dumps(manifest).encode())
    before = census(fresh_database)
    with pytest.raises(Conflict, match=r"places\.area"):
        restore(fresh_database, lying, replace=True, say=quiet)
    assert differences(before, census(fresh_database)) == []


def test_a_damaged_dump_is_refused_before_anything_is_touched(
    saved: Path, fresh_database: Database, tmp_path: Path
) -> None:
    with tarfile.open(saved) as tar:
        part = tar.extractfile("database.dump")
        assert part is not None
        dump = bytearray(part.read())
    dump[len(dump) // 2] ^= 1
    damaged = repacked(saved, tmp_path / "damaged.phaen", database=bytes(dump))
    before = census(fresh_database)
    with pytest.raises(Invalid, match="damaged"):
        restore(fresh_database, damaged, replace=True, say=quiet)
    assert differences(before, census(fresh_database)) == []


@pytest.mark.parametrize("content", [b"", b"PGDMP", b"\x1f\x8b\x08", b"{}" * 600])
def test_what_is_no_backup_is_refused(fresh_database: Database, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(Invalid, match="no backup"):
        restore(fresh_database, tmp_path / "other", replace=True, say=quiet)


def test_a_backup_is_readable_by_its_maker_alone(saved: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert [path.name for path in saved.parent.iterdir()] == ["toy.phaen"]


def test_a_backup_into_a_missing_folder_is_refused(toy_database: Database, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="does not exist"):
        save(toy_database, tmp_path / "absent" / "toy.phaen", version="0.0.0", say=quiet)


def test_a_changed_row_an_extra_row_and_a_lost_grant_are_all_noticed(fresh_database: Database) -> None:
    owner = psycopg.connect(fresh_database.url(Role.OWNER), autocommit=True)
    with owner as connection:
        connection.execute("CREATE TABLE places.trial AS SELECT g AS id, 'ก' AS word FROM generate_series(1, 3) AS g")
        connection.execute("GRANT SELECT ON places.trial TO phaen_app")
        before = census(fresh_database)
        connection.execute("UPDATE places.trial SET word = 'ข' WHERE id = 2")
        assert [line.split(":")[0] for line in differences(before, census(fresh_database))] == ["tables places.trial"]
        connection.execute("UPDATE places.trial SET word = 'ก' WHERE id = 2")
        assert differences(before, census(fresh_database)) == []
        connection.execute("INSERT INTO places.trial VALUES (3, 'ก')")
        assert rows(census(fresh_database)) == rows(before) + 1
        connection.execute("DELETE FROM places.trial WHERE id = 3")
        connection.execute("INSERT INTO places.trial VALUES (3, 'ก')")
        connection.execute("REVOKE SELECT ON places.trial FROM phaen_app")
        assert [line.split(":")[0] for line in differences(before, census(fresh_database))] == ["grants places.trial"]


ATTACHED = {"evidence-1": "หนังสืออนุญาต".encode(), "photo-2.jpg": b"\xff\xd8picture"}


def attached(folder: Path, **more: bytes) -> Path:
    folder.mkdir()
    for name, content in (ATTACHED | more).items():
        keep(folder / name, content)
    return folder


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_people_attached_is_saved_and_brought_back(
    toy_database: Database, blank: Database, tmp_path: Path
) -> None:
    kept = attached(tmp_path / "kept", **{".kept-draft": b"half"})
    file = tmp_path / "toy.phaen"
    assert set(save(toy_database, file, version="0.0.0", say=quiet, files=kept).files) == set(ATTACHED)
    fresh = tmp_path / "fresh"
    restore(blank, file, replace=False, say=quiet, files=fresh)
    assert held(fresh) == ATTACHED
    assert {path.stat().st_mode & 0o777 for path in fresh.iterdir()} == {0o640}


def test_a_file_that_is_damaged_here_is_mended_and_one_of_its_own_stays(
    toy_database: Database, blank: Database, tmp_path: Path
) -> None:
    file = tmp_path / "toy.phaen"
    save(toy_database, file, version="0.0.0", say=quiet, files=attached(tmp_path / "kept"))
    here = attached(tmp_path / "here", own=b"mine")
    (here / "evidence-1").write_bytes(b"rotten")
    restore(blank, file, replace=False, say=quiet, files=here)
    assert held(here) == ATTACHED | {"own": b"mine"}


@pytest.mark.parametrize("damage", ["changed", "gone", "leads out"])
def test_a_backup_whose_attached_files_are_not_sound_is_refused(
    toy_database: Database, blank: Database, tmp_path: Path, damage: str
) -> None:
    file, bad = tmp_path / "toy.phaen", tmp_path / "bad.phaen"
    save(toy_database, file, version="0.0.0", say=quiet, files=attached(tmp_path / "kept"))
    with tarfile.open(file) as tar, tarfile.open(bad, "w") as out:
        for member in tar:
            content = tar.extractfile(member)
            assert content is not None
            data = content.read()
            if member.name == "files/evidence-1" and damage == "gone":
                continue
            if member.name == "files/evidence-1" and damage == "changed":
                data = b"other"
            if damage == "leads out" and member.name == "files/photo-2.jpg":
                member.name = "files/../photo-2.jpg"
            if damage == "leads out" and member.name == "manifest.json":
                data = data.replace(b'"photo-2.jpg"', b'"../photo-2.jpg"')
            member.size = len(data)
            out.addfile(member, io.BytesIO(data))
    with pytest.raises(Invalid):
        restore(blank, bad, replace=False, say=quiet, files=tmp_path / "fresh")
    assert not (tmp_path / "photo-2.jpg").exists()
