# ruff: noqa: T201 - talking to the terminal is its work
"""``./phaen upgrade``: a backup, the new release beside the old, and a way back until the new one has answered.

From the backup to the verdict nginx answers 503, so that a way back loses nothing that anybody was told is saved. The
note on disk knows how far it went: an upgrade that was cut short is taken back by the next one.
"""

import contextlib
import json
import shutil
import tarfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from office import install, release, site
from office.layout import DATABASE, UNITS, WEB, WORKER, Office
from office.services import Services, forms_of, services_of
from office.work import Failure, Work, point, replace_text

PATIENCE_SECONDS = 60.0
BANGKOK = timezone(timedelta(hours=7))
BACKUPS_KEPT = 3


def upgrade(office: Office, source: Path, patience: float = PATIENCE_SECONDS) -> int:
    """Bring the office to the release of `source`; 0 when it stands there, 1 when it stands where it stood before."""
    services, work = services_of(office), Work()
    if office.note.exists():
        print("▸ การปรับรุ่นครั้งก่อนค้างอยู่ จะย้อนกลับก่อน · An upgrade was cut short: taking it back first", flush=True)
        take_back(office, services)
    old = standing(office)
    with work.taken_back_on_failure(), work.step("วางรุ่นใหม่ข้างรุ่นเดิม", "Laying the new release beside the old"):
        new = release.lay(office, source, work)
        work.undoing.clear()
    if new == old:
        print(f"เป็นรุ่นนี้อยู่แล้ว: {old.name}\nThis release stands already: {old.name}")
        return 0
    begin(office, old, new)
    try:
        go_over(office, services, new, patience)
    except BaseException as error:
        print(f"\n{error}\n▸ ย้อนกลับ · Going back to {old.name} …", flush=True)
        take_back(office, services)
        print(f"เครื่องอยู่ที่รุ่นเดิม ข้อมูลครบ: {old.name}\nThe machine stands at the old release, all data kept: {old.name}")
        if not isinstance(error, Failure):
            raise
        return 1
    office.note.unlink()
    for name in release.prune(office, old, new):
        print(f"  ลบรุ่นเก่า · removed the old release {name}")
    for path in sorted(office.backups.glob("before-*.phaen"), key=lambda path: path.stat().st_mtime)[:-BACKUPS_KEPT]:
        path.unlink()
    print(f"เครื่องอยู่ที่รุ่นใหม่: {new.name}\nThe machine stands at the new release: {new.name}")
    return 0


def standing(office: Office) -> Path:
    """The release in use. Raises Failure when there is none."""
    found = release.current(office)
    if found is None:
        raise Failure("ยังไม่ได้ติดตั้ง", "Nothing is installed here.", "./phaen install")
    return found


def begin(office: Office, old: Path, new: Path) -> None:
    """Write down where the machine stands; from here on nginx answers 503."""
    files = [*(office.units / unit for unit in UNITS), office.nginx / "sites-available" / site.SITE, office.logrotate]
    note = {
        "from": str(old),
        "to": str(new),
        "files": {str(path): path.read_text("utf-8") for path in files if path.exists()},
    }
    write_note(office, note)


def go_over(office: Office, services: Services, new: Path, patience: float) -> None:
    """Everything between the note and the verdict. Raises Failure."""
    work, note = Work(), read_note(office)
    old = Path(note["from"])
    with work.step("หยุดเว็บและงานเบื้องหลัง", "Stopping the web and the background work"):
        for unit in (WORKER, WEB):
            services.stop(unit)
        work.changes += 1
    with work.step("สำรองข้อมูล", "Saving everything"):
        file = office.backups / f"before-{new.name}-{datetime.now(BANGKOK):%Y%m%d-%H%M%S}.phaen"
        release.call(office, old, "backup", file)
        write_note(office, note | {"backup": str(file), "schema": schema_of(file)})
        work.changes += 1
    with work.step("หน่วยบริการและ nginx", "Units and nginx"):
        install.make_keys(office, work)
        changed = install.write_services(office, forms_of(new), work)
        is_new_site = site.write_site(office, forms_of(new), work)
        services.reload()
        if DATABASE in changed:
            services.stop(DATABASE)
    with work.step("ปรับโครงสร้างฐานข้อมูล", "Bringing the schema up to date"):
        work.changes += "The schema is new" in release.call(office, new, "migrate")
    with work.step("เปิดรุ่นใหม่และตรวจ", "Starting the new release and asking it"):
        point(office.current, new)
        start(office, services, new, patience)
        if is_new_site:
            site.apply(office, services)
        work.changes += 1


