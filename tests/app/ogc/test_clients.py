"""A client that others wrote: GDAL's OGC API Features driver, as QGIS uses it. It runs in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.core.cluster import Database
from app.core.roles import Role
from app.core.settings import Settings
from app.main import create_app
from tests.live import listening

CLIENT = """
import json, sys, pyogrio, shapely
source = "OAPIF:" + sys.argv[1] + "/ogc"
meta, _, geometry, fields = pyogrio.raw.read(source, layer="subdistricts", PAGE_SIZE="4")
names = fields[list(meta["fields"]).index("name_th")]
print(json.dumps({
    "layers": [name for name, _ in pyogrio.list_layers(source)],
    "counted": pyogrio.read_info(source, layer="subdistricts", force_feature_count=True)["features"],
    "names": sorted(names),
    "bounds": shapely.union_all(shapely.from_wkb(geometry)).bounds,
}))
"""


def test_gdal_reads_a_collection_to_the_last_feature_with_thai_names(settings: Settings, database: Database) -> None:
    with listening(create_app(settings, database)) as address:
        command = [sys.executable, "-c", CLIENT, address]
        found = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=60).stdout)
    assert len(found["layers"]) == 28  # with the catalogue, whose records are features too
    assert found["counted"] == 6
    assert found["names"] == sorted(["ในเมือง", "บ้านน้ำใส", "ป่าแดง", "ปาแดง", "ท่าข้าม", "วังทอง"])
    assert found["bounds"] == [100, 15, 103, 16]


OWS = """
import json, sys
from owslib.ogcapi.features import Features
from owslib.ogcapi.records import Records
features, records = Features(sys.argv[1] + "/ogc"), Records(sys.argv[1] + "/ogc")
page = features.collection_items("subdistricts", limit=4)
following = [link["href"] for link in page["links"] if link["rel"] == "next"]
print(json.dumps({
    "collections": len(features.feature_collections()),
    "matched": page["numberMatched"], "returned": page["numberReturned"], "next": len(following),
    "queryables": sorted(features.collection_queryables("subdistricts")["properties"]),
    "record": records.collection_item("catalog", "roads")["properties"]["type"],
    "found": [each["id"] for each in records.collection_items("catalog", q="rivers")["features"]],
}))
"""
QGIS = """
import json, os, sys
from qgis.core import QgsApplication, QgsVectorLayer
app = QgsApplication([], False)
app.initQgis()
source = f"typename='subdistricts' url='{sys.argv[1]}/ogc' pageSize='4'"
layer = QgsVectorLayer(source, "x", "OAPIF")
names = sorted(feature["name_th"] for feature in layer.getFeatures())
print(json.dumps({"valid": layer.isValid(), "names": names, "crs": layer.crs().authid()}), flush=True)
os._exit(0)
"""
# Not by exitQgis(): it falls over layers that still live (SIGSEGV in 3.22).
PYTHON_OF_DEBIAN = Path("/usr/bin/python3")


def told(python: str, script: str, address: str, seconds: int = 300) -> dict[str, Any]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(
        [python, "-c", script, address], stdout=subprocess.PIPE, text=True, check=True, timeout=seconds, env=environment
    )
    found: dict[str, Any] = json.loads(ran.stdout.strip().splitlines()[-1])
    return found


def test_owslib_reads_collections_pages_and_records(settings: Settings, database: Database) -> None:
    with listening(create_app(settings, database)) as address:
        found = told(sys.executable, OWS, address)
    assert (found["matched"], found["returned"], found["next"]) == (6, 4, 1)
    assert found["collections"] >= 27
    assert {"code", "name_th", "geom"} <= set(found["queryables"])
    assert (found["record"], found["found"]) == ("dataset", ["rivers"])


@pytest.mark.deep
def test_qgis_reads_a_collection_in_pages_with_thai_names(settings: Settings, database: Database) -> None:
    there = PYTHON_OF_DEBIAN.exists() and not subprocess.run(
        [PYTHON_OF_DEBIAN, "-c", "import qgis.core"], capture_output=True, check=False
    ).returncode  # fmt: skip
    if not there:
        pytest.skip("QGIS is not installed: apt install python3-qgis")
    with listening(create_app(settings, database)) as address:
        found = told(str(PYTHON_OF_DEBIAN), QGIS, address)
    assert found["valid"]
    assert found["names"] == sorted(["ในเมือง", "บ้านน้ำใส", "ป่าแดง", "ปาแดง", "ท่าข้าม", "วังทอง"])


MILLION = 1_000_000
PAGES = """
import json, sys, pyogrio
meta, ids, _, values = pyogrio.raw.read(
    "OAPIF:" + sys.argv[1] + "/ogc", layer="facilities", PAGE_SIZE="10000", columns=["name_th"], read_geometry=False,
    return_fids=True)
print(json.dumps({"read": len(values[0]), "different": len(set(values[0])), "last": sorted(values[0])[-1]}))
"""
POINTS = """
INSERT INTO datasets.feature (dataset_id, geom, attributes, class, area_code)
SELECT 'facilities', ST_SetSRID(ST_MakePoint(100.001 + n %% 1000 * 0.0009, 15.001 + n / 1000 * 0.0009), 4326),
    jsonb_build_object('name_th', 'ที่ ' || to_char(n, 'FM0000000'), 'kind', 'school'), 'public', '990101'
FROM generate_series(1, %(count)s) AS n
"""


@pytest.mark.deep
@pytest.mark.timeout(1800)
def test_gdal_pages_to_the_last_of_a_million_features(settings: Settings, toy_database: Database) -> None:
    with psycopg.connect(toy_database.url(Role.OWNER)) as owner:
        owner.execute("DELETE FROM datasets.feature WHERE dataset_id = 'facilities'")
        owner.execute(POINTS, {"count": MILLION})
    with listening(create_app(settings, toy_database)) as address:
        found = told(sys.executable, PAGES, address, seconds=1500)
    assert found == {"read": MILLION, "different": MILLION, "last": "ที่ 1000000"}
