"""Each kind of style as SVG: one group per layer, presentation attributes only (the pages allow no inline style)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape

import shapely

from gis.classify import NO_CLASS, OUTSIDE
from gis.geojson import Feature, styled_value
from gis.layer import Layer
from gis.style import Area, Choropleth, Circles, Line, Symbol
from gis.svgmap.crowds import SIZE, Crowd, crowds_of
from gis.svgmap.frame import Frame
from gis.svgmap.legend import category_at, category_of
from gis.svgmap.marks import BOX, RADIUS, shape
from gis.svgmap.names import Box, Label
from gis.svgmap.paths import Geometries, in_pixels, number, path_of
from gis.values import reads

UNCLASSED = {NO_CLASS: "none", OUTSIDE: "outside"}
BETWEEN_CIRCLES = "#848d96"
LINE_BETWEEN = "#ffffff"
SELECTED, SELECTED_RIM = "#12161a", "#ffffff"
SHAPES_FROM_ZOOM = 9.5
"""From this zoom the lines and areas of projects are drawn beside their marks."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Drawn:
    """A layer with the features to draw, in pixels of one picture once ``Sheet`` has projected them."""

    layer: Layer
    features: Sequence[Feature]
    selected: frozenset[str] = field(default_factory=frozenset)
    labelled: bool = True


