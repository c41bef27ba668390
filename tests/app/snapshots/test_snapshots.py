"""A night from the making of its files to their reading by GDAL, and whatever may befall them."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from fastapi.testclient import TestClient

from app.core.cluster import Database
from app.core.database import alone, engine_of
from app.core.roles import Role
from app.snapshots import files
from app.snapshots.jobs import WORK, Keeper, chores
from app.snapshots.rules import KINDS
from tests.app.ogc.mirrors import Desk, bring
from tests.app.ogc.opened import opened, read
from tests.app.snapshots.nights import FEW, listed, of, taken

SentBy = Callable[..., TestClient]


def test_layers_lie_there_as_items_show_them_and_gdal_opens_them(
    keeper: Keeper, sent_by: SentBy, day: date, tmp_path: Path
) -> None:
    """Those that the public sees; of others there is nothing."""
    keeper.catalog = of("districts", "facilities", "projects", "budget_districts", "vulnerable_households")
    assert keeper.work() == 4
    client = sent_by()
    found = listed(client)
    assert set(found) == {"districts", "facilities", "projects", "budget_districts"}
    for name, told in found.items():
        shown = client.get(f"/ogc/collections/{name}/items?limit=10000").json()["features"]
        assert told["features"] == len(shown)
        sequence = opened("geojsonseq", taken(client, day, f"{name}.geojsons").content, tmp_path)
        assert sorted(str(row["id"]) for row in sequence) == sorted(str(each["id"]) for each in shown)
        path = tmp_path / f"{name}.gpkg"
        path.write_bytes(taken(client, day, f"{name}.gpkg").content)
        assert len(read(path)) == len(shown)


def test_a_file_is_what_is_told_of_it_and_never_changes(
    keeper: Keeper, sent_by: SentBy, day: date, tmp_path: Path
) -> None:
    keeper.work()
    client = sent_by()
    told = {file["format"]: file for file in listed(client)["districts"]["files"]}
    assert set(told) == set(KINDS)
    answer = taken(client, day, "districts.gpkg")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["etag"] == f'"{told["gpkg"]["sha256"]}"'
    assert f'filename="districts-{day}.gpkg"' in answer.headers["content-disposition"]
    assert (len(answer.content), hashlib.sha256(answer.content).hexdigest()) == (
        told["gpkg"]["bytes"],
        told["gpkg"]["sha256"],
    )
    part = taken(client, day, "districts.gpkg", Range="bytes=100-199")
    assert (part.status_code, part.content) == (206, answer.content[100:200])
    for name in ("districts.gpkg", "districts.geojsons", "facilities.gpkg", "facilities.geojsons", "SHA256SUMS"):
        (tmp_path / name).write_bytes(taken(client, day, name).content)
    subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, check=True, stdout=subprocess.DEVNULL
    )


def test_what_has_not_changed_keeps_its_file_from_day_to_day(
    keeper: Keeper, sent_by: SentBy, desk: Desk, day: date
) -> None:  # fmt: skip
    """A layer whose version moved and whose rows are as they were keeps its file as well."""
    assert (keeper.work(), keeper.work()) == (2, 0)
    desk.execute("UPDATE snapshots.day SET day = day - 1")
    bring(desk, [91])
    desk.execute("UPDATE places.area SET name_th = name_th")
    assert keeper.work() == 2
    client = sent_by()
    before, now = listed(client, day=str(day - timedelta(days=1))), listed(client)
    assert before["districts"]["files"][0]["sha256"] == now["districts"]["files"][0]["sha256"]
    assert before["districts"]["made_at"] == now["districts"]["made_at"]
    assert (before["facilities"]["features"], now["facilities"]["features"]) == (1, 2)
    assert len(list(keeper.folder.glob("*"))) == 3
    assert taken(client, day, "facilities.geojsons").content != taken(
        client, day - timedelta(days=1), "facilities.geojsons"
    ).content  # fmt: skip


def test_no_snapshot_holds_what_the_public_may_not_see(
    keeper: Keeper, sent_by: SentBy, desk: Desk, day: date, tmp_path: Path
) -> None:  # fmt: skip
    bring(desk, [92])
    bring(desk, [93], "internal")
    keeper.catalog = of("facilities", "vulnerable_households")
    assert keeper.work() == 1
    rows = opened("geojsonseq", taken(sent_by(), day, "facilities.geojsons").content, tmp_path)
    assert {92} == {row["id"] for row in rows} & {92, 93}
    assert set(listed(sent_by("S-1"))) == {"facilities"}


def test_a_row_that_is_reclassified_takes_its_snapshots_with_it(
    keeper: Keeper, sent_by: SentBy, desk: Desk, day: date
) -> None:  # fmt: skip
    bring(desk, [94])
    keeper.work()
    desk.execute("DELETE FROM datasets.feature WHERE id <> 94 AND dataset_id = 'facilities'")
    desk.execute("UPDATE snapshots.day SET day = day - 1")
    keeper.work()
    desk.execute("UPDATE datasets.feature SET class = 'internal' WHERE id = 94")
    keeper.check()
    client = sent_by()
    for on in (day, day - timedelta(days=1)):
        answer = taken(client, on, "facilities.geojsons", Accept="application/json")
        assert answer.status_code == 410
        assert "เปลี่ยนชั้นความลับ" in answer.text
        assert taken(client, on, "districts.gpkg").status_code == 200
    assert listed(client)["facilities"]["files"] == []
    assert "facilities" not in taken(client, day, "SHA256SUMS").text
    assert len(list(keeper.folder.glob("*"))) == 1


def test_a_layer_that_is_public_no_longer_is_given_no_more(keeper: Keeper, sent_by: SentBy, day: date) -> None:
    keeper.work()
    keeper.catalog = of("districts")
    keeper.check()
    client = sent_by()
    assert taken(client, day, "facilities.gpkg").status_code == 410
    client.app.state.shelf.catalog = of("districts")  # type: ignore[attr-defined]
    assert set(listed(client)) == {"districts"}
    assert taken(client, day, "facilities.gpkg").status_code == 404


def test_a_file_that_was_altered_or_lost_is_noticed_and_not_given(
    keeper: Keeper, sent_by: SentBy, desk: Desk, day: date
) -> None:  # fmt: skip
    keeper.work()
    client = sent_by()
    [path] = keeper.folder.glob("*/districts.gpkg")
    whole = path.read_bytes()
    assert taken(client, day, "districts.gpkg").status_code == 200
    stat = path.stat()
    assert files._sound[path] == (stat.st_ino, stat.st_mtime_ns, stat.st_size), "it is read once"
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    answer = taken(client, day, "districts.gpkg")
    assert answer.status_code == 410
    assert "ถูกแก้ไข" in answer.text
    assert "was altered on the server" in taken(client, day, "districts.gpkg?lang=en").text
    client.cookies.clear()
    path.unlink()
    assert taken(client, day, "districts.gpkg").status_code == 410
    keeper.check()
    assert [each.name for each in keeper.damaged()] == ["districts.gpkg"]
    assert "เสียหาย ไม่ให้ดาวน์โหลด" in client.get("/snapshots").text
    desk.execute("UPDATE snapshots.day SET day = day - 1")
    keeper.work()
    assert taken(client, day, "districts.gpkg").status_code == 200


def test_a_work_that_was_cut_off_is_gone_on_with_by_one_at_a_time(keeper: Keeper, furnished: Database) -> None:
    keeper.catalog = of("districts")
    keeper.work()
    (keeper.folder / "00000000-0000-0000-0000-000000000000").mkdir()
    keeper.catalog = of(*FEW)
    other = engine_of(furnished, Role.JOBS)
    with alone(other, WORK) as is_mine:
        assert is_mine
        assert keeper.work() == 0
    other.dispose()
    [chore] = chores(keeper)
    assert chore.do() == 1
    assert len(list(keeper.folder.glob("*"))) == 2


def test_old_days_make_room(keeper: Keeper, sent_by: SentBy, desk: Desk, day: date) -> None:
    keeper.work()
    old = day - timedelta(days=keeper.settings.snapshot_days)
    desk.execute("UPDATE snapshots.day SET day = %s", (old + timedelta(days=1),))
    keeper.sweep()
    assert len(list(keeper.folder.glob("*"))) == 2
    desk.execute("UPDATE snapshots.day SET day = %s", (old,))
    keeper.sweep()
    assert list(keeper.folder.glob("*")) == []
    assert sent_by().get("/api/snapshots").json() == {"days": [], "day": None, "sums": None, "snapshots": []}


def test_pages_and_programs_are_told_alike_in_the_buddhist_era(
    keeper: Keeper, sent_by: SentBy, day: date
) -> None:  # fmt: skip
    client = sent_by()
    assert "ยังไม่มีภาพถ่ายข้อมูล" in client.get("/snapshots").text
    keeper.work()
    page = client.get("/snapshots").text
    assert page == client.get(f"/snapshots/{day}").text.replace(f"/snapshots/{day}?lang", "/snapshots?lang")
    assert str(day.year + 543) in page
    for each in listed(client).values():
        for told in (each["source"], each["licence"], each["title"]["th"], *(file["sha256"] for file in each["files"])):
            assert told in page
    assert "Daily snapshots" in client.get("/snapshots?lang=en").text


def test_what_is_not_there_is_not_found(keeper: Keeper, sent_by: SentBy, day: date) -> None:
    keeper.work()
    client = sent_by()
    for address in (
        "/snapshots/2020-01-01",
        "/api/snapshots?day=2020-01-01",
        *(f"/snapshots/{day}/{name}" for name in ("none.gpkg", "districts.csv", "districts", "..%2f..%2fsecrets")),
    ):
        assert client.get(address).status_code == 404, address
    assert client.get("/api/snapshots?day=x").status_code == 400
