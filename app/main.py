"""The only place that joins everything: slices' routes, the hot road, the frame around them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from functools import partial

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from app.accounts import pages as accounts_pages
from app.accounts.desk import Desk
from app.accounts.identification import identification
from app.accounts.links import SignedLinks
from app.accounts.seals import Seals
from app.analyses import pages as analyses_pages
from app.audit import api as audit_api
from app.audit import pages as audit_pages
from app.briefs import pages as briefs_pages
from app.budgets import api as budgets_api
from app.budgets import pages as budgets_pages
from app.budgets import panels as budgets_panels
from app.calls import api as calls_api
from app.calls import pages as calls_pages
from app.core.authority import PUBLIC, Viewer
from app.core.cluster import Database, open_database
from app.core.database import engine_of
from app.core.published import LAYERS
from app.core.roles import Role
from app.core.settings import Settings
from app.core.viewing import show_to
from app.datasets import api as datasets_api
from app.datasets import pages as datasets_pages
from app.datasets import panels as datasets_panels
from app.demo.queries import demo_present
from app.exports import api as exports_api
from app.exports import pages as exports_pages
from app.feeds import api as feeds_api
from app.feeds import layers as feeds_layers
from app.feeds import mirroring as feeds_mirroring
from app.feeds import pages as feeds_pages
from app.feeds import reading as feeds_reading
from app.feeds.asking import fault
from app.feeds.queries import public_feeds
from app.indicators import api as indicators_api
from app.indicators import pages as indicators_pages
from app.indicators import panels as indicators_panels
from app.manual import pages as manual_pages
from app.maps import api as maps_api
from app.maps import classes as maps_classes
from app.maps import comparisons as maps_comparisons
from app.maps import pages as maps_pages
from app.maps import panels as maps_panels
from app.maps import prints as maps_prints
from app.maps.saved import pages as saved_maps_pages
from app.meetings import api as meetings_api
from app.meetings import pages as meetings_pages
from app.monitoring import api as monitoring_api
from app.monitoring import pages as monitoring_pages
from app.monitoring import panels as monitoring_panels
from app.ogc import api as ogc_api
from app.ogc import (
    catalogue,
    changes,
    choropleth,
    editing,
    geocode,
    schemas,
    search,
    statistics,
    statistics_page,
    tiles,
    tilesets,
    writing,
)
from app.ogc.caching import Remembered
from app.ogc.hot_road import HotRoad
from app.ogc.reader import Reader
from app.ogc.records import Question
from app.ogc.shelf import Shelf
from app.ogc.streams import Streams
from app.ogc.tiles import FastTiles
from app.organizations import api as organizations_api
from app.organizations import pages as organizations_pages
from app.overview import api as overview_api
from app.overview import pages as overview_pages
from app.overview import panels as overview_panels
from app.places import pages as places_pages
from app.places.queries import province_named
from app.plans import api as plans_api
from app.plans import pages as plans_pages
from app.projects import api as projects_api
from app.projects import pages as projects_pages
from app.queries import api as queries_api
from app.queries import pages as queries_pages
from app.queries.running import Desk as AnalystsDesk
from app.search import api as search_api
from app.search import pages as search_pages
from app.shapes import api as shapes_api
from app.shapes import pages as shapes_pages
from app.snapshots import api as snapshots_api
from app.snapshots import pages as snapshots_pages
from app.visits import pages as visits_pages
from app.visits import panels as visits_panels
from app.web import description, health, problems
from app.web.compression import Compression
from app.web.cross_origin import CrossOriginReads, HeadRequests
from app.web.frame import Limited, NoForgery, Numbered
from app.web.guard import READY, Ready
from app.web.headers import SecurityHeaders
from app.web.identity import identity_of
from app.web.panels import Panel
from app.web.static import STATIC
from app.webhooks import pages as webhooks_pages
from gis.catalog import Catalog
from gis.layer import Text

DEMO_NOTICE = Text(
    th="กำลังแสดงข้อมูลสาธิตที่สมมุติขึ้น ไม่ใช่ข้อมูลจริง ผู้ดูแลลบได้ด้วยคำสั่ง ./phaen demo remove",
    en="Synthetic demonstration data are shown; none of it is real. The operator removes it with ./phaen demo remove",
)

UPLOADS = ("/monitoring/report/", "/api/monitoring/report/")
"""Where photos are sent."""
QUESTIONS = r"/api/shapes|/api/shapes/brief\.[a-z]+|/api/stats/[^/]+|/ogc/collections/[^/]+/search"
"""What is asked by POST because it is too long for an address: whoever looks is answered, and nothing is written."""
DESK = "/organizations/desk"
"""Where somebody goes who has taken a position."""


def create_app_from_environment() -> ASGIApp:
    """The application of this process, for uvicorn's factory; the database is held open for the process's life."""
    settings, held = Settings.load(), ExitStack()
    return create_app(settings, held.enter_context(open_database(settings)), on_close=held.close)


def create_app(settings: Settings, database: Database, *, on_close: Callable[[], None] = lambda: None) -> ASGIApp:
    """The service over one database, with everything that stands in front of its routes."""
    service = create_service(settings, database, on_close=on_close)
    routed = SignedLinks(CrossOriginReads(Compression(HotRoad(service, service.state.shelf))))
    framed = Numbered(SecurityHeaders(NoForgery(Limited(routed, settings, UPLOADS), QUESTIONS)))
    fast = FastTiles(framed, service.state.shelf)
    service.state.ready = fast.ready
    return HeadRequests(fast)


def create_service(settings: Settings, database: Database, *, on_close: Callable[[], None] = lambda: None) -> FastAPI:
    """The routes and what they work with."""
    tile_memory: Remembered[bytes] = Remembered(settings.tile_cache_mb << 20)
    public, signed = Reader(database.url(Role.PUBLIC)), Reader(database.url(Role.APP))
    shelf = Shelf(Catalog.read(LAYERS), public, signed, database.viewer_key(), tiles=tile_memory)
    engine = engine_of(database)

    @asynccontextmanager
    async def lifespan(service: FastAPI) -> AsyncIterator[dict[str, Ready]]:
        await shelf.reader.open()
        # The server itself looks there for what lies ready; without anything in front of the routes nothing does.
        yield {READY: service.state.ready} if hasattr(service.state, READY) else {}
        await shelf.reader.close()
        await shelf.signed.close()
        engine.dispose()
        on_close()

    service = FastAPI(
        title="Phaen", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None, routes=[*ROUTES],
    )  # fmt: skip
    service.state.streams = Streams(database.url(Role.PUBLIC), database.url(Role.APP), database.viewer_key())
    service.state.shelf, service.state.engine, service.state.settings = shelf, engine, settings
    service.state.catalog, service.state.panels = shelf.catalog, PANELS
    service.state.analysts = AnalystsDesk(engine, database.url(Role.ANALYST))
    service.state.desk = Desk(engine, settings, Seals.of(settings))
    service.state.identify = identification(service.state.desk)
    service.state.banner = lambda: demo_notice(engine)
    service.state.office = lambda: office_name(engine, settings)
    service.state.manual = manual_pages.manual_of
    service.state.kept_questions = partial(kept_questions, engine, shelf)
    problems.install(service)
    service.state.first_page = DESK if any(route.path == DESK for route in iter_route_contexts(service.routes)) else "/"
    service.mount("/static", STATIC)
    return service


ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    description.router,
    overview_api.router,
    overview_pages.router,
    briefs_pages.router,
    maps_api.router,
    saved_maps_pages.router,
    maps_prints.router,
    maps_classes.router,
    maps_comparisons.router,
    maps_pages.router,
    places_pages.router,
    datasets_api.router,
    datasets_pages.router,
    organizations_api.router,
    organizations_pages.router,
    meetings_api.router,
    meetings_pages.router,
    accounts_pages.router,
    plans_api.router,
    plans_pages.router,
    indicators_api.router,
    indicators_pages.router,
    projects_api.router,
    projects_pages.router,
    budgets_api.router,
    budgets_pages.router,
    calls_api.router,
    calls_pages.router,
    monitoring_api.router,
    monitoring_pages.router,
    catalogue.router,
    ogc_api.router,
    schemas.router,
    writing.router,
    editing.router,
    changes.router,
    tiles.router,
    tilesets.router,
    search.router,
    choropleth.router,
    feeds_layers.router,
    feeds_reading.router,
    feeds_mirroring.router,
    feeds_api.router,
    feeds_pages.router,
    webhooks_pages.router,
    statistics.router,
    statistics_page.router,
    geocode.router,
    exports_api.router,
    exports_pages.router,
    snapshots_api.router,
    snapshots_pages.router,
    audit_api.router,
    audit_pages.router,
    queries_api.router,
    queries_pages.router,
    shapes_api.router,
    shapes_pages.router,
    analyses_pages.router,
    visits_pages.router,
    search_pages.router,
    search_api.router,
    manual_pages.router,
)
"""Every router of the service; a slice that gains routes is named here."""


def _joined() -> tuple[BaseRoute, ...]:
    joined = APIRouter(dependencies=[Depends(identity_of)])
    for router in ROUTERS:
        joined.include_router(router)
    return tuple(joined.routes)


ROUTES = _joined()
"""The routes of all of them. What FastAPI works out for a route it keeps there: once for a process, not for a service."""


PANELS: tuple[Panel, ...] = (
    *maps_panels.PANELS, *datasets_panels.PANELS, *indicators_panels.PANELS, *budgets_panels.PANELS,
    *monitoring_panels.PANELS, *overview_panels.PANELS, *visits_panels.PANELS,
)  # fmt: skip
"""What upper slices show on the pages of lower ones."""


def demo_notice(engine: Engine) -> Text | None:
    """The banner while synthetic rows exist."""
    with Session(engine) as session:
        return DEMO_NOTICE if demo_present(session, viewer=PUBLIC) else None


def kept_questions(engine: Engine, shelf: Shelf, viewer: Viewer) -> dict[str, list[Question]]:
    """The public feeds that answer whoever looks, by layer, for the catalogue."""
    with Session(engine) as session:
        if not viewer.is_public:
            show_to(session, viewer)
        questions: dict[str, list[Question]] = {}
        for one in public_feeds(session, viewer=viewer):
            if fault(shelf, one, viewer=viewer) is None:
                questions.setdefault(one.version.layer, []).append(Question(f"/feeds/{one.feed.id}", one.title))
        return questions


def office_name(engine: Engine, settings: Settings) -> Text | None:
    """The home province's name; None until its boundary is known."""
    with Session(engine) as session:
        return province_named(session, settings.home_province, viewer=PUBLIC)