def start(office: Office, services: Services, chosen: Path, patience: float) -> None:
    """Start what an office needs, and wait until it answers; the worker last, for it writes. Raises Failure."""
    services.start(DATABASE)
    services.start(WEB)
    install.await_ready(office, patience)
    if release.has_worker(chosen):
        services.start(WORKER)


def take_back(office: Office, services: Services) -> None:
    """Bring the office back to the release and the data of the note. Raises Failure that says how to go on by hand."""
    note = read_note(office)
    old = Path(note["from"])
    try:
        for unit in (WORKER, WEB):
            services.stop(unit)
        restored = put_back_files(note)
        services.reload()
        if restored & {str(office.units / DATABASE)}:
            services.stop(DATABASE)
        services.start(DATABASE)
        put_back_data(office, old, note)
        point(office.current, old)
        start(office, services, old, PATIENCE_SECONDS)
        if str(office.nginx / "sites-available" / site.SITE) in restored:
            site.apply(office, services)
    except (Failure, OSError) as error:
        raise Failure(
            f"{error}\nย้อนกลับไม่สำเร็จ เว็บยังปิดอยู่ ข้อมูลก่อนปรับรุ่นอยู่ใน {note.get('backup', '-')}",
            f"Going back failed too; the web stays closed. The data before the upgrade are in {note.get('backup', '-')}.",
            f"{old}/phaen restore --replace {note.get('backup', 'FILE')} ; {old}/phaen upgrade --to {old}",
        ) from None
    office.note.unlink()
    undo_release(Path(note["to"]), old)


def put_back_files(note: dict) -> set[str]:
    """Units and site as they were; the paths of those that differed."""
    differing = set()
    for name, text in note["files"].items():
        path = Path(name)
        if not path.exists() or path.read_text("utf-8") != text:
            replace_text(path, text, 0o644)
            differing.add(name)
    return differing


def put_back_data(office: Office, old: Path, note: dict) -> None:
    """The former schema: from the backup if it was changed, else only the former views are published again."""
    if "backup" in note and head(office, old) != note["schema"]:
        print("▸ โครงสร้างเปลี่ยนไปแล้ว กู้คืนจากแฟ้มสำรอง · The schema has changed: restoring the backup …", flush=True)
        release.call(office, old, "restore", "--replace", note["backup"])
    else:
        release.call(office, old, "migrate")


def head(office: Office, chosen: Path) -> str:
    """The revision of the schema, asked by any release."""
    return release.call(office, chosen, "office", "schema").split()[-1]


def schema_of(backup: Path) -> str:
    """The revision of the schema that a backup holds."""
    with tarfile.open(backup) as tar:
        manifest = tar.extractfile("manifest.json")
        return str(json.load(manifest)["schema"]) if manifest else "-"


def read_note(office: Office) -> dict:
    found: dict = json.loads(office.note.read_text("utf-8"))
    return found


def write_note(office: Office, note: dict) -> None:
    """The note on disk, readable by nginx and without any secret."""
    replace_text(office.note, json.dumps(note, indent=1), 0o644)


def undo_release(failed: Path, kept: Path) -> None:
    """A release that did not work makes room, so that the next try lays it anew."""
    if failed != kept:
        with contextlib.suppress(OSError):
            shutil.rmtree(failed)
