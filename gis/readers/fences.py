"""The fences that a reading child puts around itself before it touches a file that somebody else made.

In this order: no network (an empty network namespace, and Landlock's rule for TCP), no file but the quarantined copy
and the interpreter's own libraries (Landlock), nobody's rights (when started as root and the interpreter can still be
read), and limits on memory, processor time, open files and written bytes (none). What the machine does not offer is
reported by name and the reading goes on behind the others.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import stat
import struct
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from gis.readers.table import Limits

NOBODY = 65534
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
#: bits of file access that each version of Landlock knows
_FILE_BITS = {1: 13, 2: 14, 3: 15, 4: 15}

_libc = ctypes.CDLL(None, use_errno=True)


def raise_all(readable: Iterable[Path], limits: Limits) -> list[str]:
    """Put up every fence that this machine offers; returns the names of those that it does not."""
    missing, rooms = [], list(readable)
    libraries = [path for path in map(Path, sysconfig.get_paths().values()) if path.is_dir()]
    libraries += [path for path in (Path("/usr/lib"), Path("/lib"), Path("/lib64")) if path.is_dir()]
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if not _leave_network():
        missing.append("network namespace")
    if not _landlock([*libraries, *rooms]):
        missing.append("Landlock")
    if os.geteuid() == 0 and not _become_nobody(libraries, rooms):
        missing.append("unprivileged user")
    _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    _limit(limits)
    return missing


def _leave_network() -> bool:
    """Into an empty network namespace; without root by way of a user namespace."""
    return any(_libc.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def landlock_version() -> int:
    """The Landlock ABI of the running kernel; 0 when there is none."""
    return max(0, int(_libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))))


def _landlock(readable: Iterable[Path]) -> bool:
    version = landlock_version()
    if version == 0:
        return False
    files = (1 << _FILE_BITS.get(version, 16)) - 1
    rules = struct.pack("QQQ", files, 0b11 if version >= 4 else 0, 0b11 if version >= 6 else 0)
    rules = rules[: 8 if version < 4 else 16 if version < 6 else 24]
    ruleset = _libc.syscall(_CREATE_RULESET, rules, ctypes.c_size_t(len(rules)), ctypes.c_uint32(0))
    if ruleset < 0:
        return False
    allowed = all(_allow(ruleset, path) for path in readable)
    kept = allowed and _libc.syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0)) == 0
    os.close(ruleset)
    return bool(kept)


def _allow(ruleset: int, path: Path) -> bool:
    """Let the files beneath a directory be read; not written, not executed."""
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = struct.pack("=Qi", _READ_FILE | _READ_DIR, opened)
    added = _libc.syscall(_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(1), rule, ctypes.c_uint32(0))
    os.close(opened)
    return int(added) == 0


def _become_nobody(libraries: Iterable[Path], rooms: Iterable[Path]) -> bool:
    """Give up root for good, unless the interpreter's libraries or the quarantine lie where only root comes."""
    if not all(open_to_all(path) for path in libraries) or not all(reachable(room) for room in rooms):
        return False
    try:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    except OSError:
        return False
    return True


def open_to_all(path: Path) -> bool:
    """Whether any user can reach and read this directory."""
    wanted = stat.S_IROTH | stat.S_IXOTH
    return path.stat().st_mode & wanted == wanted and reachable(path)


def reachable(path: Path) -> bool:
    """Whether any user can walk to this directory, whoever may look into it."""
    return all(above.stat().st_mode & stat.S_IXOTH for above in path.resolve().parents)


def _limit(limits: Limits) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        with contextlib.suppress(ValueError):  # the limit that was handed down is lower already
            resource.setrlimit(kind, (most, most))
