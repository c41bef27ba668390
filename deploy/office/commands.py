# ruff: noqa: T201 - talking to the terminal is its work
"""The words of ``./phaen install | upgrade | uninstall | status | certificate``."""

import argparse
import contextlib
import dataclasses
import os
import sys
from collections.abc import Callable
from pathlib import Path

from office import install, machine, release, status, upgrade
from office.layout import Office, known
from office.work import Failure, Work, alone

INSTALL = """ติดตั้งเป็นบริการของเครื่อง Debian 12 หรือ 13: โปรแกรม ฐานข้อมูล เว็บ งานเบื้องหลัง สำรองทุกคืน nginx และ TLS
Install as services of a Debian 12 or 13 machine: program, database, web, worker, nightly backup, nginx with TLS."""
UPGRADE = """ปรับเป็นรุ่นของโฟลเดอร์นี้: สำรอง วางรุ่นใหม่ ปรับโครงสร้าง ตรวจ ถ้าไม่ผ่านจะย้อนกลับเอง
Go over to the release of this checkout: save, lay, migrate, ask; if it does not answer, go back by itself."""
UNINSTALL = "ถอนโปรแกรม เก็บข้อมูลไว้\nRemove the program and keep the data."
STATUS = "บอกสภาพ: บริการ รุ่น ใบรับรอง สำรองล่าสุด ดิสก์\nTell how it is: services, release, certificate, backup, disk."
CERTIFICATE = "ดูหรือต่ออายุใบรับรอง\nShow or renew the certificate."


def main(name: str, arguments: list[str], checkout: Path, packages: Callable[[list[str]], None]) -> int:
    """Run one of the commands; a refusal is told in both languages and ends with code 1."""
    os.umask(0o022)
    try:
        return ACTS[name](arguments, checkout, packages)
    except Failure as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1


def _install(arguments: list[str], checkout: Path, packages: Callable[[list[str]], None]) -> int:
    words = _parser("install", INSTALL, checkout)
    words.add_argument("--host", action="append", metavar="NAME", help="ชื่อหรือที่อยู่ที่คนพิมพ์ · what people type")
    words.add_argument("--certificate", type=Path, metavar="FILE", help="ใบรับรองที่มีอยู่แล้ว · a certificate you have")
    words.add_argument("--key", type=Path, metavar="FILE", help="กุญแจของใบรับรองนั้น · its key")
    words.add_argument("--port", type=int, default=8000, help="พอร์ตภายในของเว็บ · the web's port behind nginx")
    words.add_argument("--http-port", type=int, help="เดิม 80 · default 80")
    words.add_argument("--https-port", type=int, help="เดิม 443 · default 443")
    words.add_argument("--start", action="store_true", help="เปิดแม้ไม่มี systemd · start although systemd does not run")
    words.add_argument("--dry-run", action="store_true", help="บอกอย่างเดียว · only say what would be done")
    chosen = words.parse_args(arguments)
    if bool(chosen.certificate) != bool(chosen.key):
        words.error("--certificate และ --key ต้องมาคู่กัน · belong together")
    wanted = install.Wanted(
        _asked_for(chosen), checkout, chosen.port, _whole(chosen.certificate), _whole(chosen.key), chosen.start
    )
    release.refuse_old_python("/usr/bin/python3")
    with contextlib.nullcontext() if chosen.dry_run else alone(wanted.office.turn):
        install.install(wanted, Work(chosen.dry_run), packages)
    return 0


def _asked_for(chosen: argparse.Namespace) -> Office:
    """The office as it stands, or a new one, with what the command line says otherwise."""
    there = known(_facts(chosen)) or Office(root=str(chosen.root.absolute()), prefix=chosen.prefix)
    said = {
        "hosts": chosen.host,
        "http_port": chosen.http_port,
        "https_port": chosen.https_port,
        "own_authority": False if chosen.certificate else None,
    }
    office = dataclasses.replace(there, **{name: value for name, value in said.items() if value is not None})
    return office if office.hosts else dataclasses.replace(office, hosts=machine.own_names())


