"""What a process behind the fences can still do: tried from the inside, against canaries on the outside."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import gis
from gis.readers import Limits, Refusal, fences, read
from tests import nasty

ROOT = Path(gis.__file__).parents[1]
INSIDE = """
import json, os, resource, socket, sys
sys.path.insert(0, {root!r})
from pathlib import Path
from gis.readers import Limits, fences
missing = fences.raise_all([Path({room!r})], Limits())
def tried(act):
    try:
        return str(act())
    except OSError as error:
        return type(error).__name__
def connected(kind, address):
    with socket.socket(kind, socket.SOCK_STREAM) as end:
        end.connect(address)
        return "connected"
def sent():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
        return end.sendto(b"x", ("127.0.0.1", {port}))
print(json.dumps({{
    "missing": missing,
    "copy": tried(lambda: Path({room!r}, "copy").read_text()),
    "passwd": tried(lambda: len(Path("/etc/passwd").read_bytes())),
    "shadow": tried(lambda: len(Path("/etc/shadow").read_bytes())),
    "neighbour": tried(lambda: Path({neighbour!r}).read_text()),
    "listing": tried(lambda: os.listdir("/etc")),
    "write": tried(lambda: Path({room!r}, "new").write_text("x")),
    "tmp": tried(lambda: Path("/tmp/phaen-fence-canary").write_text("x")),
    "execute": tried(lambda: os.execv("/bin/true", ["true"])),
    "fork": tried(lambda: os.fork() and "parent"),
    "tcp": tried(lambda: connected(socket.AF_INET, ("127.0.0.1", {port}))),
    "udp": tried(sent),
    "uid": os.getuid(),
    "memory": resource.getrlimit(resource.RLIMIT_AS)[0],
}}))
"""


@pytest.fixture
def canary() -> Iterator[socket.socket]:
    """A listener on the loopback that nobody may reach."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        listener.setblocking(False)
        yield listener


def reached(listener: socket.socket) -> bool:
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user can walk to, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture
def inside(open_folder: Path, canary: socket.socket) -> dict[str, object]:
    room = open_folder / "room"
    room.mkdir()
    (room / "copy").write_text("the copy")
    neighbour = open_folder / "neighbour"
    neighbour.write_text("a secret")
    if os.geteuid() == 0:
        for path in (room / "copy", room):
            os.chown(path, fences.NOBODY, fences.NOBODY)
    code = INSIDE.format(root=str(ROOT), room=str(room), neighbour=str(neighbour), port=canary.getsockname()[1])
    told = subprocess.run([sys.executable, "-I", "-B", "-c", code], capture_output=True, text=True, check=True, cwd="/")
    answer: dict[str, object] = json.loads(told.stdout)
    return answer


@pytest.mark.skipif(fences.landlock_version() < 4, reason="this kernel has no Landlock with rules for TCP")
def test_only_the_copy_can_be_read_and_nothing_else_be_done(inside: dict[str, object], canary: socket.socket) -> None:
    assert inside["missing"] == []
    assert inside["copy"] == "the copy"
    for act in ("passwd", "shadow", "neighbour", "listing", "write", "tmp", "execute"):
        assert inside[act] == "PermissionError", act
    assert inside["fork"] == "BlockingIOError"
    assert inside["tcp"] in ("PermissionError", "OSError", "ConnectionRefusedError")
    assert inside["udp"] == "OSError"
    assert inside["uid"] != 0
    assert inside["memory"] == Limits().memory_bytes
    assert not reached(canary)
    assert not Path("/tmp/phaen-fence-canary").exists()


@pytest.mark.parametrize("name", ["x.geojson", "x.vrt", "x.kml", "x.gpkg"])
def test_a_vrt_reaches_no_server_whatever_it_is_called(name: str, tmp_path: Path, canary: socket.socket) -> None:
    path = tmp_path / name
    path.write_text(nasty.VRT.format(port=canary.getsockname()[1]))
    with pytest.raises(Refusal):
        read(path)
    assert not reached(canary)


def test_a_kml_with_a_network_link_reaches_no_server(tmp_path: Path, canary: socket.socket) -> None:
    link = f"<NetworkLink><Link><href>http://127.0.0.1:{canary.getsockname()[1]}/x.kml</href></Link></NetworkLink>"
    path = tmp_path / "x.kml"
    path.write_text(nasty.KML.replace("<Folder>", f"{link}<Folder>", 1))
    assert len(read(path).rows) == 2
    assert not reached(canary)


def test_a_reading_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(nasty.areas())
    started = time.monotonic()
    with pytest.raises(Refusal) as caught:
        read(path, limits=Limits(wall_seconds=0.05))
    assert caught.value.code == "reader-timeout"
    assert time.monotonic() - started < 5


def test_a_reading_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(b"[" + b"{}," * 8_000_000 + b"{}]")
    with pytest.raises(Refusal) as caught:
        read(path, limits=Limits(memory_bytes=500 << 20))
    assert caught.value.code == "reader-memory"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(file_bytes=100), "file-too-large"),
        (Limits(json_bytes=100), "json-too-large"),
        (Limits(json_depth=3), "json-too-deep"),
        (Limits(features=2), "too-much"),
        (Limits(columns=1), "too-much"),
        (Limits(answer_bytes=100), "reader-memory"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_limit_is_a_refusal(limits: Limits, code: str, tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(nasty.areas())
    with pytest.raises(Refusal) as caught:
        read(path, limits=limits)
    assert caught.value.code == code


@pytest.mark.parametrize("limits", [Limits(members=3), Limits(unpacked_bytes=500), Limits(columns=1)])
def test_the_limits_of_a_zip_are_refusals(limits: Limits, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(nasty.shapefile_zip())
    with pytest.raises(Refusal):
        read(path, limits=limits)


def test_nothing_is_left_behind(open_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(open_folder))
    path = tmp_path / "x.zip"
    path.write_bytes(nasty.shapefile_zip(cpg="UTF-8"))
    assert read(path).notes == []
    assert list(open_folder.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to give up")
def test_a_quarantine_that_only_root_can_reach_is_read_with_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "room"
    room.mkdir(mode=0o700)
    monkeypatch.setattr("tempfile.tempdir", str(room))
    path = tmp_path / "x.zip"
    path.write_bytes(nasty.shapefile_zip(cpg="UTF-8"))
    table = read(path)
    assert [(note.code, "unprivileged user" in note.en) for note in table.notes] == [("fence-missing", True)]
    assert len(table.rows) == 3
