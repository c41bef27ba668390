"""Martin, the tile server in Rust, as a peer for tiles: built once by cargo below the bench's home, with its pinned version.

Only its PostGIS source is built: fonts, sprites, web pages and file archives play no part here.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.core.authority import PUBLIC
from app.core.errors import Unavailable
from app.core.published import LAYERS
from app.core.settings import Settings
from bench.peers import IDS, Table, host_in_front
from bench.processes import free_port, running
from bench.report import tell
from gis.catalog import Catalog

VERSION = "1.14.0"
LAYER = "subdistricts"


def program(settings: Settings) -> Path:
    """The built program. Raises Unavailable without cargo, or where it cannot be built."""
    folder = settings.home / "martin"
    built, stamp = folder / "bin" / "martin", folder / "bench.txt"
    if built.exists() and stamp.exists() and stamp.read_text("utf-8") == VERSION:
        return built
    cargo = shutil.which("cargo")
    if cargo is None:
        raise Unavailable("ไม่พบ cargo จึงสร้าง martin ไม่ได้", "cargo is missing, with which martin would be built.")
    tell(f"สร้าง martin {VERSION} นานราว 15 นาที", f"building martin {VERSION}, for about 15 minutes")
    command = [
        cargo, "install", "martin", "--version", VERSION, "--locked", "--no-default-features", "--features", "postgres",
        "--root", str(folder), "--target-dir", str(settings.home / "martin-build"),
    ]  # fmt: skip
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=settings.home)
    if ran.returncode != 0:
        raise Unavailable("สร้าง martin ไม่สำเร็จ", f"martin cannot be built: {ran.stderr[-500:]}")
    stamp.write_text(VERSION, "utf-8")
    return built


@contextmanager
def martin(settings: Settings, url: str, tables: Sequence[Table], *, remembers: bool) -> Iterator[str]:
    """Martin over these tables, with our layer's tile attributes; its cache on as by default, or off."""
    built, port = program(settings), free_port()
    config = settings.home / "martin.json"
    config.touch(mode=0o600)
    config.write_text(json.dumps(configuration(settings, url, port, tables, remembers=remembers)), "utf-8")
    command = [str(built), "--config", str(config)]
    with running("martin", command, home=settings.home, port=port, ready="/health", env={"RUST_LOG": "warn"}) as base:
        yield base


def configuration(
    settings: Settings, url: str, port: int, tables: Sequence[Table], *, remembers: bool
) -> dict[str, object]:
    """Its configuration; YAML reads JSON."""
    layer = Catalog.read(LAYERS).get(LAYER, PUBLIC.visible())
    assert layer is not None
    told = {each.name: "text" for each in layer.attributes if each.tile}
    sources = {
        each.schema: {
            "schema": each.schema, "table": each.layer, "layer_id": each.layer, "srid": 4326, "geometry_column": "geom",
            "geometry_type": "MULTIPOLYGON", "properties": told, "bounds": [-180, -85, 180, 85],
        }
        for each in tables if IDS[each.layer] == layer.source.id
    }  # fmt: skip
    return {
        "listen_addresses": f"127.0.0.1:{port}",
        "worker_processes": settings.workers,
        "preferred_encoding": "gzip",
        **({} if remembers else {"cache": "disable"}),
        "postgres": {"connection_string": host_in_front(url), "pool_size": 8, "auto_publish": False, "tables": sources},
    }
