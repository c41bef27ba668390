"""The processes of an office: by systemd, or, where none runs, started by ourselves from the same unit files."""

import contextlib
import os
import pwd
import re
import shlex
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any, Protocol

from office.layout import UNITS, Office
from office.work import IS_ROOT, Failure, Work, give, run

READY_SECONDS, STOP_SECONDS = 120.0, 60.0


class Services(Protocol):
    """What a service manager can do."""

    stands_by_itself: bool

    def reload(self) -> None: ...
    def start(self, unit: str) -> None: ...
    def stop(self, unit: str) -> None: ...
    def is_active(self, unit: str) -> bool: ...
    def enable(self, unit: str) -> None: ...
    def disable(self, unit: str) -> None: ...


def services_of(office: Office) -> Services:
    """systemd where it runs and the office is the machine's own; else our own processes."""
    if Path("/run/systemd/system").is_dir() and not office.is_trial:
        return Systemd()
    return Processes(office)


class Systemd:
    """The machine's own service manager."""

    stands_by_itself = True

    def reload(self) -> None:
        run(["systemctl", "daemon-reload"])

    def start(self, unit: str) -> None:
        remedy = f"journalctl --unit {unit} --lines 50"
        try:
            run(["systemctl", "start", unit], remedy)
        except Failure as failure:
            words = subprocess.run(
                ["journalctl", "--unit", unit, "--lines", "15", "--no-pager", "--output", "cat"],
                capture_output=True, text=True, errors="replace", check=False,
            ).stdout  # fmt: skip
            raise Failure(f"{failure}\n{words}", f"{unit} does not start.", remedy) from None

    def stop(self, unit: str) -> None:
        if self._knows(unit):
            run(["systemctl", "stop", unit])

    def is_active(self, unit: str) -> bool:
        return subprocess.run(["systemctl", "is-active", "--quiet", unit], check=False).returncode == 0

    def enable(self, unit: str) -> None:
        run(["systemctl", "enable", "--quiet", unit])

    def disable(self, unit: str) -> None:
        if self._knows(unit):
            run(["systemctl", "disable", "--quiet", unit])

    def _knows(self, unit: str) -> bool:
        return subprocess.run(["systemctl", "cat", unit], capture_output=True, check=False).returncode == 0


