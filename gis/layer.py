"""A layer as data: what one TOML file says, and nothing else knows.

From one file come the OGC collection, the tiles, the feeds, the map with its legend and popup, the drawn map, the
folium map and the catalogue record. The id of a layer is its file name, its view and its tile layer. Unknown or misspelt
keys are refused. Attribute roles follow the vocabulary of OGC API Features Part 5 (``x-ogc-role``).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gis.access import Visible
from gis.classes import CATEGORIES, Class
from gis.disclosure import LEAST
from gis.style import Style

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]


class Part(BaseModel):
    """Any part of a layer file: frozen, and strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Part):
    """A text for people, Thai first."""

    th: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_language(self, lang: str) -> str:
        return self.en if lang == "en" else self.th


class Metadata(Part):
    """The fourteen required fields of the Government Data Catalog (GD Catalog, สสช./สพร.), with title and notes bilingual."""

    title: Text
    notes: Text
    group: str
    data_type: str = "ข้อมูลภูมิสารสนเทศเชิงพื้นที่"
    owner_org: str
    maintainer: str
    maintainer_email: str
    tags: tuple[str, ...] = Field(min_length=1)
    objective: tuple[str, ...] = ("พันธกิจหน่วยงาน",)
    update_frequency_unit: str
    update_frequency_interval: int = 1
    geo_coverage: str
    data_source: str
    data_format: tuple[str, ...] = ("GeoJSON", "CSV", "MVT")
    data_category: str | None = None
    license_id: str


class Geometry(Part):
    """The geometry column of the view, always EPSG:4326, lon lat."""

    column: Identifier = "geom"
    type: Literal["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "Geometry"]


class Generalised(Part):
    """Stored generalisations for low zooms: a view of (key, band, geom in EPSG:3857); a band serves zooms up to itself."""

    view: Identifier
    key: Identifier
    bands: tuple[int, ...]

    def band_for(self, zoom: int) -> int | None:
        """The smallest band that serves ``zoom``; None where the full geometry is drawn."""
        return next((band for band in sorted(self.bands) if zoom <= band), None)


class Source(Part):
    """Where the rows come from: a view of ``published`` named like the layer."""

    view: Identifier
    id: Identifier
    geometry: Geometry
    label: Identifier | None = None
    generalised: Generalised | None = None
    geometry_of: Identifier | None = None
    dated: bool = False


class Code(Part):
    """One value of a code list."""

    value: str
    title: Text


class Attribute(Part):
    """One column that may leave the database; a column without its title here is private.

    ``missing`` is how the absence of a value reads, where it means more than that nothing is known.
    """

    name: Identifier
    title: Text
    type: Literal["text", "integer", "number", "boolean", "date"]
    role: Literal["id", "title", "title_en", "area_code", "value", "time", "text"] = "text"
    unit: Text | None = None
    decimals: int = 0
    codes: tuple[Code, ...] = ()
    tile: bool = False
    filter: bool = True
    popup: bool = True
    missing: Text | None = None


class Rows(Part):
    """Hidden columns by which rows differ in who may see them."""

    class_: Identifier | None = Field(default=None, alias="class")
    agency: Identifier | None = None
    area: Identifier | None = None


class Declassified(Part):
    """The order by which a layer has a lower class than what it is derived from (การลดชั้นความลับของข้อมูลสรุป).

    ``least`` is the smallest count that it shows, see ``gis.disclosure``.
    """

    order: str = Field(min_length=1)
    on: date
    reason: Text
    least: int = Field(default=LEAST, ge=2)


class Access(Part):
    """Who may read the layer, how its rows differ, and by which order it was declassified."""

    read: Class
    rows: Rows = Rows()
    declassified: Declassified | None = None


class LayerFile(Part):
    """The content of ``layers/<id>.toml``."""

    metadata: Metadata
    source: Source
    attributes: tuple[Attribute, ...] = Field(min_length=1)
    style: Style = Field(discriminator="kind")
    access: Access

    @model_validator(mode="after")
    def _names_agree(self) -> LayerFile:
        names = [attribute.name for attribute in self.attributes]
        if len(set(names)) != len(names):
            raise ValueError("an attribute is declared twice")
        if self.source.id not in names:
            raise ValueError(f"the id column {self.source.id!r} is not among the attributes")
        missing = [name for name in self.style.attribute_names() if name not in names]
        if missing:
            raise ValueError(f"the style names {missing}, which the attributes do not declare")
        return self

    @model_validator(mode="after")
    def _category_follows_class(self) -> LayerFile:
        if self.metadata.data_category not in (None, self.data_category):
            raise ValueError(
                f"data_category is {self.metadata.data_category!r}, but its class is {self.data_category!r}"
            )
        return self

    @property
    def data_category(self) -> str:
        """The category of the Government Data Catalog, which follows from the class."""
        return CATEGORIES[self.access.read]


class Layer(LayerFile):
    """A layer file with its id, and the questions that readers ask of it."""

    id: Identifier

    def __hash__(self) -> int:
        """By id: statements are remembered by layer, and hashing a whole file would cost more than it saves."""
        return hash(self.id)

    def attribute(self, name: str) -> Attribute | None:
        return next((attribute for attribute in self.attributes if attribute.name == name), None)

    def by_role(self, role: str) -> Attribute | None:
        return next((attribute for attribute in self.attributes if attribute.role == role), None)

    @property
    def properties(self) -> tuple[Attribute, ...]:
        """What a feature carries beside its id; an id that people read is among them."""
        return tuple(a for a in self.attributes if a.name != self.source.id or a.popup)

    @property
    def tile_attributes(self) -> tuple[Attribute, ...]:
        return tuple(a for a in self.attributes if a.tile or a.name == self.source.id)

    @property
    def title_attribute(self) -> Attribute:
        return self.by_role("title") or self.attributes[0]

    def visible_to(self, visible: Visible) -> bool:
        """Whether the layer exists for this viewer at all."""
        return self.access.read in visible.classes