def _upgrade(arguments: list[str], checkout: Path, _packages: Callable[[list[str]], None]) -> int:
    words = _parser("upgrade", UPGRADE, checkout)
    words.add_argument("--to", type=Path, metavar="PATH", help="โฟลเดอร์ของรุ่นใหม่ · the new checkout")
    words.add_argument("--patience", type=float, default=upgrade.PATIENCE_SECONDS, help="วินาทีที่รอ · seconds to wait")
    chosen = words.parse_args(arguments)
    office, source = _office(chosen), (chosen.to or checkout).resolve()
    # The newer program knows best how to bring itself in.
    if source != checkout and (source / "deploy/office/upgrade.py").exists():
        rest = ["--root", office.root, "--prefix", office.prefix, "--patience", str(chosen.patience)]
        os.execv(source / "phaen", [str(source / "phaen"), "upgrade", *rest])
    with alone(office.turn):
        return upgrade.upgrade(office, source, chosen.patience)


def _uninstall(arguments: list[str], checkout: Path, _packages: Callable[[list[str]], None]) -> int:
    words = _parser("uninstall", UNINSTALL, checkout)
    words.add_argument("--dry-run", action="store_true", help="บอกอย่างเดียว · only say what would be done")
    chosen = words.parse_args(arguments)
    office = _office(chosen)
    with alone(office.turn):
        status.uninstall(office, Work(chosen.dry_run))
    return 0


def _status(arguments: list[str], checkout: Path, _packages: Callable[[list[str]], None]) -> int:
    return status.status(_office(_parser("status", STATUS, checkout).parse_args(arguments)))


def _certificate(arguments: list[str], checkout: Path, _packages: Callable[[list[str]], None]) -> int:
    words = _parser("certificate", CERTIFICATE, checkout)
    words.add_argument("act", choices=("show", "renew"))
    words.add_argument("--if-due", action="store_true", help="เฉพาะเมื่อใกล้หมดอายุ · only near its end")
    words.add_argument("--new-authority", action="store_true", help="ผู้ออกใบรับรองใหม่ด้วย · a new authority too")
    words.add_argument("--certificate", type=Path, metavar="FILE", help="ใบรับรองใหม่ที่ได้รับมา · a given one")
    words.add_argument("--key", type=Path, metavar="FILE", help="กุญแจของใบรับรองนั้น · its key")
    chosen = words.parse_args(arguments)
    office = _office(chosen)
    standing = release.current(office)
    if chosen.act == "show" and standing:
        print(release.call(office, standing, "office", "expiries", office.choices), end="")
        return 0
    given = (chosen.certificate, chosen.key) if chosen.certificate and chosen.key else None
    if given:
        machine.refuse_bad_pair(*given)
        office = dataclasses.replace(office, own_authority=False)
    work = Work()
    with work.taken_back_on_failure():
        status.renew(office, due_only=chosen.if_due, new_authority=chosen.new_authority, given=given, work=work)
    return 0


def _parser(name: str, told: str, checkout: Path) -> argparse.ArgumentParser:
    there = known(checkout.parent.parent / "office.json") if checkout.parent.name == "releases" else None
    words = argparse.ArgumentParser(
        prog=f"./phaen {name}", description=told, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument(
        "--prefix", default=there.prefix if there else "/opt/phaen", help="ที่วางโปรแกรม · for the program"
    )
    words.add_argument(
        "--root", type=Path, default=Path(there.root if there else "/"), metavar="DIR",
        help="ทดลอง: ทุกอย่างอยู่ใต้โฟลเดอร์นี้ · for trying: everything below this folder",
    )  # fmt: skip
    return words


def _facts(chosen: argparse.Namespace) -> Path:
    return Office(root=str(chosen.root.absolute()), prefix=chosen.prefix).facts


def _office(chosen: argparse.Namespace) -> Office:
    there = known(_facts(chosen))
    if there is None:
        raise Failure(
            f"ไม่พบสำนักงานที่ติดตั้งไว้ใน {chosen.prefix}", f"No office is installed in {chosen.prefix}.", "./phaen install"
        )
    if os.geteuid() != 0 and not there.is_trial:
        raise Failure("ต้องสั่งด้วยสิทธิ์ root", "This needs root.", "sudo")
    return there


def _whole(path: Path | None) -> Path | None:
    return path.absolute() if path else None


ACTS = {
    "install": _install,
    "upgrade": _upgrade,
    "uninstall": _uninstall,
    "status": _status,
    "certificate": _certificate,
}