class Processes:
    """The same unit files without their fences: for a container, and for an office below a folder.

    Nothing is started at boot and nothing is started again when it dies.
    """

    stands_by_itself = False

    def __init__(self, office: Office) -> None:
        self.office = office
        self.run = office.below("/run/phaen")
        # Kept, for they outlive the command: Python would complain of processes that nobody waits for.
        self.born: list[subprocess.Popen[bytes]] = []

    def reload(self) -> None:
        """Unit files are read at each start."""

    def enable(self, unit: str) -> None:
        """There is no boot."""

    def disable(self, unit: str) -> None:
        """There is no boot."""

    def start(self, unit: str) -> None:
        if self.is_active(unit) or unit.endswith(".timer"):
            return
        told = read_unit(self.office.units / unit)
        account = pwd.getpwnam(told["User"][-1]) if IS_ROOT and "User" in told else None
        self.run.mkdir(parents=True, exist_ok=True)
        log = self.office.log / f"{unit}.log"
        with log.open("a") as words, _listener(self.run / f"{unit}.notify") as ready:
            process = subprocess.Popen(
                shlex.split(told["ExecStart"][-1]),
                cwd=told["WorkingDirectory"][-1],
                env=self._surroundings(unit, told, account),
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                start_new_session=True,
                umask=0o077,
                **(_as(account) if account else {}),
            )
            self.born.append(process)
            (self.run / f"{unit}.pid").write_text(f"{process.pid} {_birth(process.pid)}", "ascii")
            if told.get("Type") == ["notify"]:
                self._await(process, ready, unit, log)
            elif told.get("Type") == ["oneshot"]:
                self._finish(process, unit, log)

    def stop(self, unit: str) -> None:
        number = self._number(unit)
        if number is not None:
            self._end(unit, number)
        (self.run / f"{unit}.pid").unlink(missing_ok=True)
        shutil.rmtree(self.run / "credentials" / unit, ignore_errors=True)

    def _end(self, unit: str, number: int) -> None:
        told = read_unit(self.office.units / unit) if (self.office.units / unit).exists() else {}
        os.kill(number, signal.Signals[told.get("KillSignal", ["SIGTERM"])[-1]])
        until = time.monotonic() + STOP_SECONDS
        while _lives(number) and time.monotonic() < until:
            time.sleep(0.05)
        if _lives(number):
            os.killpg(number, signal.SIGKILL)

    def is_active(self, unit: str) -> bool:
        return self._number(unit) is not None

    def _number(self, unit: str) -> int | None:
        with contextlib.suppress(OSError, ValueError):
            number, _, birth = (self.run / f"{unit}.pid").read_text("ascii").partition(" ")
            # Numbers come again: one that was born at another moment is somebody else's. Older releases told none.
            return int(number) if _lives(int(number)) and birth in ("", _birth(int(number))) else None
        return None

    def _surroundings(self, unit: str, told: dict[str, list[str]], account: pwd.struct_passwd | None) -> dict[str, str]:
        credentials = self._credentials(unit, told, account)
        meant = {"%d": str(credentials), "%%": "%"}
        lines = [re.sub("%[d%]", lambda found: meant[found[0]], line) for line in told.get("Environment", [])]
        own = [line.partition("=") for line in lines]
        plain = {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": "/", "NOTIFY_SOCKET": str(self.run / f"{unit}.notify")}
        return plain | {name: value for name, _, value in own} | self.office.settings()

    def _credentials(self, unit: str, told: dict[str, list[str]], account: pwd.struct_passwd | None) -> Path:
        folder = self.run / "credentials" / unit
        folder.mkdir(parents=True, exist_ok=True)
        for line in told.get("LoadCredential", []):
            name, _, source = line.partition(":")
            copy = folder / name
            copy.unlink(missing_ok=True)
            with os.fdopen(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as file:
                file.write(Path(source).read_bytes())
            if account:
                give(copy, account.pw_name)
        folder.chmod(0o700)
        if account:
            give(folder, account.pw_name)
        return folder

    def _await(self, process: "subprocess.Popen[bytes]", ready: socket.socket, unit: str, log: Path) -> None:
        until = time.monotonic() + READY_SECONDS
        while process.poll() is None and time.monotonic() < until:
            with contextlib.suppress(TimeoutError):
                if b"READY=1" in ready.recv(4096):
                    return
        if process.poll() is None:
            process.kill()
        raise self._failed(unit, log)

    def _finish(self, process: "subprocess.Popen[bytes]", unit: str, log: Path) -> None:
        status = process.wait()
        (self.run / f"{unit}.pid").unlink(missing_ok=True)
        if status != 0:
            raise self._failed(unit, log)

    def _failed(self, unit: str, log: Path) -> Failure:
        last = "\n".join(f"    {line}" for line in log.read_text("utf-8", errors="replace").splitlines()[-15:])
        return Failure(f"{unit} ไม่ทำงาน\n{last}", f"{unit} does not run; its last words stand above.", str(log))


def read_unit(path: Path) -> dict[str, list[str]]:
    """The lines of a unit by their names, whatever their section."""
    found: dict[str, list[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith(("#", ";")):
            found.setdefault(name.strip(), []).append(value.strip())
    return found


def forms_of(release: Path) -> Path:
    """Where a release keeps the forms of what an office is made of."""
    return release / "deploy/office/forms"


def write_units(office: Office, forms: Path, work: Work) -> list[str]:
    """Write the unit files; those that are new. Raises Failure when systemd does not like them."""
    texts = {unit: filled(office, (forms / unit).read_text("utf-8")) for unit in UNITS}
    return [unit for unit, text in texts.items() if work.write(office.units / unit, text)]


def verify_units(office: Office, work: Work) -> None:
    """Let systemd read the units, where its tool is at hand."""
    if Path("/usr/bin/systemd-analyze").exists():
        work.run(["systemd-analyze", "verify", "--man=no", *(office.units / unit for unit in UNITS)])


def filled(office: Office, form: str) -> str:
    """A form with the places of this office."""
    words = {
        "prefix": str(office.home),
        "state": str(office.state),
        "choices": str(office.choices),
        "log": str(office.log),
        "database": office.database_url.replace("%", "%%"),
    }
    for name, value in words.items():
        form = form.replace(f"@{name}@", value)
    return form


@contextlib.contextmanager
def _listener(path: Path) -> Any:
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        # By a short way: the name of a socket may have 107 bytes, a trial's folder may have more.
        here = os.open(path.parent, os.O_PATH)
        listener.bind(f"/proc/self/fd/{here}/{path.name}")
        os.close(here)
        path.chmod(0o666)
        listener.settimeout(0.2)
        yield listener
    path.unlink(missing_ok=True)


def _as(account: pwd.struct_passwd) -> dict[str, Any]:
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _lives(number: int) -> bool:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(number, os.WNOHANG)
    with contextlib.suppress(OSError):
        return "State:\tZ" not in Path(f"/proc/{number}/status").read_text("utf-8")
    return False


def _birth(number: int) -> str:
    """When a process was started, in ticks since the machine was; with its number that is said of no other process."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{number}/stat").read_text("utf-8", errors="replace").rpartition(") ")[2].split()[19]
    return ""
