"""What is known about a layer, for catalogues: an OGC record, a package of CKAN, a dataset of DCAT; all from its file.

The fields of the package are those that GD Catalog requires (สสช./สพร., fourteen of them), by its names and in its words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from app.ogc.answers import GEOJSON, address, link
from app.ogc.shelf import Bounds
from gis.layer import Layer, Text
from gis.writers.formats import FORMATS

ID = "catalog"
PATH = f"/ogc/collections/{ID}"
RECORD_CORE = "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core"
JSON_LD = "application/ld+json"
TYPE = "dataset"
REQUIRED = (
    "data_type", "title", "owner_org", "maintainer", "maintainer_email", "tag_string", "notes", "objective",
    "update_frequency_unit", "geo_coverage", "data_source", "data_format", "data_category", "license_id",
)  # fmt: skip
"""The fields without which GD Catalog takes no dataset."""
TITLES = {
    "data_type": Text(th="ประเภทข้อมูล", en="Kind of data"), "title": Text(th="ชื่อชุดข้อมูล", en="Title"),
    "owner_org": Text(th="องค์กร", en="Organisation"), "maintainer": Text(th="ผู้ติดต่อ", en="Contact"),
    "maintainer_email": Text(th="อีเมลผู้ติดต่อ", en="E-mail of the contact"), "tag_string": Text(th="คำสำคัญ", en="Keywords"),
    "notes": Text(th="รายละเอียด", en="Description"), "objective": Text(th="วัตถุประสงค์", en="Objective"),
    "update_frequency_unit": Text(th="หน่วยความถี่การปรับปรุง", en="Unit of the frequency"),
    "update_frequency_interval": Text(th="ค่าความถี่การปรับปรุง", en="How often it is updated"),
    "geo_coverage": Text(th="ขอบเขตเชิงภูมิศาสตร์", en="Coverage"), "data_source": Text(th="แหล่งที่มา", en="Source"),
    "data_format": Text(th="รูปแบบการเก็บข้อมูล", en="Formats"), "data_category": Text(th="หมวดหมู่ธรรมาภิบาลข้อมูล", en="Category"),
    "license_id": Text(th="สัญญาอนุญาต", en="Licence"),
}  # fmt: skip
"""What the fields of GD Catalog are called for people."""
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}


def fields(layer: Layer) -> dict[str, Any]:
    """The required fields, and how often the data change."""
    about = layer.metadata
    return {
        "data_type": about.data_type,
        "title": about.title.th,
        "owner_org": about.owner_org.th,
        "maintainer": about.maintainer.th,
        "maintainer_email": about.maintainer_email,
        "tag_string": ",".join(about.tags),
        "notes": about.notes.th,
        "objective": list(about.objective),
        "update_frequency_unit": about.update_frequency_unit,
        "update_frequency_interval": str(about.update_frequency_interval),
        "geo_coverage": about.geo_coverage,
        "data_source": about.data_source.th,
        "data_format": list(about.data_format),
        "data_category": layer.data_category,
        "license_id": about.license_id,
    }


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a layer that is kept for everybody: its page."""

    path: str
    title: Text


def record(
    request: Request, layer: Layer, bounds: Bounds | None, lang: str, kept: Iterable[Question] = ()
) -> dict[str, Any]:
    """The layer as a record (OGC API Records Part 1, table 8). It has no time: what it says is kept up to date.

    ``kept``: public questions to it, which are listed as related.
    """
    about, path = layer.metadata, f"{PATH}/items/{layer.id}"
    contact = {
        "name": about.maintainer.in_language(lang),
        "organization": about.owner_org.in_language(lang),
        "emails": [{"value": about.maintainer_email}],
        "roles": ["pointOfContact"],
    }
    return {
        "id": layer.id,
        "type": "Feature",
        "conformsTo": [RECORD_CORE],
        "geometry": _area(bounds),
        "time": None,
        "properties": {
            "type": TYPE,
            "title": about.title.in_language(lang),
            "description": about.notes.in_language(lang),
            "keywords": list(about.tags),
            "language": {"code": lang},
            "formats": [{"name": each.title.en, "mediaType": each.media} for each in FORMATS.values()],
            "contacts": [contact],
            "rights": about.license_id,
            "gd_catalog": fields(layer),
        },
        "links": [
            link(request, path, "self", GEOJSON, "This record"),
            link(request, path, "alternate", "text/html", "This record as HTML", {"f": "html"}),
            link(request, path, "alternate", JSON_LD, "This record as DCAT", {"f": "jsonld"}),
            link(request, PATH, "collection", "application/json", "The catalogue"),
            link(request, f"/ogc/collections/{layer.id}", "describes", "application/json", about.title.en),
            link(request, f"/ogc/collections/{layer.id}/items", "item", GEOJSON, f"{about.title.en}: features"),
            *(link(request, one.path, "related", "text/html", one.title.in_language(lang)) for one in kept),
        ],
    }


