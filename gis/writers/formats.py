"""The formats in which a layer is taken away: one line for each, from which come addresses, links, pages and jobs."""

from __future__ import annotations

from dataclasses import dataclass

from gis.layer import Text


@dataclass(frozen=True, slots=True)
class FileFormat:
    """One format. ``id`` is its word in addresses (``f=``), ``media`` its media type, ``suffix`` the end of file names.

    ``is_stream``: it can be sent while it is made, however long it is. ``is_table``: a place is two columns in it.
    ``in_degrees``: its own standard allows no other coordinates than longitude and latitude of WGS 84.
    """

    id: str
    media: str
    suffix: str
    title: Text
    is_stream: bool = False
    is_table: bool = False
    in_degrees: bool = False


FORMATS: dict[str, FileFormat] = {
    each.id: each
    for each in (
        FileFormat(
            "geojsonseq", "application/geo+json-seq", "geojsons",
            Text(th="GeoJSON ทีละรายการ", en="GeoJSON text sequence"), is_stream=True, in_degrees=True,
        ),
        FileFormat("csv", "text/csv", "csv", Text(th="CSV", en="CSV"), is_stream=True, is_table=True),
        FileFormat(
            "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
            Text(th="Excel (XLSX)", en="Excel (XLSX)"), is_table=True,
        ),
        FileFormat("gpkg", "application/geopackage+sqlite3", "gpkg", Text(th="GeoPackage", en="GeoPackage")),
        FileFormat("fgb", "application/flatgeobuf", "fgb", Text(th="FlatGeobuf", en="FlatGeobuf")),
        FileFormat("parquet", "application/vnd.apache.parquet", "parquet", Text(th="GeoParquet", en="GeoParquet")),
        FileFormat(
            "kml", "application/vnd.google-earth.kml+xml", "kml", Text(th="KML (Google Earth)", en="KML (Google Earth)"),
            in_degrees=True,
        ),
        FileFormat("shp", "application/zip", "shp.zip", Text(th="Shapefile (ZIP)", en="Shapefile (ZIP)")),
    )
}  # fmt: skip
"""By their words. GeoJSON as a FeatureCollection is the items themselves."""