@dataclass(frozen=True)
class Sheet:
    """One drawn layer laid on a frame. ``prefix`` keeps the identifiers of several pictures on a page apart.

    ``placed``: its crowds where they keep off those of other layers.
    """

    drawn: Drawn
    frame: Frame
    prefix: str
    lang: str
    placed: tuple[Crowd, ...] | None = None

    @property
    def layer(self) -> Layer:
        return self.drawn.layer

    @cached_property
    def geometries(self) -> Geometries:
        """The features in pixels."""
        return in_pixels([feature.geom for feature in self.drawn.features], self.frame)

    @cached_property
    def spots(self) -> Geometries:
        """Where the mark of each feature stands."""
        points: Geometries = shapely.point_on_surface(self.geometries)
        return points

    @cached_property
    def mark_radius(self) -> float:
        """Half the width of a mark with its rim; 0 for layers without marks."""
        style = self._marked
        if style is None:
            return 0.0
        growth = min(1.25, max(0.7, 0.8 + (self.frame.zoom - 8) * 0.12))
        return round(style.size * growth * 14 / RADIUS, 2)

    @cached_property
    def _told(self) -> tuple[tuple[Crowd, ...], frozenset[int]]:
        return crowds_of(self.spots, self._marked.crowd) if self._marked else ((), frozenset())

    @property
    def crowds(self) -> tuple[Crowd, ...]:
        """Where features stand too close for marks of their own."""
        return self._told[0] if self.placed is None else self.placed

    @property
    def hidden(self) -> frozenset[int]:
        """The places of the features that a crowd stands for."""
        return self._told[1]

    def numbers(self) -> list[Label]:
        """What stands in the crowds."""
        return [
            Label(round(c.x, 1), round(c.y, 1), f"{c.count:,}", SIZE, 600, colour="#ffffff", halo=0, kind="number")
            for c in self.crowds
        ]

    @property
    def _marked(self) -> Symbol | None:
        """The style of a layer that has marks."""
        style = self.layer.style
        return style if isinstance(style, Symbol) and not style.filled else None

    @property
    def _thin(self) -> float:
        """Outlines are thinner where a whole country is shown."""
        return min(1.0, max(0.4, (self.frame.zoom - 4) / 3.5))

    def circles(self) -> list[Box]:
        """What the crowds cover, which no name may."""
        return [(c.x - c.radius, c.y - c.radius, c.x + c.radius, c.y + c.radius) for c in self.crowds]

    def marks(self) -> list[Box]:
        """What the marks cover, so that names can keep off them."""
        if self._marked is None:
            return []
        spots = enumerate(self.spots)
        marks = [(s.x, s.y, self.mark_radius) for n, s in spots if not s.is_empty and n not in self.hidden]
        return [(x - r, y - r, x + r, y + r) for x, y, r in marks]

    def defs(self) -> str:
        """The marks that this layer repeats."""
        style = self._marked
        if style is None:
            return ""
        scale = f"{self.mark_radius / (BOX / 2 - 2):.3g}"
        used = sorted({category_of(style, styled_value(self.layer, feature)) for feature in self.drawn.features})
        chosen = ((index, category_at(style, index)) for index in used)
        return "".join(
            f'<g id="{self._mark(index)}" transform="scale({scale})">{shape(category.shape, category.colour)}</g>'
            for index, category in chosen
        )

    def svg(self) -> str:
        """The layer's group; empty when nothing of it can be seen."""
        style = self.layer.style
        if isinstance(style, Choropleth) and style.circles is not None:
            edges = f'fill="none" stroke="{BETWEEN_CIRCLES}" stroke-width="{0.8 * self._thin:.2g}"'
            look = f'fill="{style.circles.colour}" fill-opacity="0.8" stroke="#fff" stroke-width="1"'
            return self._group(self._paths(), edges) + self._group(self._circles(style, style.circles), look, "circles")
        if isinstance(style, Choropleth):
            return self._group(self._shaded(style), f'stroke="{LINE_BETWEEN}" stroke-width="{0.8 * self._thin:.2g}"')
        if isinstance(style, Area):
            look = f'fill="{style.fill}" fill-opacity="{style.opacity:g}"' if style.fill else 'fill="none"'
            return self._group(
                self._paths(), f'{look} stroke="{style.line}" stroke-width="{style.width * self._thin:.2g}"'
            )
        if isinstance(style, Line):
            return self._lines(style)
        return self._filled(style) if style.filled else self._symbols(style)

    def selection(self) -> str:
        """The selected features again: black inside white, whatever their colour."""
        chosen = [
            path_of(geom)
            for feature, geom in zip(self.drawn.features, self.geometries, strict=True)
            if feature.id in self.drawn.selected
        ]
        return outlined("".join(chosen))

    def _mark(self, index: int) -> str:
        return f"{self.prefix}-{self.layer.id}-{index}"

    def _group(self, content: Iterable[str], look: str, name: str = "layer") -> str:
        inside = "".join(content)
        label = f'class="{name} {name}-{self.layer.id}"'
        return f'<g {label} {look} stroke-linejoin="round" stroke-linecap="round">{inside}</g>' if inside else ""

    def _visible(self) -> Iterable[tuple[Feature, str]]:
        pairs = zip(self.drawn.features, self.geometries, strict=True)
        return ((feature, path) for feature, geom in pairs if (path := path_of(geom)))

    def _paths(self) -> Iterable[str]:
        for feature, path in self._visible():
            yield f'<path data-code="{attr(feature.id)}" d="{path}"><title>{text(feature.title)}</title></path>'

    def _shaded(self, style: Choropleth) -> Iterable[str]:
        attribute = self.layer.attribute(style.attribute)
        assert attribute is not None  # the layer file was refused otherwise
        for feature, path in self._visible():
            value = styled_value(self.layer, feature)
            index, fill = style.class_of(value), style.colour_of(value) or f"url(#{self.prefix}-none)"
            named = UNCLASSED.get(index, str(index))
            words = text(f"{feature.title} {reads(attribute, value, self.lang)}")
            yield (
                f'<path data-code="{attr(feature.id)}" data-class="{named}" fill="{fill}" d="{path}">'
                f"<title>{words}</title></path>"
            )

    def _circles(self, style: Choropleth, circles: Circles) -> Iterable[str]:
        """The greatest first, so that none hides a smaller one."""
        attribute = self.layer.attribute(style.attribute)
        assert attribute is not None
        told = zip(self.drawn.features, self.spots, strict=True)
        valued = [(circles.radius_of(styled_value(self.layer, feature)), feature, spot) for feature, spot in told]
        for radius, feature, spot in sorted(valued, key=lambda each: (-each[0], each[1].id)):
            if radius and not spot.is_empty:
                words = text(f"{feature.title} {reads(attribute, styled_value(self.layer, feature), self.lang)}")
                yield (
                    f'<circle data-code="{attr(feature.id)}" cx="{number(spot.x)}" cy="{number(spot.y)}" r="{radius:g}">'
                    f"<title>{words}</title></circle>"
                )

    def _filled(self, style: Symbol) -> str:
        parts = []
        for feature, path in self._visible():
            category = category_at(style, category_of(style, styled_value(self.layer, feature)))
            words = text(f"{feature.title} · {category.en if self.lang == 'en' else category.th}")
            parts.append(
                f'<path data-code="{attr(feature.id)}" fill="{category.colour}" d="{path}"><title>{words}</title></path>'
            )
        return self._group(parts, f'stroke="{LINE_BETWEEN}" stroke-width="{0.8 * self._thin:.2g}"')

    def _lines(self, style: Line) -> str:
        width = style.width * min(1.0, max(0.45, (self.frame.zoom - 5.5) / 5))
        casing = ""
        if style.casing:
            whole = "".join(path for _, path in self._visible())
            look = f'fill="none" stroke="{style.casing}" stroke-opacity="0.9" stroke-width="{width + 1.6:.2g}"'
            casing = self._group([f'<path d="{whole}"/>'] if whole else [], look, "casing")
        return casing + self._group(self._paths(), f'fill="none" stroke="{style.colour}" stroke-width="{width:.2g}"')

    def _symbols(self, style: Symbol) -> str:
        shapes = self._shapes(style) if self.frame.zoom >= SHAPES_FROM_ZOOM else []
        return self._group(shapes, 'fill="none"', "shape") + self._group(self._uses(style), 'fill="none"')

    def crowded(self) -> str:
        """The circles of its crowds, which lie above the marks of every layer: their numbers are read."""
        style = self._marked
        look = f'fill="{style.colour}" stroke="#fff" stroke-width="1.5"' if style else ""
        return self._group(self._crowds(), look, "crowds")

    def _crowds(self) -> Iterable[str]:
        for crowd in self.crowds:
            words = text(f"{self.layer.metadata.title.in_language(self.lang)} {crowd.count:,}")
            at = f'cx="{number(crowd.x)}" cy="{number(crowd.y)}" r="{crowd.radius:g}"'
            yield f"<circle {at}><title>{words}</title></circle>"

    def _shapes(self, style: Symbol) -> Iterable[str]:
        for feature, path in self._visible():
            colour = category_at(style, category_of(style, styled_value(self.layer, feature))).colour
            fill = f' fill="{colour}" fill-opacity="0.1"' if "Z" in path else ""
            yield f'<path d="{path}" stroke="#fff" stroke-width="5"/>'
            yield f'<path d="{path}" stroke="{colour}" stroke-width="2.2"{fill}/>'

    def _uses(self, style: Symbol) -> Iterable[str]:
        """The marks: the first category of the legend on top, each with its word."""
        spots = [
            (category_of(style, styled_value(self.layer, feature)), feature, spot)
            for place, (feature, spot) in enumerate(zip(self.drawn.features, self.spots, strict=True))
            if not spot.is_empty and place not in self.hidden
        ]
        for index, feature, spot in sorted(spots, key=lambda mark: (-mark[0], mark[2].y, mark[1].id)):
            category = category_at(style, index)
            word = (category.en if self.lang == "en" else category.th) if style.categories else ""
            title = text(f"{feature.title} · {word}" if word else feature.title)
            yield (
                f'<use href="#{self._mark(index)}" x="{number(spot.x)}" y="{number(spot.y)}" '
                f'data-code="{attr(feature.id)}"><title>{title}</title></use>'
            )


def outlined(path: str, width: float = 3) -> str:
    """A path as selections and focus are drawn."""
    if not path:
        return ""
    look = 'fill="none" stroke-linejoin="round" stroke-linecap="round"'
    return (
        f'<path class="selected-rim" d="{path}" {look} stroke="{SELECTED_RIM}" stroke-width="{width + 4:g}"/>'
        f'<path class="selected" d="{path}" {look} stroke="{SELECTED}" stroke-width="{width:g}"/>'
    )


def text(words: str) -> str:
    """Words inside an element: escaped, without characters that XML forbids."""
    return escape(_NOT_XML.sub("\ufffd", words), quote=False)


def attr(words: str) -> str:
    """Words inside an attribute in double quotes."""
    return escape(_NOT_XML.sub("\ufffd", words), quote=True)
