"""The programs of PostgreSQL on this machine, and running them as the user they insist on."""

import os
import pwd
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from app.core.errors import Unavailable

BINARIES = Path("/usr/lib/postgresql")
SERVER_USER = "postgres"
INITDB = (
    "--username=postgres",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--data-checksums",
)
OPTIONS = {
    "jit": "off",
    "random_page_cost": "1.1",
    "max_connections": "100",
    "work_mem": "32MB",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "log_min_messages": "warning",
}
# The server's words in seven files, one for each day of the week, each begun anew a week later.
LOGGING = {
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "server-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
}
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "5min",
}


def memory_options() -> dict[str, str]:
    """Shares of this machine's memory: an eighth for the server's buffers (64 MB to 1 GB), half as cache estimate."""
    megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    buffers = min(max(megabytes // 8, 64), 1024)
    return {
        "shared_buffers": f"{buffers}MB",
        "effective_cache_size": f"{max(megabytes // 2, 128)}MB",
        "maintenance_work_mem": f"{min(buffers, 256)}MB",
    }


def binaries(data: Path | None = None) -> Path:
    """The program folder of the release that made `data`, else of the newest installed. Raises Unavailable."""
    made_by = data / "PG_VERSION" if data else None
    if made_by is not None and made_by.exists():
        wanted = BINARIES / made_by.read_text(encoding="ascii").strip() / "bin"
        if (wanted / "initdb").exists():
            return wanted
        version = wanted.parent.name
        raise Unavailable(
            f"ข้อมูลใน {data} สร้างด้วย PostgreSQL {version} ซึ่งไม่มีในเครื่องนี้: ให้ติดตั้งรุ่นนั้น หรือใช้ ./phaen restore",
            f"{data} was made by PostgreSQL {version}, which is not installed: install it, or restore a backup.",
        )
    found = sorted(BINARIES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise Unavailable(
            "ไม่พบ PostgreSQL ในเครื่อง: ให้สั่ง ./phaen setup หรือ apt-get install postgresql postgresql-postgis",
            "PostgreSQL is not installed: run ./phaen setup, or apt-get install postgresql postgresql-postgis.",
        )
    return found[-1].parent


def client(program: str) -> Path:
    """A client program of the newest release installed. Raises Unavailable."""
    found = sorted(BINARIES.glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise Unavailable(
            f"ไม่พบ {program}: ให้สั่ง ./phaen setup หรือ apt-get install postgresql-client",
            f"{program} is not installed: run ./phaen setup, or apt-get install postgresql-client.",
        )
    return found[-1]


def is_root() -> bool:
    """Whether this process may become other users."""
    return os.geteuid() == 0


def as_user(user: str) -> dict[str, Any]:
    """Arguments of subprocess that drop root for good: no group of root's stays."""
    account = pwd.getpwnam(user)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def has_user(user: str) -> bool:
    """Whether the machine knows this account."""
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def hand_over(path: Path, user: str, mode: int) -> None:
    """Give a file or folder to `user` with these rights; only root can."""
    account = pwd.getpwnam(user)
    os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    path.chmod(mode)


def make_private(directory: Path) -> None:
    """A folder of our own that nobody else enters. Raises Unavailable when another user was first."""
    directory.mkdir(mode=0o700, exist_ok=True)
    if directory.is_symlink() or directory.stat().st_uid != os.geteuid():
        raise Unavailable(
            f"{directory} เป็นของผู้ใช้อื่น: ให้ลบทิ้งก่อน", f"{directory} belongs to another user: remove it first."
        )
    directory.chmod(0o700)


def run(program: str, *arguments: str, data: Path | None = None, check: bool = True) -> bool:
    """Run a server program as the right user; whether it succeeded. Raises Unavailable with its last words."""
    command = [str(binaries(data) / program), *arguments]
    with tempfile.TemporaryFile("w+") as words:
        # Not a pipe: the server that pg_ctl starts inherits it and would keep it open.
        ran = subprocess.run(
            command,
            check=False,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            **(as_user(SERVER_USER) if is_root() else {}),
        )
        words.seek(0)
        said = words.read().strip()
    if check and ran.returncode != 0:
        log = f"{data}/server.log" if data else "-"
        raise Unavailable(f"{program} ทำงานไม่สำเร็จ (บันทึก: {log})\n{said}", f"{program} failed; see {log}")
    return ran.returncode == 0


def refuse_closed_path(folder: Path, user: str) -> None:
    """Raises Unavailable when `user` cannot enter `folder`, for instance below another's closed home."""
    seen = subprocess.run(["/usr/bin/test", "-x", folder], **as_user(user), check=False)
    if seen.returncode != 0:
        raise Unavailable(
            f"ผู้ใช้ {user} เข้าโฟลเดอร์ {folder} ไม่ได้: ให้กำหนด PHAEN_HOME เป็นโฟลเดอร์ที่ผู้ใช้อื่นผ่านเข้าได้",
            f"The user {user} cannot enter {folder}: set PHAEN_HOME to a folder below one that others may pass"
            " through, such as /var/lib/phaen.",
        )


def server_process(data: Path) -> int | None:
    """The process number in the server's lock file, if that process lives and is a PostgreSQL. Cheap, may be fooled."""
    try:
        number = int((data / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0])
        name, _, rest = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").partition(" (")[2].rpartition(") ")
    except (OSError, ValueError):
        return None
    return number if name == "postgres" and not rest.startswith("Z") else None


def inhabitants(data: Path) -> set[int]:
    """Living processes that work in the data folder: the server and all its backends. Corpses work nowhere."""
    pattern = re.sub(r"([*?\[\\])", r"\\\1", str(data.resolve()))
    # Asked as the server's user: even root may be forbidden to look at another user's processes.
    found = subprocess.run(
        ["/usr/bin/find", "/proc", "-maxdepth", "2", "-name", "cwd", "-lname", pattern],
        check=False,
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        **(as_user(SERVER_USER) if is_root() else {}),
    )
    return {int(line.split("/")[2]) for line in found.stdout.splitlines() if line.split("/")[2].isdigit()}
