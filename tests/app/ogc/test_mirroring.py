"""The roads on which another office mirrors a layer, on a real port: the script of the documentation, and our client."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyogrio
import pytest

from app.core.cluster import Database
from app.core.settings import Settings
from app.main import create_app
from app.ogc.manifests import manifests_of
from gis.client import Phaen, Refused
from tests.app.ogc.mirrors import Desk, bring
from tests.conftest import ROOT
from tests.live import listening

PAGE = ROOT / "docs" / "mirroring.md"
RENAME = 'UPDATE datasets.feature SET attributes = attributes || \'{"name_th": "ใหม่"}\' WHERE id = 81'


@pytest.fixture
def address(apart: Settings, furnished: Database) -> Iterator[str]:
    with listening(create_app(apart, furnished)) as found:
        yield found


def held(path: Path) -> dict[Any, Any]:
    return {one["id"]: one for one in json.loads(path.read_text("utf-8"))["features"]}


def items(address: str) -> dict[Any, Any]:
    with Phaen(address) as phaen:
        return {one["id"]: one for one in phaen.layer("facilities").features()}


def change(desk: Desk) -> None:
    """One comes, one changes, one goes."""
    bring(desk, [83])
    desk.execute(RENAME)
    desk.execute("DELETE FROM datasets.feature WHERE id = 82")


def test_the_line_of_the_crontab_keeps_a_file_equal_to_the_layer(
    address: str, apart: Settings, desk: Desk, tmp_path: Path
) -> None:  # fmt: skip
    script, cron = re.findall(r"```(?:python)?\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "mirror.py").write_text(script, "utf-8")
    path = tmp_path / "projects.geojson"
    line = shlex.split(cron)[5:]
    assert line[0] == "python3"
    here = {
        "/srv/gis": str(tmp_path),
        "https://data.example.go.th": address,
        "collections/projects": "collections/facilities",
    }
    for before, after in here.items():
        line = [part.replace(before, after) for part in line]

    def run() -> dict[Any, Any]:
        clean = {name: value for name, value in os.environ.items() if name != "PHAEN_KEY"}
        subprocess.run([sys.executable, *line[1:]], check=True, env=clean, timeout=60)
        return held(path)

    bring(desk, (81, 82))
    assert run() == items(address)
    change(desk)
    assert run() == items(address)
    assert run()[81]["properties"]["name_th"] == "ใหม่"
    for kept in manifests_of(apart).folder.glob("*/*"):
        kept.unlink()
    desk.execute("DELETE FROM datasets.feature WHERE id = 83")
    assert run() == items(address)
    assert pyogrio.read_info(path)["features"] == len(items(address))


def test_our_client_keeps_a_file_equal_to_the_layer(
    address: str, apart: Settings, desk: Desk, tmp_path: Path
) -> None:  # fmt: skip
    bring(desk, (81, 82))
    path = tmp_path / "facilities.geojson"
    with Phaen(address) as phaen:
        layer = phaen.layer("facilities")
        assert layer.mirror(path) == len(items(address)) == len(held(path))
        change(desk)
        assert (layer.mirror(path), layer.mirror(path)) == (3, 0)
        assert held(path) == items(address)
        for kept in manifests_of(apart).folder.glob("*/*"):
            kept.unlink()
        assert layer.mirror(path) == len(items(address))
        with pytest.raises(ValueError, match="whole layer"):
            layer.where("id = 81").mirror(path)
        path.write_text('{"next": "of somebody else", "features": []}', "utf-8")
        with pytest.raises(Refused, match="begin anew with since="):
            layer.mirror(path)
