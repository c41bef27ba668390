"""Awkward files, made by code: the kinds that people really upload, small enough to know every number in them.

All files show the same three squares of 0.1 degree at 99.0-99.3 E, 15.4-15.5 N, so that a reading that is right is
known by its bounds (`BOX`) and its names (`NAMES`).
"""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from gis import crs

Ring = list[tuple[float, float]]

CODES = ("990101", "990102", "990103")
NAMES = ("หนองขาม", "นายาว", "ท่าน้ำร้อน")
BOX = (99.0, 15.4, 99.3, 15.5)

WGS84_PRJ = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)


def utm_prj(geographic: str, zone: int = 47) -> str:
    """The .prj of a UTM zone on any geographic system."""
    return (
        f'PROJCS["UTM",{geographic},PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],'
        f'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",{99 if zone == 47 else 105}.0],'
        'PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
    )


def everest(datum: str) -> str:
    return (
        f'GEOGCS["GCS",DATUM["{datum}",SPHEROID["Evrst30",6377276.345,300.8017]],'
        'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
    )


def squares() -> list[Ring]:
    """Three clockwise rings, one beside the other."""
    west, south, _, north = BOX
    return [
        [(x, south), (x, north), (x + 0.1, north), (x + 0.1, south), (x, south)] for x in (west, west + 0.1, west + 0.2)
    ]


def in_system(rings: list[Ring], code: int) -> list[Ring]:
    """The rings with coordinates of another registered system."""
    return [[tuple(xy) for xy in crs.transform_coordinates(np.array(ring), 4326, code).tolist()] for ring in rings]


def swapped(rings: list[Ring]) -> list[Ring]:
    return [[(y, x) for x, y in ring] for ring in rings]


# GeoJSON


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def point(*coordinates: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(coordinates)}


def polygon(*rings: Iterable[Any]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(ring) for ring in rings]}


