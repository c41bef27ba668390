"""A client that others wrote: GDAL's OGC API Features driver, as QGIS uses it. It runs in a process of its own."""

import json
import subprocess
import sys

from app.core.cluster import Database
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
