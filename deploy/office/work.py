# ruff: noqa: T201 - talking to the terminal is its work
"""Doing things to a machine so that they can be taken back: each file written, each folder made, each act undone."""

import contextlib
import ctypes
import fcntl
import grp
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

IS_ROOT = os.geteuid() == 0
PR_SET_PDEATHSIG = 1
KERNEL = ctypes.CDLL(None)


class Failure(Exception):
    """A step that failed, and what the person at the keyboard can do."""

    def __init__(self, thai: str, english: str, remedy: str = "") -> None:
        told = f"{thai}\n{english}"
        super().__init__(f"{told}\nสิ่งที่ต้องทำ · what to do: {remedy}" if remedy else told)


class Work:
    """What one command does to the machine. With `dry` it only says so."""

    def __init__(self, dry: bool = False) -> None:
        self.dry = dry
        self.changes = 0
        self.undoing: list[Callable[[], object]] = []

    @contextlib.contextmanager
    def step(self, thai: str, english: str) -> Iterator[None]:
        """Announce a step and say at its end whether it changed anything."""
        print(f"▸ {thai} · {english} …", flush=True)
        before, began = self.changes, time.monotonic()
        yield
        took = time.monotonic() - began
        done = "เรียบร้อย · done" if self.changes > before else "เป็นอยู่แล้ว · nothing to change"
        print(f"  {done} ({took:.0f} s)", flush=True)

    @contextlib.contextmanager
    def taken_back_on_failure(self) -> Iterator[None]:
        """Whatever ends the block early, what it did is undone, the last first."""
        try:
            yield
        except BaseException:
            if self.undoing:
                print("▸ คืนเครื่องสู่สภาพเดิม · Putting the machine back as it was …", flush=True)
            while self.undoing:
                with contextlib.suppress(OSError, subprocess.SubprocessError, Failure):
                    self.undoing.pop()()
            raise

    def would(self, thai: str, english: str) -> bool:
        """Note a change; whether it is only to be told."""
        self.changes += 1
        if self.dry:
            print(f"  จะ{thai} · would {english}")
        return self.dry

    def folder(self, path: Path, mode: int = 0o755, owner: str = "root", group: str = "", *, own: bool = False) -> None:
        """A folder with these rights; `own` means that nobody but the office puts anything into it."""
        if path.is_dir() and _rights(path) == _wanted(mode, owner, group):
            return
        if self.would(f"สร้างโฟลเดอร์ {path}", f"make the folder {path} ({mode:04o} {owner})"):
            return
        made = [folder for folder in (path, *path.parents) if not folder.exists()]
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(mode)
        give(path, owner, group)
        for folder in reversed(made):
            whole = own and folder == path
            self.undoing.append(lambda folder=folder, whole=whole: shutil.rmtree(folder) if whole else folder.rmdir())

    def write(self, path: Path, text: str, mode: int = 0o644, *, shown: bool = True) -> bool:
        """A file of root's with this text and these rights; whether it is new."""
        if path.is_file() and path.read_text("utf-8") == text and path.stat().st_mode & 0o777 == mode:
            return False
        if self.would(f"เขียน {path}", f"write {path} ({mode:04o})"):
            if shown:
                print("".join(f"    {line}\n" for line in text.splitlines()), end="")
            return True
        former = path.read_text("utf-8") if path.is_file() else None
        self.folder(path.parent)
        replace_text(path, text, mode)
        self.undoing.append(lambda: path.unlink() if former is None else replace_text(path, former, mode))
        return True

    def link(self, path: Path, target: Path) -> None:
        """A symbolic link, switched in one moment."""
        if path.is_symlink() and path.readlink() == target:
            return
        if self.would(f"ชี้ {path} ไปที่ {target}", f"point {path} to {target}"):
            return
        former = path.readlink() if path.is_symlink() else None
        self.folder(path.parent)
        point(path, target)
        self.undoing.append(lambda: path.unlink() if former is None else point(path, former))

    def remove(self, path: Path) -> None:
        """Remove a file or a link."""
        if (path.exists() or path.is_symlink()) and not self.would(f"ลบ {path}", f"remove {path}"):
            former = path.readlink() if path.is_symlink() else None
            text = None if former else path.read_text("utf-8")
            path.unlink()
            self.undoing.append(lambda: point(path, former) if former else replace_text(path, text or "", 0o644))

    def run(self, command: list[object], remedy: str = "", **more: object) -> str:
        """Run a program to its end and give its words. Raises Failure with them."""
        words = [str(word) for word in command]
        if self.dry:
            print(f"  จะสั่ง · would run: {shlex.join(words)}")
            return ""
        return run(words, remedy, **more)


def run(words: list[str], remedy: str = "", *, env: dict[str, str] | None = None, cwd: Path | None = None) -> str:
    """The words of a program that succeeded. Raises Failure."""
    try:
        ran = subprocess.run(
            words, env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", check=False, preexec_fn=end_with_parent,
        )  # fmt: skip
    except OSError as error:
        raise Failure(f"เรียก {words[0]} ไม่ได้: {error}", f"{words[0]} cannot be run.", remedy) from None
    if ran.returncode != 0:
        last = "\n".join(f"    {line}" for line in ran.stdout.splitlines()[-15:])
        raise Failure(f"คำสั่งนี้ไม่สำเร็จ: {shlex.join(words)}\n{last}", "This command failed with the words above.", remedy)
    return ran.stdout


def end_with_parent() -> None:
    """Nothing that we have started goes on when we are killed: a migration would finish behind the back of the next."""
    KERNEL.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Only one command at a time changes an office. Raises Failure."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as turn:
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failure("มีคำสั่งอื่นกำลังแก้เครื่องนี้อยู่", "Another command is changing this machine.") from None
        yield


def replace_text(path: Path, text: str, mode: int) -> None:
    """Write a file whole, with its rights from the first moment."""
    growing = path.with_name(f".{path.name}.new")
    growing.unlink(missing_ok=True)
    with os.fdopen(os.open(growing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    growing.chmod(mode)
    growing.replace(path)


def point(path: Path, target: Path) -> None:
    """Let a link point to `target`, in one moment."""
    growing = path.with_name(f".{path.name}.new")
    growing.unlink(missing_ok=True)
    growing.symlink_to(target)
    growing.replace(path)


def give(path: Path, owner: str, group: str = "") -> None:
    """Give a file to a user; only root can, and who is not root owns everything himself."""
    if IS_ROOT:
        shutil.chown(path, owner, group or pwd.getpwnam(owner).pw_gid)


def _rights(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_mode & 0o7777, found.st_uid, found.st_gid


def _wanted(mode: int, owner: str, group: str) -> tuple[int, int, int]:
    if not IS_ROOT:
        return mode, os.geteuid(), os.getegid()
    try:
        account = pwd.getpwnam(owner)
    except KeyError:  # a dry run on a machine where the user is yet to be made
        return mode, -1, -1
    return mode, account.pw_uid, grp.getgrnam(group).gr_gid if group else account.pw_gid