def collection(features: list[Any], **extra: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", **extra, "features": features}, ensure_ascii=False).encode()


def areas(rings: list[Ring] | None = None, names: Iterable[str] = NAMES, **extra: Any) -> bytes:
    """The three squares as a FeatureCollection."""
    triples = zip(rings or squares(), CODES, names, strict=True)
    return collection([feature(polygon(ring), code=code, name=name) for ring, code, name in triples], **extra)


# shapefiles, byte by byte, because the bytes are what is awkward


def shapefile(
    *,
    rings: list[Ring] | None = None,
    encoding: str = "utf-8",
    cpg: str | None = None,
    prj: str | None = WGS84_PRJ,
    width: int = 60,
    language: int = 0,
    names: Iterable[str] = NAMES,
) -> dict[str, bytes]:
    """The parts of a shapefile by extension."""
    shp, shx = _shapes(rings or squares())
    rows = [(code.encode(), name.encode(encoding)[:width]) for code, name in zip(CODES, names, strict=True)]
    parts = {".shp": shp, ".shx": shx, ".dbf": dbf([("code", 6), ("name", width)], rows, language)}
    if cpg is not None:
        parts[".cpg"] = cpg.encode()
    if prj is not None:
        parts[".prj"] = prj.encode()
    return parts


def _shapes(rings: list[Ring]) -> tuple[bytes, bytes]:
    records, index, at = b"", b"", 50
    for number, ring in enumerate(rings, start=1):
        xs, ys = [x for x, _ in ring], [y for _, y in ring]
        content = struct.pack("<i4d2ii", 5, min(xs), min(ys), max(xs), max(ys), 1, len(ring), 0)
        content += b"".join(struct.pack("<2d", x, y) for x, y in ring)
        records += struct.pack(">2i", number, len(content) // 2) + content
        index += struct.pack(">2i", at, len(content) // 2)
        at += 4 + len(content) // 2
    return _header(len(records)) + records, _header(len(index)) + index


def _header(body: int) -> bytes:
    west, south, east, north = BOX
    return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, (100 + body) // 2) + struct.pack(
        "<2i8d", 1000, 5, west, south, east, north, 0, 0, 0, 0
    )


def dbf(fields: list[tuple[str, int]], rows: Sequence[tuple[bytes, ...]], language: int = 0) -> bytes:
    """A dBASE III table of text fields."""
    width = 1 + sum(size for _, size in fields)
    head = struct.pack("<4BIHH17xB2x", 3, 126, 1, 1, len(rows), 33 + 32 * len(fields), width, language)
    for name, size in fields:
        head += struct.pack("<11sc4xBB14x", name.encode(), b"C", size, 0)
    cells = (value.ljust(size) for row in rows for value, (_, size) in zip(row, fields, strict=True))
    body = b"".join(b" " + b"".join(next(cells) for _ in fields) for _ in rows)
    return head + b"\r" + body + b"\x1a"


# zips


def zipped(members: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip with these members, compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return out.getvalue()


def shapefile_zip(stem: str = "tambon", more: Iterable[tuple[str, bytes]] = (), **options: Any) -> bytes:
    parts = shapefile(**options)
    return zipped([*((stem + suffix, data) for suffix, data in parts.items()), *more])


def symlink_zip() -> bytes:
    out = io.BytesIO(shapefile_zip())
    with zipfile.ZipFile(out, "a") as archive:
        entry = zipfile.ZipInfo("link.cpg")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return out.getvalue()


def duplicate_zip() -> bytes:
    """tambon.cpg twice; the second is written under a stand-in name of the same length, then renamed in the bytes."""
    return shapefile_zip(cpg="UTF-8", more=[("TWICE9.cpg", b"874")]).replace(b"TWICE9.cpg", b"tambon.cpg")


def lying_zip() -> bytes:
    """A member whose headers say 1,000 bytes and whose stream holds 20 MB."""
    data = bytearray(zipped([("x.shp", bytes(20_000_000)), ("x.shx", b""), ("x.dbf", b"")]))
    local, central = data.find(b"PK\x03\x04"), data.find(b"PK\x01\x02")
    data[local + 22 : local + 26] = struct.pack("<I", 1000)
    data[central + 24 : central + 28] = struct.pack("<I", 1000)
    return bytes(data)


def encrypted_zip() -> bytes:
    data = bytearray(zipped([("x.shp", b"abcd")]))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + at] |= 1
    return bytes(data)


def thai_windows_zip() -> bytes:
    """Member names in cp874 without the UTF-8 flag, as Windows Explorer writes them."""
    data = shapefile_zip("ABCD", cpg="UTF-8")
    return data.replace(b"ABCD.", "ตำบ".encode("cp874") + b"X.")


# binary formats, written by GDAL


def geopackage(path: Path, *, layers: Iterable[str] = ("tambon",)) -> Path:
    for layer in layers:
        _write(path, "GPKG", layer=layer, append=path.exists())
    return path


def flatgeobuf(path: Path) -> Path:
    _write(path, "FlatGeobuf")
    return path


def unfinished_geopackage(path: Path) -> Path:
    """One vertex of the second square is not a number."""
    rings = squares()
    rings[1][1] = (rings[1][1][0], float("nan"))
    with np.errstate(invalid="ignore"):
        _write(path, "GPKG", rings=rings)
    return path


def _write(path: Path, driver: str, *, rings: list[Ring] | None = None, **options: Any) -> None:
    pyogrio.raw.write(
        path,
        np.array([shapely.to_wkb(shapely.Polygon(ring)) for ring in rings or squares()], dtype=object),
        [np.array(CODES, dtype=object), np.array(NAMES, dtype=object)],
        ["code", "name"],
        geometry_type="Polygon",
        crs="EPSG:4326",
        driver=driver,
        **options,
    )


def hostile_geopackage(path: Path) -> Path:
    """A trigger that loads a library, and a view registered as a layer that reads a file."""
    geopackage(path)
    with sqlite3.connect(path) as database:
        database.executescript("""
            CREATE TRIGGER evil AFTER UPDATE ON gpkg_contents BEGIN SELECT load_extension('/tmp/evil.so'); END;
            CREATE VIEW spy AS SELECT 1 AS fid, readfile('/etc/passwd') AS x, NULL AS geom;
            INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)
                VALUES ('spy', 'features', 'spy', 4326);
            INSERT INTO gpkg_geometry_columns VALUES ('spy', 'geom', 'POLYGON', 4326, 0, 0);
        """)
    database.close()
    return path


def garbled_geopackage(path: Path) -> Path:
    """A schema that is no SQL, in bytes that are no text."""
    geopackage(path)
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE gpkg_contents", b"CREATE TABXE gpkg_\xe9ontents"))
    return path


def plain_sqlite(path: Path) -> Path:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE t (x)")
    database.close()
    return path


# XML

KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Folder><name>ก</name><Placemark><name>ฝายสมมุติ</name>
<description><![CDATA[<b>งบ</b> 1,000 <script>alert(1)</script>]]></description>
<Point><coordinates>99.0,15.4,0</coordinates></Point></Placemark></Folder>
<Folder><name>ข</name><Placemark><name>ถนน</name>
<LineString><coordinates>99.0,15.4 99.1,15.5</coordinates></LineString></Placemark></Folder></Document></kml>"""
KML_XXE = (
    '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>&x;</name></Placemark></kml>'
)
VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/vsicurl/http://127.0.0.1:{port}/x.geojson'
    "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
)
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [1e-05, 1e-05], "translate": [99, 15.4]},
    "arcs": [[[0, 0], [1000, 0], [0, 1000], [-1000, 0], [0, -1000]]],
    "objects": {
        "x": {
            "type": "GeometryCollection",
            "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"code": "9901"}}],
        }
    },
}


def deep_kml(levels: int) -> bytes:
    return ("<kml>" + "<Folder>" * levels + "</Folder>" * levels + "</kml>").encode()


# the corpus


@dataclass(frozen=True)
class Case:
    """One awkward file and what `gis.readers.read` must make of it.

    expected: the code of the refusal or question, or "" when it is read; notes: codes that must be among the notes;
    rejected: row -> code; rows: how many rows remain; choices: the values that a question offers.
    """

    name: str
    content: bytes | Callable[[Path], Path]
    expected: str = ""
    rows: int = 3
    notes: tuple[str, ...] = ()
    rejected: tuple[tuple[int, str], ...] = ()
    choices: tuple[str, ...] = ()
    crs: int = 4326
    place: str = ""

    def write(self, folder: Path) -> Path:
        path = folder / self.name
        if isinstance(self.content, bytes):
            path.write_bytes(self.content)
            return path
        return self.content(path)


def _one(geometry: Any, **properties: Any) -> bytes:
    return collection([feature(geometry, **properties)])


def _mojibake(through: str) -> bytes:
    return areas(names=[name.encode("utf-8").decode(through) for name in NAMES])


_SQUARE = squares()[0]
_BOWTIE = [(99.0, 15.4), (99.01, 15.41), (99.01, 15.4), (99.0, 15.41), (99.0, 15.4)]
_LINE_RING = [(99.0, 15.4), (99.01, 15.4), (99.02, 15.4), (99.01, 15.4), (99.0, 15.4)]
_WGS84_UTM = utm_prj(WGS84_PRJ)
_INDIAN_UTM = utm_prj(everest("D_Indian_1975"))

ENCODING = (
    Case("cp874_no_cpg.zip", shapefile_zip(encoding="cp874"), notes=("encoding-guessed",)),
    Case("cp874_cpg_874.zip", shapefile_zip(encoding="cp874", cpg="874")),
    Case("cp874_cpg_tis620.zip", shapefile_zip(encoding="cp874", cpg="TIS-620")),
    Case("cp874_cpg_oem.zip", shapefile_zip(encoding="cp874", cpg="OEM 874")),
    Case("cp874_ldid_80.zip", shapefile_zip(encoding="cp874", language=0x50)),
    Case("cp874_ldid_87.zip", shapefile_zip(encoding="cp874", language=0x57), notes=("encoding-lied",)),
    Case("cp874_cpg_lies.zip", shapefile_zip(encoding="cp874", cpg="UTF-8"), notes=("encoding-lied",)),
    Case("utf8_no_cpg.zip", shapefile_zip(), notes=("encoding-guessed",)),
    Case("utf8_cpg_lies.zip", shapefile_zip(cpg="874"), notes=("encoding-lied",)),
    Case("mojibake_latin1.geojson", _mojibake("latin-1"), notes=("mojibake-repaired",)),
    Case("mojibake_cp874.geojson", areas(names=[n.encode("cp874").decode("latin-1") for n in NAMES]),
         notes=("mojibake-repaired",)),
    Case("utf16.geojson", areas().decode().encode("utf-16"), notes=("utf16",)),
    Case("bom.geojson", b"\xef\xbb\xbf" + areas()),
    Case("cp874.geojson", areas().decode().encode("cp874"), notes=("encoding-guessed",)),
)  # fmt: skip

SYSTEMS = (
    Case("no_prj_degrees.zip", shapefile_zip(prj=None, cpg="UTF-8"), notes=("crs-assumed",)),
    Case("no_prj_metres.zip", shapefile_zip(prj=None, rings=in_system(squares(), 32647)), "crs-missing",
         choices=("32647", "24047", "32648", "24048")),
    Case("utm47.zip", shapefile_zip(prj=_WGS84_UTM, rings=in_system(squares(), 32647)), crs=32647),
    Case("indian1975.zip", shapefile_zip(prj=_INDIAN_UTM, rings=in_system(squares(), 24047)),
         notes=("datum-shifted",), crs=24047),
    Case("indian1975_degrees.zip", shapefile_zip(prj=everest("D_Indian_1975"), rings=in_system(squares(), 4240)),
         notes=("datum-shifted",), crs=4240),
    Case("everest_unknown.zip", shapefile_zip(prj=utm_prj(everest("D_unknown")), rings=in_system(squares(), 24047)),
         "crs-unknown-datum", choices=("24047", "32647")),
    Case("indian1954.zip", shapefile_zip(prj=utm_prj(everest("D_Indian_1954")), rings=in_system(squares(), 24047)),
         "crs-unknown-datum", choices=("24047", "32647")),
    Case("garbage_prj.zip", shapefile_zip(prj="GARBAGE["), "crs-unsupported", choices=("4326",)),
    Case("degrees_labelled_utm.zip", shapefile_zip(prj=_WGS84_UTM), "crs-degrees-labelled-metres", choices=("4326",)),
    Case("metres_labelled_degrees.zip", shapefile_zip(rings=in_system(squares(), 3857)),
         "crs-metres-labelled-degrees", choices=("3857",)),
    # 99.0-99.3 E drawn in zone 48 and labelled 47 lies 660 km too far west
    Case("wrong_zone.zip", shapefile_zip(prj=_WGS84_UTM, rings=in_system(squares(), 32648)), "crs-does-not-fit",
         choices=("32648", "24048")),
    Case("swapped.geojson", areas(swapped(squares())), "axes-swapped", choices=("true",)),
    Case("legacy_crs.geojson",
         areas(in_system(squares(), 32647), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32647"}}),
         crs=32647),
    Case("metres.geojson", areas(in_system(squares(), 32647)), "crs-missing",
         choices=("32647", "24047", "32648", "24048")),
    Case("abroad.geojson", collection([feature(point(15.4, 60.2)), feature(point(15.5, 61.0))]), "outside-thailand"),
    Case("pole.geojson", _one(point(99.0, 90.0)), "outside-thailand"),
    Case("null_island.geojson",
         collection([feature(point(0.0, 0.0)), feature(point(99.0, 15.4)), feature(point(99.1, 15.5))]),
         rows=2, rejected=((1, "null-island"),)),
    Case("one_abroad.geojson",
         collection([feature(point(99.0, 15.4)), feature(point(103.0662, 103.0662)), feature(point(99.1, 15.5))]),
         rows=2, rejected=((2, "outside-thailand"),)),
)  # fmt: skip

GEOMETRY = (
    Case("bowtie.geojson", _one(polygon(_BOWTIE)), rows=1, notes=("geometry-invalid",)),
    Case("clockwise.geojson", _one(polygon(_SQUARE)), rows=1),
    Case("unclosed.geojson", _one(polygon(_SQUARE[:-1])), rows=1),
    Case("four_ordinates.geojson",
         _one({"type": "LineString", "coordinates": [[99.0, 15.4, 1, 2], [99.1, 15.4, 1, 2]]}),
         rows=1, notes=("flattened",)),
    Case("mixed_dimensions.geojson",
         _one({"type": "LineString", "coordinates": [[99.0, 15.4], [99.1, 15.4, 5], [99.2, 15.4]]}),
         rows=1, notes=("flattened",)),
    Case("collection.geojson",
         _one({"type": "GeometryCollection", "geometries": [point(99.0, 15.4), polygon(_SQUARE)]}), rows=1),
    Case("spare_ring.geojson",
         _one({"type": "MultiPolygon", "coordinates": [[_SQUARE], [[(99.0, 15.4), (99.01, 15.4), (99.0, 15.4)]]]}),
         rows=1, notes=("degenerate-dropped",)),
    Case("two_point_ring.geojson", _one(polygon([(99.0, 15.4), (99.01, 15.4), (99.0, 15.4)])), "degenerate-ring",
         place="feature 1"),
    Case("zero_area.geojson", _one(polygon(_LINE_RING)), "zero-area", place="feature 1"),
    Case("zero_length.geojson", _one({"type": "LineString", "coordinates": [[99.0, 15.4], [99.0, 15.4]]}),
         "zero-length", place="feature 1"),
    Case("strings.geojson", _one(point("99.0", "15.4")), "string-coordinates", place="feature 1"),
    Case("booleans.geojson", _one(point(True, 15.4)), "broken-coordinates", place="feature 1"),
    Case("lower_case_type.geojson", _one({"type": "polygon", "coordinates": [_SQUARE]}), "unknown-geometry-type",
         place="feature 1"),
    Case("no_geometry.geojson", _one(None), "no-geometry", place="feature 1"),
    Case("empty.geojson", _one({"type": "MultiPolygon", "coordinates": []}), "empty-geometry", place="feature 1"),
    Case("huge_number.geojson", _one(point(99.0, 15.4)).replace(b"15.4", b"1e999"), "coordinates-not-finite",
         place="feature 1"),
    Case("nan.geojson", collection([feature(point(99.0, 15.4)), feature(point(99.0, 15.5))]).replace(b"15.5", b"NaN"),
         "json-not-number", place="feature 2"),
    Case("infinity.geojson", _one(point(99.0, 15.4), size=7).replace(b"7}", b"-Infinity}"), "json-not-number",
         place="feature 1"),
    Case("some_bad.geojson",
         collection([feature(point("99", "15")), feature(point(99.0, 15.4)), "x", feature(None)]), rows=1,
         rejected=((1, "string-coordinates"), (3, "not-a-feature"), (4, "no-geometry"))),
)  # fmt: skip

CONTAINERS = (
    Case("upper_case.zip", zipped([("TAMBON" + s.upper(), d) for s, d in shapefile(cpg="UTF-8").items()])),
    Case("thai_names.zip", thai_windows_zip()),
    Case("in_folders.zip", zipped([("ก/ข/tambon" + s, d) for s, d in shapefile(cpg="UTF-8").items()]
                                  + [("__MACOSX/ก/ข/._tambon.shp", b"x")])),
    Case("named_geojson_is_zip.geojson", shapefile_zip(cpg="UTF-8")),
    Case("geojson_in.zip", zipped([("a.geojson", areas())])),
    Case("two_layers.zip", shapefile_zip(more=[("b" + s, d) for s, d in shapefile().items()]), "several-layers",
         choices=("tambon", "b")),
    Case("missing_shp.zip", zipped([("x.dbf", shapefile()[".dbf"]), ("x.shx", shapefile()[".shx"])]),
         "shp-missing-part"),
    Case("missing_shx.zip", zipped([("x.dbf", shapefile()[".dbf"]), ("x.shp", shapefile()[".shp"])]),
         "shp-missing-part"),
    Case("truncated.zip", zipped([("x" + s, d[:300] if s == ".shp" else d) for s, d in shapefile().items()]),
         "shp-truncated", place=".shp"),
    Case("fewer_rows.zip", zipped([("x" + s, dbf([("code", 6)], [(b"990101",)]) if s == ".dbf" else d)
                                   for s, d in shapefile().items()]), "shp-counts-differ"),
    Case("lone.shp", shapefile()[".shp"], "shp-alone"),
    Case("dotdot.zip", shapefile_zip(more=[("../../evil.txt", b"x")]), "zip-unsafe-name"),
    Case("absolute.zip", shapefile_zip(more=[("/tmp/evil.txt", b"x")]), "zip-unsafe-name"),
    Case("backslash.zip", shapefile_zip(more=[("..\\evil.txt", b"x")]), "zip-unsafe-name"),
    Case("nameless.zip", shapefile_zip(more=[(".", b"x")]), "zip-unsafe-name"),
    Case("drive.zip", shapefile_zip(more=[("C:evil.txt", b"x")]), "zip-unsafe-name"),
    Case("symlink.zip", symlink_zip(), "zip-link", place="link.cpg"),
    Case("duplicate.zip", duplicate_zip(), "zip-duplicate", place="tambon.cpg"),
    Case("duplicate_case.zip", shapefile_zip(cpg="UTF-8", more=[("TAMBON.cpg", b"874")]), "zip-duplicate"),
    Case("bomb.zip", zipped([("x.shp", bytes(20_000_000))]), "zip-ratio", place="x.shp"),
    Case("lying.zip", lying_zip(), "zip-broken"),
    Case("nested.zip", zipped([("n.zip", zipped([("x.txt", b"x")]))]), "zip-nested"),
    Case("nested_disguised.zip", zipped([("n.geojson", zipped([("x.txt", b"x")]))]), "zip-nested"),
    Case("many.zip", zipped([(f"{n}.txt", b"x") for n in range(201)]), "zip-too-many"),
    Case("encrypted.zip", encrypted_zip(), "zip-encrypted"),
    Case("nothing.zip", zipped([("readme.md", b"x")]), "zip-nothing"),
    Case("cut.zip", shapefile_zip()[:-30], "zip-broken"),
    Case("image.zip", b"\x89PNG\r\n\x1a\n" + bytes(60), "unknown-format"),
    Case("nothing.geojson", b"", "empty-file"),
    Case("comments.geojson", b'{"type":"FeatureCollection", /* x */ "features":[]}', "json-syntax",
         place="line 1 column 30"),
    Case("bare_geometry.geojson", json.dumps(point(99, 15.4)).encode(), rows=1),
    Case("bare_array.geojson", json.dumps([feature(point(99, 15.4))]).encode(), "not-geojson"),
    Case("esri.json", b'{"geometryType":"esriGeometryPolygon","features":[]}', "not-geojson"),
    Case("features_null.geojson", b'{"type":"FeatureCollection","features":null}', "no-features"),
    Case("features_none.geojson", b'{"type":"FeatureCollection","features":[]}', "no-features"),
    Case("lines.geojsonl", b"\n".join(json.dumps(feature(point(99 + n / 100, 15.4))).encode() for n in range(5)),
         rows=5),
    Case("sequence.geojsons", b"".join(b"\x1e" + json.dumps(feature(point(99, 15.4))).encode() + b"\n"
                                       for _ in range(5)), rows=5),
    Case("deep.geojson", b"[" * 100_000 + b"]" * 100_000, "json-too-deep"),
    Case("deep_properties.geojson",
         b'{"type":"Feature","geometry":null,"properties":' + b'{"a":' * 5000 + b"1" + b"}" * 5001, "json-too-deep"),
    Case("brackets_in_text.geojson", _one(point(99, 15.4), name='[[["\\' * 50), rows=1),
    Case("topology.json", json.dumps(TOPOLOGY).encode(), rows=1),
    Case("bad_arc.json", b'{"type":"Topology","arcs":[],"objects":{"x":{"type":"Polygon","arcs":[[999999]]}}}',
         "empty-geometry"),
    Case("folders.kml", KML.encode(), rows=2, notes=("folders-merged", "html-removed")),
    Case("utf16.kml", KML.replace("UTF-8", "UTF-16").encode("utf-16"), rows=2),
    Case("cp874.kml", KML.replace("UTF-8", "windows-874").encode("cp874"), rows=2),
    Case("packed.kmz", zipped([("doc.kml", KML.encode()), ("files/x.png", b"\x89PNG")]), rows=2),
    Case("tambon.gpkg", geopackage),
    Case("nan_vertex.gpkg", unfinished_geopackage, rows=2, rejected=((2, "coordinates-not-finite"),)),
    Case("two.gpkg", lambda path: geopackage(path, layers=("a", "b")), "several-layers", choices=("a", "b")),
    Case("tambon.fgb", flatgeobuf),
)  # fmt: skip

HOSTILE = (
    Case("xxe.kml", KML_XXE.encode(), "xml-doctype"),
    Case("xxe_utf16.kml", KML_XXE.encode("utf-16"), "xml-doctype"),
    Case("deep.kml", deep_kml(5000), "xml-too-deep"),
    Case("broken.kml", b"<kml><Document></kml>", "xml-syntax"),
    Case("vrt.geojson", VRT.format(port=9).encode(), "xml-not-kml"),
    Case("gml.gml", b'<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"/>', "xml-not-kml"),
    Case("trigger_view.gpkg", hostile_geopackage, notes=("views-ignored",)),
    Case("garbled.gpkg", garbled_geopackage, "gpkg-broken"),
    Case("plain.gpkg", plain_sqlite, "gpkg-broken"),
    Case("cut.gpkg", b"SQLite format 3\0" + bytes(100), "gpkg-broken"),
    Case("cut.fgb", b"fgb\x03fgb\x00" + bytes(100), "reader-failed"),
    Case("program.geojson", b"MZ\x90\x00", "unknown-format"),
    Case("table.csv", "รหัส,ชื่อ\n1,ก\n".encode("cp874"), "table-without-geometry"),
    Case("table.xlsx", zipped([("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]),
         "table-without-geometry"),
    Case("old.xls", b"\xd0\xcf\x11\xe0" + bytes(100), "table-without-geometry"),
    Case("web.xls", b"<html><table></table></html>", "table-without-geometry"),
)  # fmt: skip

CASES = ENCODING + SYSTEMS + GEOMETRY + CONTAINERS + HOSTILE


def mutants(content: bytes, count: int, seed: int) -> list[bytes]:
    """The content with a few bytes changed, cut or doubled; the same for the same seed."""
    random = np.random.default_rng(seed)
    changed = []
    for _ in range(count):
        data = bytearray(content)
        for at in random.integers(0, len(data), size=int(random.integers(1, 6))):
            data[at] = int(random.integers(0, 256))
        if random.random() < 0.3:
            del data[int(random.integers(0, len(data))) :]
        changed.append(bytes(data))
    return changed