def catalog(request: Request, lang: str, bounds: Bounds | None) -> dict[str, Any]:
    """The catalogue as a collection of records."""
    title, description = (
        ("Catalogue", "One record for each layer, with the fields that GD Catalog requires.")
        if lang == "en"
        else ("บัญชีข้อมูล", "ระเบียนของทุกชั้นข้อมูล พร้อมรายการที่ระบบบัญชีข้อมูลภาครัฐ (GD Catalog) บังคับ")
    )
    extent = {"extent": {"spatial": {"bbox": [list(bounds)]}}} if bounds else {}
    return {
        "id": ID,
        "title": title,
        "description": description,
        "itemType": "record",
        "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
        **extent,
        "links": [
            link(request, PATH, "self", "application/json", "This document"),
            link(request, PATH, "alternate", "text/html", "This document as HTML", {"f": "html"}),
            link(request, f"{PATH}/items", "items", GEOJSON, "The records"),
            link(request, f"{PATH}/items", "items", "text/html", "The records as HTML", {"f": "html"}),
            link(request, f"{PATH}/items", "items", JSON_LD, "The records as DCAT", {"f": "jsonld"}),
        ],
    }


def package(request: Request, layer: Layer, bounds: Bounds | None) -> dict[str, Any]:
    """The layer as CKAN shows a package, with a resource for each format."""
    path, about = f"/ogc/collections/{layer.id}", layer.metadata
    west, south, east, north = map(str, bounds) if bounds else ("",) * 4
    resources = [(GEOJSON, "GeoJSON", address(request, f"/feeds/{layer.id}.geojson"))]
    resources += [
        (each.media, each.id.upper(), address(request, f"{path}/items", {"f": each.id})) for each in FORMATS.values()
    ]
    return {
        "id": layer.id,
        "name": layer.id,
        "type": "dataset",
        "state": "active",
        "private": layer.access.read != "public",
        "url": address(request, path),
        "allow_harvest": layer.access.read == "public",
        **fields(layer),
        "title_translated": about.title.model_dump(),
        "organization": {"title": about.owner_org.th},
        "tags": [{"name": tag, "display_name": tag} for tag in about.tags],
        "num_tags": len(about.tags),
        "west_bound_longitude": west,
        "east_bound_longitude": east,
        "north_bound_longitude": north,
        "south_bound_longitude": south,
        "num_resources": len(resources),
        "resources": [
            {
                "id": f"{layer.id}-{name.lower()}",
                "name": f"{about.title.th} ({name})",
                "format": name,
                "mimetype": media,
                "url": url,
            }
            for media, name, url in resources
        ],
    }


def dataset(request: Request, layer: Layer, bounds: Bounds | None) -> dict[str, Any]:
    """The layer as a dataset of DCAT 2 with a distribution for each format."""
    about, path = layer.metadata, f"/ogc/collections/{layer.id}"
    box = {"dct:spatial": {"@type": "dct:Location", "dcat:bbox": _wkt(bounds)}} if bounds else {}
    return {
        "@id": address(request, f"{PATH}/items/{layer.id}"),
        "@type": "dcat:Dataset",
        "dct:identifier": layer.id,
        "dct:title": _both(about.title),
        "dct:description": _both(about.notes),
        "dcat:keyword": [{"@language": "th", "@value": tag} for tag in about.tags],
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": _both(about.owner_org)},
        "dcat:contactPoint": {
            "@type": "vcard:Organization", "vcard:fn": _both(about.maintainer),
            "vcard:hasEmail": f"mailto:{about.maintainer_email}",
        },
        "dct:license": about.license_id,
        "dct:accessRights": layer.data_category,
        **box,
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": each.title.en,
                "dcat:mediaType": each.media,
                "dcat:downloadURL": {"@id": address(request, f"{path}/items", {"f": each.id})},
            }
            for each in FORMATS.values()
        ],
    }  # fmt: skip


def around(boxes: Iterable[Bounds | None]) -> Bounds | None:
    """The box around all of them."""
    known = [box for box in boxes if box is not None]
    if not known:
        return None
    west, south, east, north = zip(*known, strict=True)
    return min(west), min(south), max(east), max(north)


def _area(bounds: Bounds | None) -> dict[str, Any] | None:
    if bounds is None:
        return None
    west, south, east, north = bounds
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def _both(text: Text) -> list[dict[str, str]]:
    """A literal for each language, as JSON-LD writes them."""
    return [{"@language": "th", "@value": text.th}, {"@language": "en", "@value": text.en}]


def _wkt(bounds: Bounds) -> str:
    west, south, east, north = bounds
    return f"POLYGON(({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))"
