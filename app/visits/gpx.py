"""A visit as GPX 1.1 (topografix.com/GPX/1/1): its stops as waypoints and as a route, for telephones and receivers."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as xml

from app.visits.queries import Route, Stop
from app.web.words import Language

NAMESPACE = "http://www.topografix.com/GPX/1/1"
SCHEMA = "http://www.topografix.com/GPX/1/1/gpx.xsd"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
DECIMALS = 6
CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])
"""What XML 1.0 cannot hold."""
MEDIA = "application/gpx+xml"


def to_gpx(route: Route, title: str, language: Language, page_of: Callable[[Stop], str]) -> bytes:
    """The file; ``page_of`` is the address of what is known of a stop."""
    xml.register_namespace("", NAMESPACE)
    root = xml.Element(_tag("gpx"), {"version": "1.1", "creator": "Phaen",
                                     f"{{{INSTANCE}}}schemaLocation": f"{NAMESPACE} {SCHEMA}"})  # fmt: skip
    _said(xml.SubElement(root, _tag("metadata")), "name", title)
    for at, stop in enumerate(route.stops, start=1):
        point = _point(root, "wpt", stop, f"{at} {language.text(stop.title)}")
        _said(point, "desc", stop.key)
        xml.SubElement(point, _tag("link"), {"href": page_of(stop)})
    way = xml.SubElement(root, _tag("rte"))
    _said(way, "name", title)
    back = route.stops[:1] if route.visit.is_round and len(route.stops) > 1 else ()
    for at, stop in enumerate((*route.stops, *back), start=1):
        _point(way, "rtept", stop, f"{at} {language.text(stop.title)}")
    written: bytes = xml.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def _point(parent: xml.Element, name: str, stop: Stop, title: str) -> xml.Element:
    at = {"lat": f"{stop.lat:.{DECIMALS}f}", "lon": f"{stop.lon:.{DECIMALS}f}"}
    made = xml.SubElement(parent, _tag(name), at)
    _said(made, "name", title)
    return made


def _said(parent: xml.Element, name: str, text: str) -> None:
    xml.SubElement(parent, _tag(name)).text = text.translate(CONTROLS)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
