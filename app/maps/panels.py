"""What maps tell other slices' pages about an area: figures, people, a drawing."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Viewer
from app.maps import exports, population, queries, rules
from app.web.panels import Content, Panel
from app.web.templating import svg
from app.web.words import language_of
from gis.catalog import Catalog
from gis.layer import Layer, Text

DENSITY = {
    2: "population_density_districts",
    4: "population_density_subdistricts",
    6: "population_density_subdistricts",
}
"""The layer that shades an area, by the length of its code."""
WATCHED = ("late", "watch", "unknown")
"""The lights that the map of the first page shows."""
BELOW = {2: Text(th="อำเภอ", en="district"), 4: Text(th="ตำบล", en="subdistrict")}


def figures(request: Request, session: Session, viewer: Viewer, code: str) -> Content | None:
    """How many people, how densely, how large; beside the area that holds it."""
    if _shading(request, viewer, code) is None:
        return None
    below = population.people_below(session, code, viewer=viewer)
    around = queries.places_of(session, [code[:-2]], viewer=viewer).get(code[:-2])
    settled, densest = population.people_in(session, code, viewer=viewer), rules.densest(below)
    return {
        "headline": rules.headline(settled, densest, language_of(request)),
        "people": settled,
        "around": rules.place_title(around, language_of(request)) if around else None,
        "densest": densest,
    }


def people(request: Request, session: Session, viewer: Viewer, code: str) -> Content | None:
    """The areas below with their people; None below a subdistrict, whose villages are not counted."""
    layer = _shading(request, viewer, code)
    rows = population.people_below(session, code, viewer=viewer) if layer else []
    if layer is None or not rows or len(code) not in BELOW:
        return None
    return {
        "rows": rows,
        "people": population.people_in(session, code, viewer=viewer),
        "level": BELOW[len(code)],
        "layer": layer.id,
        "colour_of": partial(rules.colour_of, layer),
    }


def drawing(request: Request, session: Session, viewer: Viewer, code: str) -> Content | None:
    """The area drawn with the layer that shades it, its neighbours around it."""
    layer = _shading(request, viewer, code)
    if layer is None:
        return None
    value = layer.by_role("value")
    return {
        "title": layer.metadata.title,
        "unit": value.unit if value else None,
        "href": f"/maps/{layer.id}?select={layer.source.geometry_of}:{code}" if len(code) > 2 else f"/maps/{layer.id}",
        "drawing": svg(exports.area_drawing(request, session, viewer, layer, code)),
        "legend": queries.entry(session, layer, viewer=viewer).legend,
    }


def places_of_project(request: Request, session: Session, viewer: Viewer, reference: str) -> Content | None:
    """A project's sites drawn on their ground; None where none of them has a place."""
    return _sites(request, session, viewer, frozenset({reference}), near=True)


def places_listed(request: Request, session: Session, viewer: Viewer, references: str) -> Content | None:
    """The sites of the listed projects on the map of the province."""
    return _sites(request, session, viewer, frozenset(references.split(",")), near=False)


def lights_listed(request: Request, session: Session, viewer: Viewer, references: str) -> Content | None:
    """The sites of the listed projects by their lights."""
    return _sites(request, session, viewer, frozenset(references.split(",")), near=False, of="project_lights")


def lights(request: Request, session: Session, viewer: Viewer, _code: str) -> Content | None:
    """The sites of projects that need eyes, on the map of the province, each with its light."""
    layer = _layer(request, viewer, "project_lights", "reference", "light")
    found = queries.all_drawn(session, layer, language_of(request), viewer=viewer) if layer else []
    watched = frozenset(one.properties["reference"] for one in found if one.properties["light"] in WATCHED)
    drawn = exports.sites_drawing(request, session, viewer, layer, watched, near=False) if layer and watched else None
    if layer is None or drawn is None:
        return None
    return {"title": layer.metadata.title, "drawing": svg(drawn.drawing), "sites": drawn.sites,
            "projects": drawn.projects, "legend": drawn.legend}  # fmt: skip


def _sites(
    request: Request, session: Session, viewer: Viewer, references: frozenset[str], *, near: bool, of: str = "projects"
) -> Content | None:
    layer = _layer(request, viewer, of, "reference")
    drawn = exports.sites_drawing(request, session, viewer, layer, references, near=near) if layer else None
    if layer is None or drawn is None:
        return None
    return {"layer": of, "title": layer.metadata.title, "drawing": svg(drawn.drawing), "sites": drawn.sites, "near": near,
            "projects": drawn.projects, "listed": len(references), "legend": drawn.legend, "select": drawn.first}  # fmt: skip


def _shading(request: Request, viewer: Viewer, code: str) -> Layer | None:
    """The layer that shades the area, with all that the panels tell of it; None where the viewer may not see it."""
    name = DENSITY.get(len(code))
    return _layer(request, viewer, name, *population.OF_SETTLED) if name else None


def _layer(request: Request, viewer: Viewer, name: str, *needed: str) -> Layer | None:
    """The layer as the viewer may see it; None where one of the attributes needed, or all of it, is above him."""
    catalog: Catalog = request.app.state.catalog
    layer = catalog.get(name, viewer.visible())
    return layer if layer is not None and all(map(layer.attribute, needed)) else None


PANELS = (
    Panel("projects.detail", 10, "maps/panels/sites.html", places_of_project, place="aside"),
    Panel("projects.list", 10, "maps/panels/sites.html", places_listed, place="aside"),
    Panel("monitoring.list", 10, "maps/panels/sites.html", lights_listed, place="aside"),
    Panel("places.place", 10, "maps/panels/figures.html", figures, place="top"),
    Panel("places.place", 60, "maps/panels/people.html", people, covers="children"),
    Panel("places.place", 10, "maps/panels/drawing.html", drawing, place="aside"),
    Panel("overview.home", 10, "maps/panels/lights.html", lights, place="aside"),
    Panel("overview.home", 50, "maps/panels/people.html", people),
)
