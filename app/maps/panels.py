"""What maps tell other slices' pages about an area: figures, people, projects, a drawing."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Viewer
from app.maps import exports, queries, rules
from app.web import words
from app.web.panels import Content, Panel
from app.web.templating import svg
from app.web.words import language_of
from gis.catalog import Catalog
from gis.layer import Layer, Text
from gis.legend import legend_of

DENSITY = {
    2: "population_density_districts",
    4: "population_density_subdistricts",
    6: "population_density_subdistricts",
}
"""The layer that shades an area, by the length of its code."""
BELOW = {2: Text(th="อำเภอ", en="district"), 4: Text(th="ตำบล", en="subdistrict")}
NEWEST = 10


def figures(request: Request, session: Session, viewer: Viewer, code: str) -> Content | None:
    """How many people, how densely, how large, how many project sites; beside the area that holds it."""
    if _shading(request, viewer, code) is None:
        return None
    sites = _layer(request, viewer, "projects")
    tally = queries.tally_in(session, sites, code, viewer=viewer) if sites else {}
    below = queries.people_below(session, code, viewer=viewer)
    around = queries.places_of(session, [code[:-2]], viewer=viewer).get(code[:-2])
    settled, densest = queries.people_in(session, code, viewer=viewer), rules.densest(below)
    legend = legend_of(sites, tally) if sites else ()
    return {
        "headline": rules.headline(settled, densest, language_of(request)),
        "people": settled,
        "around": rules.place_title(around, language_of(request)) if around else None,
        "densest": densest,
        "sites": sum(tally.values()),
        "states": sorted((e for e in legend if e.value), key=lambda entry: -(entry.count or 0)),
    }


def people(request: Request, session: Session, viewer: Viewer, code: str) -> Content | None:
    """The areas below with their people; None below a subdistrict, whose villages are not counted."""
    layer = _shading(request, viewer, code)
    rows = queries.people_below(session, code, viewer=viewer) if layer else []
    if layer is None or not rows or len(code) not in BELOW:
        return None
    return {
        "rows": rows,
        "people": queries.people_in(session, code, viewer=viewer),
        "level": BELOW[len(code)],
        "layer": layer.id,
        "colour_of": partial(rules.colour_of, layer),
    }


def projects(request: Request, session: Session, viewer: Viewer, code: str) -> Content | None:
    """Projects with a site in the area."""
    layer = _layer(request, viewer, "projects", *queries.OF_A_PROJECT)
    rows = queries.projects_in(session, layer, code, viewer=viewer, limit=NEWEST) if layer else []
    if layer is None or not rows:
        return None
    tally, language = queries.tally_in(session, layer, code, viewer=viewer), language_of(request)
    legend = legend_of(layer, tally)
    return {
        "layer": layer,
        "rows": rows,
        "limit": NEWEST,
        "count": sum(tally.values()),
        "legend": legend,
        "by_state": {entry.value: entry for entry in legend},
        "state": layer.attribute("state"),
        "places": queries.places_of(session, (row["area_code"] for row in rows), viewer=viewer),
        "reads": partial(words.reads, language=language),
        "name_of": partial(rules.title_of, language=language),
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
    return _layer(request, viewer, name, *queries.OF_SETTLED) if name else None


def _layer(request: Request, viewer: Viewer, name: str, *needed: str) -> Layer | None:
    """The layer as the viewer may see it; None where one of the attributes needed, or all of it, is above him."""
    catalog: Catalog = request.app.state.catalog
    layer = catalog.get(name, viewer.visible())
    return layer if layer is not None and all(map(layer.attribute, needed)) else None


PANELS = (
    Panel("projects.detail", 10, "maps/panels/sites.html", places_of_project, place="aside"),
    Panel("projects.list", 10, "maps/panels/sites.html", places_listed, place="aside"),
    Panel("monitoring.list", 10, "maps/panels/sites.html", lights_listed, place="aside"),
    *(
        panel
        for page in ("places.place", "overview.home")
        for panel in (
            Panel(page, 10, "maps/panels/figures.html", figures, place="top"),
            Panel(page, 20, "maps/panels/people.html", people, covers="children"),
            Panel(page, 30, "maps/panels/projects.html", projects),
            Panel(page, 10, "maps/panels/drawing.html", drawing, place="aside"),
        )
    ),
)
