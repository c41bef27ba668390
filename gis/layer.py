"""A layer as data: what one TOML file says, and nothing else knows.

From one file come the OGC collection, the tiles, the feeds, the map with its legend and popup, the drawn map, the
folium map and the catalogue record. The id of a layer is its file name, its view and its tile layer. Unknown or misspelt
keys are refused. Attribute roles follow the vocabulary of OGC API Features Part 5 (``x-ogc-role``).
"""

from __future__ import annotations

from datetime import date
from string import Formatter
from typing import Literal

from pydantic import Field, model_validator

from gis.access import Read, Visible
from gis.classes import CATEGORIES, Class
from gis.disclosure import LEAST
from gis.parts import Identifier, Metadata, Part, Text
from gis.style import Choropleth, Style, Symbol, plain

__all__ = ["Identifier", "Layer", "LayerFile", "Metadata", "Part", "Text"]


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
    """Where the rows come from: a view of ``published`` named like the layer; ``years``: its subject in ``data_years``."""

    view: Identifier
    id: Identifier
    geometry: Geometry
    label: Identifier | None = None
    generalised: Generalised | None = None
    geometry_of: Identifier | None = None
    dated: bool = False
    years: str | None = Field(default=None, pattern=r"^[A-Za-z][A-Za-z0-9-]{0,62}$")


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
    role: Literal["id", "title", "title_en", "area_code", "reference", "value", "time", "text"] = "text"
    unit: Text | None = None
    decimals: int = 0
    codes: tuple[Code, ...] = ()
    tile: bool = False
    filter: bool = True
    popup: bool = True
    class_: Class = Field(default=Read.PUBLIC, alias="class")
    missing: Text | None = None


class Rows(Part):
    """Hidden columns by which rows differ in who may see them; ``areas`` is a list of codes where a row has several."""

    class_: Identifier | None = Field(default=None, alias="class")
    agency: Identifier | None = None
    area: Identifier | None = None
    areas: Identifier | None = None

    @model_validator(mode="after")
    def _agency_and_area_narrow_a_class(self) -> Rows:
        if self.class_ is None and (self.agency or self.area or self.areas):
            raise ValueError("agency and area narrow rows by their class: name its column as well")
        return self


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
    purpose: str | None = Field(default=None, pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")
    declassified: Declassified | None = None


class Dimension(Part):
    """A column that statistics group by. ``names``: the columns ``<names>_th`` and ``<names>_en`` say what its values are.

    Without a title it is an attribute of the layer.
    """

    column: Identifier
    title: Text | None = None
    names: Identifier | None = None


class Sum(Part):
    """A column of money in satang that statistics add up."""

    column: Identifier
    title: Text


class Statistics(Part):
    """What the layer's statistics count (``gis.statistics``): its features, or the rows of ``view``, which has those without
    a place as well.

    Where a record has several rows, ``key`` tells which are one record's, and the one with the greatest ``weight`` leads.
    ``without`` are attributes that the view has not. ``placement``: a column of ``located``, ``province_wide``,
    ``unlocated``.
    """

    counted: Text = Text(th="รายการ", en="features")
    view: Identifier | None = None
    dated: bool = False
    rows: Rows = Rows()
    key: Identifier | None = None
    weight: Identifier | None = None
    area: Identifier | None = None
    placement: Identifier | None = None
    fiscal_year: Dimension | None = None
    status: Dimension | None = None
    source: Dimension | None = None
    agency: Dimension | None = None
    sums: tuple[Sum, ...] = ()
    without: tuple[Identifier, ...] = ()


class LayerFile(Part):
    """The content of ``layers/<id>.toml``.

    ``basis``: what the values are made of; an attribute in braces stands for its values in the rows: ``of the year {year}``.
    """

    metadata: Metadata
    basis: Text | None = None
    source: Source
    attributes: tuple[Attribute, ...] = Field(min_length=1)
    style: Style = Field(discriminator="kind")
    access: Access
    statistics: Statistics = Statistics()

    @model_validator(mode="after")
    def _statistics_show_no_more_than_the_layer(self) -> LayerFile:
        """A view of its own lies under no veil, so nothing above public may be in it."""
        left = set(self.statistics.without)
        above = [a.name for a in self.attributes if a.class_ is not Read.PUBLIC and a.name not in left]
        if self.statistics.view and (self.access.read is not Read.PUBLIC or above or not self.statistics.rows.class_):
            raise ValueError(f"statistics of a view are for public layers, told apart by class, without {above}")
        return self

    @model_validator(mode="after")
    def _names_agree(self) -> LayerFile:
        names = [attribute.name for attribute in self.attributes]
        if len(set(names)) != len(names):
            raise ValueError("an attribute is declared twice")
        if self.source.id not in names:
            raise ValueError(f"the id column {self.source.id!r} is not among the attributes")
        if any(a.name == self.source.id and a.class_ is not Read.PUBLIC for a in self.attributes):
            raise ValueError("the id has no class of its own: who sees a row knows which row it is")
        missing = [name for name in (*self.style.attribute_names(), *self.basis_names) if name not in names]
        if missing:
            raise ValueError(f"the style or basis names {missing}, which the attributes do not declare")
        return self

    @model_validator(mode="after")
    def _category_follows_class(self) -> LayerFile:
        if self.metadata.data_category not in (None, self.data_category):
            raise ValueError(f"data_category is {self.metadata.data_category!r}, but its class is {self.data_category!r}")
        return self

    @property
    def basis_names(self) -> tuple[str, ...]:
        """The attributes that the basis names, in either language."""
        told = (self.basis.th, self.basis.en) if self.basis else ()
        return tuple(dict.fromkeys(name for text in told for _, name, _, _ in Formatter().parse(text) if name is not None))

    @property
    def data_category(self) -> str:
        """The category of the Government Data Catalog, which follows from the class."""
        return CATEGORIES[self.access.read]


class Layer(LayerFile):
    """A layer file with its id, and the questions that readers ask of it."""

    id: Identifier

    def __hash__(self) -> int:
        """By id and width: statements are remembered by layer, and hashing a whole file would cost more than it saves.

        A layer reduced to what somebody may see (``seen_by``) is another layer.
        """
        return hash((self.id, len(self.attributes)))

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

    @property
    def classes(self) -> frozenset[Read]:
        """Every class above public that some part of the layer's description has."""
        categories = self.style.categories if isinstance(self.style, Symbol) else ()
        found = {a.class_ for a in self.attributes} | {c.class_ for c in categories}
        return frozenset(found - {Read.PUBLIC})

    def visible_to(self, visible: Visible) -> bool:
        """Whether the layer exists for this viewer at all."""
        return self.access.read in visible.cleared_for(self.access.purpose)

    def without(self, hidden: frozenset[Read]) -> Layer:
        """The layer as it is for one who may not see these classes: attributes and categories of them do not exist.

        A style that looks at such an attribute draws all features alike.
        """
        attributes = tuple(a for a in self.attributes if a.class_ not in hidden)
        names = {attribute.name for attribute in attributes}
        style, source = self.style, self.source
        if isinstance(style, Symbol):
            style = style.model_copy(
                update={"categories": tuple(c for c in style.categories if c.class_ not in hidden)}
            )
        if isinstance(style, Choropleth | Symbol) and not names.issuperset(style.attribute_names()):
            style, source = plain(style), source.model_copy(update={"geometry_of": None})
        return self.model_copy(update={"attributes": attributes, "style": style, "source": source})
