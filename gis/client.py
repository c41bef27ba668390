"""Layers of a running service in a notebook, over its OGC API: what the holder of the key, or the public, may see.

    phaen = Phaen("https://data.example.go.th")
    late = phaen.layer("late_projects").where("days_behind > 60").to_geopandas()

A question is a value: each step makes another one. Answers come a page at a time; links are followed within the service
only, so that a key goes nowhere else. geopandas is for notebooks: the service itself does without.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2

from gis.crs import STORAGE
from gis.geojson import features_of
from gis.layer import Layer

try:
    import geopandas
except ImportError:
    geopandas = None

PAGE = 1000
SECONDS = 60.0
BANGKOK = timezone(timedelta(hours=7))
PACKAGES = Path(__file__).resolve().parents[1] / "node_modules"
Feature = Mapping[str, Any]


class Refused(Exception):
    """The service does not answer the question; says why in its own words."""

    def __init__(self, status: int, told: str) -> None:
        super().__init__(f"{status}: {told}")
        self.status = status


class Phaen:
    """A running service. ``key`` is an API key; without it one reads what is public."""

    def __init__(self, address: str, key: str | None = None, *, seconds: float = SECONDS) -> None:
        headers = {"Accept": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}
        self.address = address.rstrip("/")
        self._client = httpx2.Client(headers=headers, timeout=seconds)

    def __enter__(self) -> Phaen:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def layers(self) -> dict[str, str]:
        """The layers that there are for this key: id and Thai title."""
        found = self.get(f"{self.address}/ogc/collections", {"f": "json"})["collections"]
        return {one["id"]: one["title"] for one in found if one["itemType"] == "feature"}

    def layer(self, name: str) -> LayerQuestion:
        """A layer, to be asked."""
        return LayerQuestion(self, name)

    def get(self, address: str, parameters: Mapping[str, str | int] | None = None) -> Any:
        """The JSON at an address of the service. Raises Refused."""
        if urlsplit(address)[:2] != urlsplit(self.address)[:2]:
            raise Refused(0, f"{address} is not of the service {self.address}")
        answer = self._client.get(address, params=dict(parameters) if parameters else None)
        if answer.status_code != httpx2.codes.OK:
            raise Refused(answer.status_code, _told(answer))
        return answer.json()

    def mirror_feed(self, feed: str, path: Path) -> int:
        """Make the GeoJSON file at ``path`` equal to a feed, as ``LayerQuestion.mirror`` does to a layer. Raises Refused."""
        return self.mirrored(f"/feeds/{quote(feed)}/changes", path)

    def mirrored(self, changes: str, path: Path) -> int:
        """The file equal to what an address of changes tells; how much of it was other. Raises Refused."""
        held = json.loads(path.read_text("utf-8")) if path.exists() else {"next": "", "features": []}
        try:
            told = self._walked(changes, path, held)
        except Refused as error:
            if error.status != httpx2.codes.GONE:
                raise
            told = self._walked(changes, path, {"next": "", "features": []})
        return told

    def _walked(self, changes: str, path: Path, held: Mapping[str, Any]) -> int:
        features, since, told, more = {one["id"]: one for one in held["features"]}, held["next"], 0, True
        while more:
            asked = {"since": since, "limit": PAGE}
            page = self.get(f"{self.address}{changes}", asked)
            features |= {one["id"]: one for one in page["features"]}
            for gone in page["removed"]:
                features.pop(gone["id"], None)
            since, more, told = page["next"], page["more"], told + page["numberReturned"]
        draft = path.with_name(f"{path.name}.draft")
        whole = {"type": "FeatureCollection", "next": since, "features": list(features.values())}
        draft.write_text(json.dumps(whole, ensure_ascii=False), "utf-8")
        draft.replace(path)
        return told


@dataclass(frozen=True)
class MapFile:
    """A map as one HTML page with all that it needs inside."""

    html: str

    def save(self, path: Path) -> Path:
        """Write the page; it opens anywhere, with no network."""
        path.write_text(self.html, "utf-8")
        return path

    def _repr_html_(self) -> str:
        """How a notebook shows it: in a frame of its own that may run scripts and nothing else."""
        page = escape(self.html, quote=True)
        return f'<iframe srcdoc="{page}" sandbox="allow-scripts" title="map" width="100%" height="520"></iframe>'


@dataclass(frozen=True)
class LayerQuestion:
    """Which features of a layer are wanted."""

    service: Phaen
    name: str
    conditions: tuple[str, ...] = ()
    box: tuple[float, float, float, float] | None = None
    day: date | None = None
    most: int | None = field(default=None)

    def where(self, cql2: str) -> LayerQuestion:
        """Only features of this condition (CQL2 text); of several, all must hold."""
        return replace(self, conditions=(*self.conditions, cql2))

    def within(self, west: float, south: float, east: float, north: float) -> LayerQuestion:
        """Only features that touch this box, in degrees."""
        return replace(self, box=(west, south, east, north))

    def on(self, day: date | str) -> LayerQuestion:
        """As it was true on a day, of layers that keep their past."""
        return replace(self, day=date.fromisoformat(day) if isinstance(day, str) else day)

    def limit(self, most: int) -> LayerQuestion:
        """So many features at most."""
        return replace(self, most=most)

    def count(self) -> int:
        """How many features answer, whatever the limit. Raises Refused."""
        return int(self.service.get(self._address, self._parameters(1))["numberMatched"])

    def features(self) -> Iterator[Feature]:
        """The features as GeoJSON, page by page. Raises Refused."""
        left = self.most
        page = self.service.get(self._address, self._parameters(PAGE if left is None else min(PAGE, left)))
        while True:
            yield from page["features"][:left]
            left = None if left is None else left - len(page["features"])
            following = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
            if following is None or (left is not None and left <= 0):
                return
            page = self.service.get(following)

    def mirror(self, path: Path) -> int:
        """Make the GeoJSON file at ``path`` equal to the whole layer, asking for what has changed since; how much that was.

        What it holds is in the file itself (``next``); where the service has forgotten it, all is read anew. Raises
        Refused, and ValueError where the layer was narrowed: a mirror is of the whole.
        """
        if self != LayerQuestion(self.service, self.name):
            raise ValueError(
                "สำเนาเป็นของทั้งชั้นข้อมูล · A mirror is of the whole layer: ask without where, within, on, limit."
            )
        return self.service.mirrored(f"/ogc/collections/{quote(self.name)}/changes", path)

    def rows(self) -> list[dict[str, Any]]:
        """The attributes of each feature with its ``id``, without geometry."""
        return [{"id": one["id"], **one["properties"]} for one in self.features()]

    def to_geopandas(self) -> Any:
        """A GeoDataFrame in EPSG:4326, with the attributes of the layer also where nothing answers.

        Raises Refused, and ImportError where geopandas is not installed.
        """
        if geopandas is None:
            raise ImportError("ต้องติดตั้ง geopandas ก่อน · geopandas is needed: pip install geopandas")
        features = [{**one, "properties": {"id": one["id"], **one["properties"]}} for one in self.features()]
        if not features:
            columns = ["geometry", "id", *self.attributes()]
            return geopandas.GeoDataFrame({name: [] for name in columns}, geometry="geometry", crs=STORAGE)
        return geopandas.GeoDataFrame.from_features(features, crs=STORAGE)

    def map(self, *, lang: str = "th", packages: Path = PACKAGES) -> MapFile:
        """The features as the service draws them, in one page that needs no network: shown by a notebook, or saved.

        ``packages`` is the ``node_modules`` that holds Leaflet and Sarabun. Raises Refused, and ValueError where nothing
        answers.
        """
        # Loaded for the first map: folium brings pandas, which no other question needs.
        from gis.webmap import to_html

        layer = Layer.model_validate(self.service.get(f"{self.service.address}/api/maps/{quote(self.name)}"))
        found = features_of(layer, (_row(layer, one) for one in self.features()))
        name = layer.by_role("title_en") if lang == "en" else None
        titled = [replace(one, title=str((name and one.properties.get(name.name)) or one.title)) for one in found]
        if not titled:
            raise ValueError("ไม่มีรายการให้ทำแผนที่ · Nothing answers that has a place on the map.")
        html = to_html(
            layer, titled, leaflet_dir=packages / "leaflet", font_dir=packages / "@fontsource" / "sarabun",
            made_on=datetime.now(BANGKOK).date(), true_on=self.day, lang=lang,
        )  # fmt: skip
        return MapFile(html)

    def attributes(self) -> dict[str, str]:
        """The attributes that can be asked for: name and Thai title."""
        told = self.service.get(f"{self.service.address}/ogc/collections/{quote(self.name)}/queryables")["properties"]
        return {name: one.get("title", name) for name, one in told.items() if "$ref" not in one and "format" not in one}

    def statistics(self, *by: str) -> list[dict[str, Any]]:
        """Counts and sums in satang by these dimensions; ``<dimension>_th`` is the name of its value. Raises Refused."""
        asked: dict[str, str | int] = {"group_by": ",".join(by), **self._filter(), **self._box()}
        told = self.service.get(f"{self.service.address}/api/stats/{quote(self.name)}", asked)
        return [_flat(group) for group in told["groups"]]

    @property
    def _address(self) -> str:
        return f"{self.service.address}/ogc/collections/{quote(self.name)}/items"

    def _parameters(self, limit: int) -> dict[str, str | int]:
        day = {"datetime": self.day.isoformat()} if self.day else {}
        return {"limit": limit, **self._filter(), **self._box(), **day}

    def _box(self) -> dict[str, str]:
        return {"bbox": ",".join(map(str, self.box))} if self.box else {}

    def _filter(self) -> dict[str, str]:
        joined = " AND ".join(f"({each})" for each in self.conditions)
        return {"filter": joined} if joined else {}


def _row(layer: Layer, one: Feature) -> dict[str, Any]:
    """A feature as a row of its layer."""
    placed = json.dumps(one["geometry"]) if one["geometry"] else None
    return {**one["properties"], layer.source.id: one["id"], layer.source.geometry.column: placed}


def _flat(group: Mapping[str, Any]) -> dict[str, Any]:
    names = {f"{name}_th": text["th"] for name, text in group["names"].items()}
    return {**{name: value for name, value in group.items() if name != "names"}, **names}


def _told(answer: httpx2.Response) -> str:
    """The reason as the service gives it (RFC 9457)."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return answer.reason_phrase
