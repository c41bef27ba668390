"""Every address that is read, and how a test asks it at random."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from urllib.parse import quote

from tests import cast
from tests.seeing.feeds import FEEDS
from tests.seeing.maps import MAPS
from tests.seeing.records import Catalogued, Noted
from tests.seeing.rows import AREAS, DATASETS, Brought, Planned

Rows = list[Brought | Planned | Catalogued | Noted]
Ask = Callable[[random.Random, Rows], str]

LAYERS = (*DATASETS, "projects", "project_lights", "late_projects", "asset_conditions", "districts", "subdistricts",
          "villages", "population_density_subdistricts", "budget_districts", "budget_execution", "lapse_risk",
          "nowhere")  # fmt: skip
FORMS = ("abolish", "edit", "freeze", "purposes", "roles", "scope")
OF_PLANS = ("difference", "coverage", "edit", "discard", "nodes/new", "propose", "return", "approve")
OF_INDICATORS = ("edit", "record", "band", "import")
OF_PROJECTS = ("general", "plan", "places", "activities", "readiness", "check")
OF_LINES = ("edit", "contracts/new", "events/new", "pay", "propose")
OF_CALLS = ("edit", "criteria", "extend", "begin", "ranking", "minutes", "scores", "decide")
OF_BRIEFS = ("edit", "file", "withdraw", "return", "move", "refuse")
OF_NODES = ("edit", "remove", "links", "targets")
OF_MONITORED = ("curve", "milestones", "assets", "no-asset", "sao.zip")
FILTERS = ("kind=school", "name_en=x", "length_km=7", "number=98", "state=draft", "return_years=5", "area_code=980101",
           "is_synthetic=false", "phase=proposed", "id=7", "class=internal", "agency=works")  # fmt: skip


CQL2 = ("TRUE", "area_code LIKE '98%25' OR TRUE", "NOT name_en IS NULL", "length_km * 2 > 1",
        "phase = 'proposed' OR kind = 'school'",
        "S_INTERSECTS(geom,BBOX(100,15,101,16)) OR geom IS NULL",
        "length_km / 0 = 1", "state <> 'draft' AND id IS NOT NULL")  # fmt: skip

ORDERS = ("-name_en", "name_th,-id", "-length_km,number", "kind,-area_code", "-is_synthetic", "state,-fiscal_year", "-id",
          "class")  # fmt: skip


WORDS, HIDDEN = ("SECRET", "ลับ,98", "a"), ("name_en", "length_km,id", "state")
SOUGHT = ("เมือง", "SECRET", "98", "ถนน", "a")


def layer(chance: random.Random) -> str:
    return chance.choice(LAYERS)


def listed(chance: random.Random) -> str:
    offered = ("q=SECRET", "state=draft", "kind=infrastructure", "agency=works", "district=9801", "located=exact", "year=2569",
               "page=2", "located=nowhere", "agency=office", "light=unknown", "source=province", "light=")  # fmt: skip
    return "&".join(chance.sample(offered, chance.randrange(3)))


def box(chance: random.Random) -> str:
    west, south = round(chance.uniform(99.8, 102.5), 2), round(chance.uniform(14.9, 15.9), 2)
    return (
        f"bbox={west},{south},{round(west + chance.uniform(0.05, 1.5), 2)},{round(south + chance.uniform(0.05, 1), 2)}"
    )


def items(chance: random.Random, _rows: Rows) -> str:
    offered = (
        box(chance), chance.choice(FILTERS), chance.choice(FILTERS), f"limit={chance.choice((1, 3, 10, 1000))}",
        f"offset={chance.choice((0, 2, 9))}", f"datetime={chance.choice(('2021-01-01', '2019-01-01', '../..'))}",
        f"f={chance.choice(('json', 'json', 'html', 'csv', 'geojsonseq', 'shp'))}", f"filter={chance.choice(CQL2)}",
        f"sortby={chance.choice(ORDERS)}", f"sortby={chance.choice(ORDERS)}",
        f"q={chance.choice(WORDS)}", "ids=77000001,77000002,7", f"exclude-properties={chance.choice(HIDDEN)}",
    )  # fmt: skip
    chosen = {given.partition("=")[0]: given for given in chance.sample(offered, chance.randint(0, 4))}
    return f"/ogc/collections/{layer(chance)}/items?{'&'.join(chosen.values())}"


def changed(chance: random.Random, _rows: Rows) -> str:
    """What a mirror is given that begins; what it is given that goes on, ``tests/app/ogc/test_changes.py`` asks."""
    offered = (f"limit={chance.choice((1, 3, 1000))}", f"f={chance.choice(('json', 'geojsonseq'))}", "bbox=1", "kind=school")
    chosen = chance.sample(offered, chance.choice((0, 1, 1, 2)))
    return f"/ogc/collections/{layer(chance)}/changes?{'&'.join(('since=', *chosen))}"


def narrowed(chance: random.Random) -> str:
    """A filter, or none."""
    return f"filter={chance.choice(CQL2)}" if chance.random() < 0.5 else ""


def counted(chance: random.Random) -> str:
    """What statistics are grouped by, and of what."""
    by = chance.sample(("district", "fiscal_year", "status", "source", "agency"), chance.randint(0, 3))
    filters = (*CQL2, "placement <> 'located' OR TRUE", "agency IS NULL OR source IS NULL")
    where = f"&{box(chance)}" if chance.random() < 0.3 else ""
    return f"group_by={','.join(by)}{where}" + (f"&filter={chance.choice(filters)}" if chance.random() < 0.5 else "")


def one(chance: random.Random, rows: Rows) -> tuple[str, str]:
    """A layer and the id of some row, of whichever database."""
    row = chance.choice([row for row in rows if isinstance(row, Brought | Planned)])
    return (row.dataset, str(row.number)) if isinstance(row, Brought) else ("projects", str(row.key))


def item(chance: random.Random, rows: Rows) -> str:
    name, number = one(chance, rows)
    return f"/ogc/collections/{name}/items/{number}{chance.choice(('', '?f=html'))}"


def tile(chance: random.Random, _rows: Rows) -> str:
    zoom = chance.choice((5, 6, 8, 9))
    column, row = int((chance.uniform(100, 103) + 180) / 360 * 2**zoom), {5: 14, 6: 29, 8: 116, 9: 233}[zoom]
    return f"/tiles/{layer(chance)}/{zoom}/{column}/{row}.mvt?{narrowed(chance)}"


def tileset(chance: random.Random, _rows: Rows) -> str:
    return f"/ogc/collections/{layer(chance)}/tiles/WebMercatorQuad?f={chance.choice(('json', 'html'))}"


def tile_of_set(chance: random.Random, rows: Rows) -> str:
    """The same tile by its row and column."""
    path, _, query = tile(chance, rows).partition(".mvt?")
    _, _, name, zoom, column, row = path.split("/")
    return f"/ogc/collections/{name}/tiles/WebMercatorQuad/{zoom}/{row}/{column}?{query}"


def feed_file(chance: random.Random, _rows: Rows) -> str:
    """Not as an archive, whose bytes tell the second in which it was made."""
    form = chance.choice(("geojson", "geojson", "csv", "geojsons"))
    return f"/feeds/{kept(chance)}/items.{form}{chance.choice(('', '?limit=2', '?version=1'))}"


def edited(chance: random.Random, rows: Rows) -> str:
    name, number = one(chance, rows)
    return f"/ogc/collections/{name}/items/{number}/edit"


def feed_changed(chance: random.Random, _rows: Rows) -> str:
    offered = (f"limit={chance.choice((1, 3, 1000))}", f"f={chance.choice(('json', 'geojsonseq'))}", "version=1")
    return f"/feeds/{kept(chance)}/changes?{'&'.join(('since=', *chance.sample(offered, chance.choice((0, 1)))))}"


def feed_tile(chance: random.Random, rows: Rows) -> str:
    path = tile(chance, rows).partition(".mvt")[0]
    return f"/feeds/{kept(chance)}/tiles/{path.split('/', 3)[3]}.mvt"


def kept(chance: random.Random) -> str:
    """A feed that both databases have, or none."""
    return chance.choice([*FEEDS, "2zzzzzzz"])


def map_kept(chance: random.Random) -> str:
    """A saved map that both databases have, or none."""
    return chance.choice([*MAPS, "7mmmmmmm", "2zzzzzzz"])


def map_to_keep(chance: random.Random, _rows: Rows) -> str:
    asked = quote(f"layers={layer(chance)},roads&saved={map_kept(chance)}")
    return f"/maps/saved/new?layer={layer(chance)}&query={asked}&view=8/15.5/101"


def map_in_frame(chance: random.Random, _rows: Rows) -> str:
    return f"/maps/saved/{map_kept(chance)}/embed{chance.choice(('', '?saved=x', '?saved=x&layers=roads'))}"


def found_records(chance: random.Random, _rows: Rows) -> str:
    given = chance.sample((box(chance), "q=SECRET", "limit=2", "keywords=x", f"f={chance.choice(('json', 'html', 'jsonld'))}"), 2)
    return f"/ogc/collections/catalog/items?{'&'.join(given)}"


def feature_page(chance: random.Random, rows: Rows) -> str:
    name, number = one(chance, rows)
    return chance.choice((f"/maps/{name}/features/{number}?{of_year(chance)}", f"/maps/{name}?select={number}"))


CLASSES = ("natural_5", "quantile_3_head", "equal_4_share_year", "manual_0_1_2_9", "pretty_5_zero", "deviation_4_sqkm", "x_9",
           "file_c0", "pair_budget_per_head_districts",
           "population_density_subdistricts:natural_4", "nowhere:natural_5", "projects:natural_5")  # fmt: skip


def classing(chance: random.Random) -> str:
    """How the map is classified, or as its layer defines it."""
    return f"classes={chance.choice(CLASSES)}" if chance.random() < 0.5 else ""


def shaded(chance: random.Random) -> str:
    return chance.choice(("population_density_subdistricts", "budget_districts", "budget_districts", layer(chance)))


def form_of_classes(chance: random.Random, _rows: Rows) -> str:
    given = f"method={chance.choice(('natural', 'manual'))}&number=4&limits=0+1+2+3&per={chance.choice(('nothing', 'head'))}"
    return f"/maps/{shaded(chance)}/classes?{chance.choice((given, classing(chance)))}"


def printed(chance: random.Random) -> str:
    given = ("", "area=9801", "area=98", f"layers={layer(chance)}~50,districts", "paper=a0", "digits=thai",
             "way=difference&beside=budget_per_head_districts", "way=difference&a=2569")  # fmt: skip
    return f"{chance.choice(given)}&{of_map(chance) if chance.random() < 0.5 else ''}"


def of_year(chance: random.Random) -> str:
    years = ("", "year=2569", "year=2567", "year=2560", "where=name_en&is=has&value=x", "where=state&value=draft")
    areas = ("", "box=100,15,101,16", "within=_c~{A_oexR_ibE?_ibE_ibE")
    return f"{chance.choice(years)}&{chance.choice(areas)}&{narrowed(chance)}"


def of_map(chance: random.Random) -> str:
    return f"{classing(chance)}&{of_year(chance)}"


def compared(chance: random.Random, _rows: Rows) -> str:
    """Two years of a layer, or two layers."""
    given = ("a=2569", "b=2567", "way=difference", "way=side", "change=percent", f"beside={layer(chance)}",
             "beside=budget_per_head_districts")  # fmt: skip
    return f"/maps/{layer(chance)}/compare?{'&'.join(chance.sample(given, chance.randint(0, 3)))}"


def table(chance: random.Random, _rows: Rows) -> str:
    sort = chance.choice(("name_th", "-name_en", "length_km", "reference", "state", "agency", "class", "id"))
    return f"/maps/{layer(chance)}?sort={sort}&page={chance.randint(1, 2)}&{classing(chance)}&{of_year(chance)}"


def area(chance: random.Random, _rows: Rows) -> str:
    return chance.choice(("98", "9801", "9803", *(code for code in AREAS if code)))


def around(chance: random.Random) -> str:
    return f"text=15.5,{chance.choice((100.75, 101.0, 102.3))}&radius={chance.randrange(1, 50_000)}"


def stopping(chance: random.Random, rows: Rows) -> str:
    """Stops at projects of the toy province, at one that may be hidden, and at areas."""
    hidden = [f"stop={quote(row.name)}" for row in rows if isinstance(row, Planned)]
    stops = chance.sample(("stop=P-1", "stop=P-2", "stop=P-3", "stop=980301", "stop=9802", "stop=98010101", *hidden[:3]), 3)
    return "&".join([*stops, *chance.sample(("round=1", "as_of=2026-06-22", "lang=en"), chance.randrange(2))])


def analysed(chance: random.Random) -> str:
    offered = ("year=2569", "year=2570", "level=subdistrict", "need=SOC-TPMAP", "as_of=2026-06-22", "as_of=2021-03-03", "lang=en")
    return "&".join(chance.sample(offered[:4], chance.randrange(4)) + chance.sample(offered[4:], chance.randrange(2)))


def weighed(chance: random.Random) -> str:
    offered = ("year=2569", "scale=z", "w.SOC-ROAD=2", "w.SOC-TPMAP=1", "w.ENV-PM25=0", "as_of=2026-06-22")
    return "&".join(chance.sample(offered, chance.randrange(4)))


def spotted(chance: random.Random) -> str:
    offered = ("population_density_subdistricts", "budget_districts", "vulnerable_subdistricts", "nowhere")
    return f"layer={chance.choice(offered)}{chance.choice(('', '&as_of=2026-06-22'))}"


def travelled(chance: random.Random) -> str:
    offered = ("kind=school", "minutes=45", "project=P-1", "cost=2", "v.highway=100", "detour=0", "as_of=2026-06-22")
    return "&".join(chance.sample(offered, chance.randrange(4)))


def then(chance: random.Random) -> str:
    """Today, or a day of the past."""
    return chance.choice(("", "", "?as_of=2021-03-03", "?as_of=2026-06-22"))


def act(chance: random.Random, rows: Rows) -> str:
    return str(chance.choice([row.key for row in rows if isinstance(row, Noted)]))


def dataset(chance: random.Random, rows: Rows) -> str:
    return chance.choice([*DATASETS, "nowhere", *(row.id for row in rows if isinstance(row, Catalogued))])


def log(chance: random.Random, _rows: Rows) -> str:
    """A part of the log before the test: what the two databases note of the test itself has its own numbers."""
    offered = ("position=O-1", "kind=project", "act=project.registered", "basis=substantive", "position=W-1")
    return "last=2021-12-31&" + "&".join(chance.sample(offered, chance.randint(0, 2)))


def signing(chance: random.Random, _rows: Rows) -> str:
    permission = chance.choice(("project.register", "dataset.publish", "audit.read"))
    return f"permission={permission}&on=2021-03-03&class={chance.choice(('public', 'internal'))}"


def indicator(chance: random.Random) -> str:
    return chance.choice(("POP-TOTAL", "SOC-ROAD", "ENV-PM25", "NO-SUCH"))


def position(chance: random.Random) -> str:
    return chance.choice([*cast.POSITIONS, "X-9"])


def organization(chance: random.Random) -> str:
    return chance.choice([*cast.ORGANIZATIONS, "nowhere"])


def person(chance: random.Random) -> str:
    return str(cast.person_id(chance.choice(list(cast.HOLDERS))))


def project(chance: random.Random, rows: Rows) -> str:
    """The reference of some project, of whichever database."""
    return quote(chance.choice(["P-1", "P-2", *(row.name for row in rows if isinstance(row, Planned))]))


def of_project(page: str) -> tuple[int, Ask]:
    """A page about a project."""
    return 1, lambda chance, rows: f"/monitoring/projects/{project(chance, rows)}/{page}"


def plain(path: str) -> tuple[int, Ask]:
    """An address without a question, asked now and then."""
    return 1, lambda _chance, _: path


def unknown(path: str) -> tuple[int, Ask]:
    """The page of one thing by a number that no database has."""
    return 1, lambda chance, _: path.format(f"00000000-0000-4000-8000-{chance.getrandbits(48):012x}")


def form_of(name: str) -> tuple[int, Ask]:
    """A form about a position."""
    return 1, lambda chance, _: f"/organizations/positions/{position(chance)}/{name}"


ROADS: dict[str, tuple[int, Ask]] = {
    "/ogc": (1, lambda chance, _: f"/ogc?f={chance.choice(('json', 'html'))}"),
    "/ogc/api": (1, lambda chance, _: f"/ogc/api?f={chance.choice(('json', 'html'))}"),
    "/ogc/conformance": (1, lambda _chance, _: "/ogc/conformance"),
    "/ogc/collections": (4, lambda chance, _: f"/ogc/collections?f={chance.choice(('json', 'html'))}"),
    "/ogc/collections/{layer_id}": (5, lambda chance, _: f"/ogc/collections/{layer(chance)}"),
    "/ogc/collections/{layer_id}/queryables": (2, lambda chance, _: f"/ogc/collections/{layer(chance)}/queryables"),
    "/ogc/collections/{layer_id}/schema": (2, lambda chance, _: f"/ogc/collections/{layer(chance)}/schema"),
    "/ogc/collections/{layer_id}/sortables": (2, lambda chance, _: f"/ogc/collections/{layer(chance)}/sortables?f=html"),
    "/ogc/collections/{layer_id}/items": (35, items),
    "/ogc/collections/{layer_id}/changes": (6, changed),
    "/ogc/collections/{layer_id}/items/{feature_id}/edit": (6, edited),
    "/ogc/collections/{layer_id}/new": (2, lambda chance, _: f"/ogc/collections/{layer(chance)}/new"),
    "/ogc/collections/{layer_id}/items/{feature_id}": (14, item),
    "/tiles/{layer_id}.json": (4, lambda chance, _: f"/tiles/{layer(chance)}.json?{narrowed(chance)}"),
    "/tiles/{layer_id}/{z}/{x}/{y}.mvt": (14, tile),
    "/feeds/{layer_id}.geojson": (5, lambda chance, _: f"/feeds/{layer(chance)}.geojson?{narrowed(chance)}"),
    "/feeds/{layer_id}.csv": (5, lambda chance, _: f"/feeds/{layer(chance)}.csv?{narrowed(chance)}"),
    "/feeds": (2, lambda chance, _: f"/feeds?lang={chance.choice(('th', 'en'))}"),
    "/feeds/new": (2, lambda chance, _: f"/feeds/new?layer={layer(chance)}&{narrowed(chance)}"),
    "/feeds/{feed_id}": (3, lambda chance, _: f"/feeds/{kept(chance)}"),
    "/feeds/{feed_id}/edit": (2, lambda chance, _: f"/feeds/{kept(chance)}/edit"),
    "/feeds/{feed_id}/items.{form}": (14, feed_file),
    "/feeds/{feed_id}/changes": (4, feed_changed),
    "/feeds/{feed_id}/tiles.json": (2, lambda chance, _: f"/feeds/{kept(chance)}/tiles.json"),
    "/feeds/{feed_id}/tiles/{z}/{x}/{y}.mvt": (6, feed_tile),
    "/api/feeds": (2, lambda _chance, _: "/api/feeds"),
    "/api/feeds/{feed_id}": (3, lambda chance, _: f"/api/feeds/{kept(chance)}"),
    "/webhooks": plain("/webhooks"),
    "/webhooks/new": plain("/webhooks/new"),
    "/webhooks/{webhook_id}": unknown("/webhooks/{}"),
    "/ogc/functions": plain("/ogc/functions"),
    "/ogc/collections/catalog": (2, lambda chance, _: f"/ogc/collections/catalog?f={chance.choice(('json', 'html'))}"),
    "/ogc/collections/catalog/items": (4, found_records),
    "/ogc/collections/catalog/items/{layer_id}": (4, lambda chance, _: f"/ogc/collections/catalog/items/{layer(chance)}"),
    "/api/3/action/package_list": plain("/api/3/action/package_list"),
    "/api/3/action/package_show": (2, lambda chance, _: f"/api/3/action/package_show?id={layer(chance)}"),
    "/api/3/action/package_search": (2, lambda chance, _: f"/api/3/action/package_search?q={chance.choice(('ถนน', 'x'))}"),
    "/api/openapi.json": plain("/api/openapi.json"),
    "/ogc/tileMatrixSets": plain("/ogc/tileMatrixSets"),
    "/ogc/tileMatrixSets/{matrix_set}": plain("/ogc/tileMatrixSets/WebMercatorQuad"),
    "/ogc/collections/{layer_id}/tiles": (1, lambda chance, _: f"/ogc/collections/{layer(chance)}/tiles"),
    "/ogc/collections/{layer_id}/tiles/{matrix_set}": (2, tileset),
    "/ogc/collections/{layer_id}/tiles/{matrix_set}/{z}/{row}/{column}": (4, tile_of_set),
    "/api/stats/{layer_id}": (12, lambda chance, _: f"/api/stats/{layer(chance)}?{counted(chance)}"),
    "/api/stats/{layer_id}.xlsx": (2, lambda chance, _: f"/api/stats/{layer(chance)}.xlsx?{counted(chance)}"),
    "/api/stats/{layer_id}.csv": (4, lambda chance, _: f"/api/stats/{layer(chance)}.csv?{counted(chance)}"),
    "/stats/{layer_id}": (4, lambda chance, _: f"/stats/{layer(chance)}?{counted(chance)}"),
    "/api/choropleth/{layer_id}": (2, lambda chance, _: f"/api/choropleth/{layer(chance)}?{narrowed(chance)}"),
    "/search": (3, lambda chance, _: f"/search?q={quote(chance.choice(SOUGHT))}"),
    "/api/search": (4, lambda chance, _: f"/api/search?q={quote(chance.choice(SOUGHT))}"),
    "/api/geocode": (2, lambda chance, _: f"/api/geocode?q={quote(chance.choice(('เมือง', 'SECRET', '9801')))}"),
    "/api/maps/{layer_id}": (2, lambda chance, _: f"/api/maps/{layer(chance)}"),
    "/api/maps": (1, lambda chance, _: f"/api/maps?lang={chance.choice(('th', 'en'))}"),
    "/api/maps/{layer_id}/values": (4, lambda chance, _: f"/api/maps/{shaded(chance)}/values?{of_map(chance)}"),
    "/api/maps/{layer_id}/circles": (2, lambda chance, _: f"/api/maps/{shaded(chance)}/circles?{of_map(chance)}"),
    "/maps/{layer_id}/classes": (2, form_of_classes),
    "/maps": (1, lambda _chance, _: "/maps"),
    "/maps/saved": (1, lambda _chance, _: "/maps/saved"),
    "/maps/saved/new": (2, map_to_keep),
    "/maps/saved/{map_id}": (3, lambda chance, _: f"/maps/saved/{map_kept(chance)}"),
    "/maps/saved/{map_id}.svg": (2, lambda chance, _: f"/maps/saved/{map_kept(chance)}.svg"),
    "/maps/saved/{map_id}.html": (1, lambda chance, _: f"/maps/saved/{map_kept(chance)}.html"),
    "/maps/saved/{map_id}/about": (3, lambda chance, _: f"/maps/saved/{map_kept(chance)}/about"),
    "/maps/saved/{map_id}/edit": (1, lambda chance, _: f"/maps/saved/{map_kept(chance)}/edit"),
    "/maps/saved/{map_id}/embed": (2, map_in_frame),
    "/maps/{layer_id}": (4, table),
    "/maps/{layer_id}.svg": (3, lambda chance, _: f"/maps/{shaded(chance)}.svg?{classing(chance)}&{of_year(chance)}"),
    "/maps/{layer_id}/front": (2, lambda chance, _: f"/maps/{layer(chance)}/front?{of_year(chance)}"),
    "/maps/{layer_id}/compare": (2, compared),
    "/maps/{layer_id}.pdf": (1, lambda chance, _: f"/maps/{layer(chance)}.pdf?{printed(chance)}"),
    "/maps/{layer_id}.png": (1, lambda chance, _: f"/maps/{layer(chance)}.png?dots=60&{printed(chance)}"),
    "/maps/{layer_id}/print": (1, lambda chance, _: f"/maps/{layer(chance)}/print?{printed(chance)}"),
    "/maps/{layer_id}.html": (1, lambda chance, _: f"/maps/{layer(chance)}.html?{of_map(chance)}"),
    "/maps/{layer_id}/features/{feature_id}": (4, feature_page),
    "/briefs/{code}": (2, lambda chance, rows: f"/briefs/{area(chance, rows)}{then(chance)}"),
    # not the DOCX: an archive tells the second it was made
    "/briefs/{code}.{form}": (1, lambda chance, rows: f"/briefs/{area(chance, rows)}.pdf"),
    "/places": (1, lambda chance, _: f"/places?q={quote(chance.choice(('', 'เมือง', 'SECRET')))}"),
    "/places/{code}": (3, lambda chance, rows: f"/places/{area(chance, rows)}{then(chance)}"),
    "/budgets": (2, lambda chance, _: f"/budgets?year={chance.choice((2568, 2569))}&as_of={chance.choice(('', '2026-06-22'))}"),
    "/budgets/lines": (2, lambda chance, _: f"/budgets/lines?year=2569&source={chance.choice(('', 'province', 'x'))}"),
    "/budgets/lines/new": plain("/budgets/lines/new"),
    "/budgets/lines/{line_id}": unknown("/budgets/lines/{}"),
    **{f"/budgets/lines/{{line_id}}/{name}": unknown(f"/budgets/lines/{{}}/{name}") for name in OF_LINES},
    "/budgets/events/{event_id}/reverse": unknown("/budgets/events/{}/reverse"),
    "/budgets/{table}.{form}": (2, lambda chance, _: f"/budgets/{chance.choice(('lines', 'events'))}.csv"),
    "/budgets/lapse": plain("/budgets/lapse?as_of=2026-06-22"),
    "/budgets/tiers": plain("/budgets/tiers?year=2569"),
    "/budgets/targets/new": plain("/budgets/targets/new"),
    "/budgets/ceilings/new": plain("/budgets/ceilings/new"),
    "/budgets/transfers": plain("/budgets/transfers"),
    "/budgets/transfers/{proposal_id}/approve": unknown("/budgets/transfers/{}/approve"),
    "/budgets/transfers/{proposal_id}/refuse": unknown("/budgets/transfers/{}/refuse"),
    "/budgets/unmatched": plain("/budgets/unmatched"),
    "/budgets/unmatched/{row_id}/settle": unknown("/budgets/unmatched/{}/settle"),
    "/budgets/unmatched/{row_id}/dismiss": unknown("/budgets/unmatched/{}/dismiss"),
    "/budgets/unmatched/agency": plain("/budgets/unmatched/agency"),
    "/budgets/import": plain("/budgets/import"),
    "/budgets/import/bill": plain("/budgets/import/bill"),
    "/budgets/import/bill/{draft_id}": unknown("/budgets/import/bill/{}"),
    "/budgets/import/{draft_id}": unknown("/budgets/import/{}"),
    "/api/budgets": plain("/api/budgets?year=2569"),
    "/api/budgets/lines": plain("/api/budgets/lines"),
    "/api/budgets/lines/{line_id}": unknown("/api/budgets/lines/{}"),
    "/api/budgets/lapse": plain("/api/budgets/lapse"),
    "/api/budgets/tiers": plain("/api/budgets/tiers?year=2569"),
    "/": (2, lambda chance, _: f"/{then(chance)}"),
    "/overview/doubles": (2, lambda _chance, _: "/overview/doubles"),
    "/api/overview/exceptions": (2, lambda chance, _: f"/api/overview/exceptions{then(chance)}"),
    "/api/overview/areas/{code}": (2, lambda chance, rows: f"/api/overview/areas/{area(chance, rows)}{then(chance)}"),
    "/manual": (1, lambda chance, _: f"/manual?q={quote(chance.choice(('', 'SECRET', 'พิมพ์')))}"),
    "/manual/{chapter}": (1, lambda chance, _: f"/manual/{chance.choice(('maps', 'projects', 'nothing'))}"),
    "/shapes": (3, lambda chance, _: f"/shapes?{around(chance)}"),
    "/shapes/file.xlsx": (2, lambda chance, _: f"/shapes/file.xlsx?{around(chance)}"),
    "/shapes/brief": (2, lambda chance, _: f"/shapes/brief?{around(chance)}{chance.choice(('', '&as_of=2026-06-22'))}"),
    "/shapes/brief.{form}": (1, lambda chance, _: f"/shapes/brief.pdf?{around(chance)}"),
    "/api/shapes": (3, lambda chance, _: f"/api/shapes?{around(chance)}"),
    "/visits": (3, lambda chance, rows: f"/visits?{stopping(chance, rows)}"),
    "/visits/pack.pdf": (1, lambda chance, rows: f"/visits/pack.pdf?{stopping(chance, rows)}"),
    "/visits/route.gpx": (1, lambda chance, rows: f"/visits/route.gpx?{stopping(chance, rows)}"),
    "/analyses": plain("/analyses"),
    "/analyses/equity": (3, lambda chance, _: f"/analyses/equity?{analysed(chance)}"),
    "/analyses/equity/file.{ending}": (2, lambda chance, _: f"/analyses/equity/file.csv?{analysed(chance)}"),
    "/analyses/gap": (3, lambda chance, _: f"/analyses/gap?{weighed(chance)}"),
    "/analyses/gap/file.{ending}": (2, lambda chance, _: f"/analyses/gap/file.csv?{weighed(chance)}"),
    "/analyses/travel": (2, lambda chance, _: f"/analyses/travel?{travelled(chance)}"),
    "/analyses/travel/file.{ending}": (1, lambda chance, _: f"/analyses/travel/file.csv?{travelled(chance)}"),
    "/analyses/clusters": (3, lambda chance, _: f"/analyses/clusters?{spotted(chance)}"),
    "/analyses/clusters/file.{ending}": (2, lambda chance, _: f"/analyses/clusters/file.csv?{spotted(chance)}"),
    "/datasets": (4, lambda chance, _: f"/datasets?lang={chance.choice(('th', 'en'))}"),
    "/datasets/classes": (3, lambda _chance, _: "/datasets/classes"),
    "/datasets/{dataset_id}": (5, lambda chance, rows: f"/datasets/{dataset(chance, rows)}"),
    "/datasets/{dataset_id}/edit": (2, lambda chance, rows: f"/datasets/{dataset(chance, rows)}/edit"),
    "/api/datasets": (3, lambda _chance, _: "/api/datasets"),
    "/api/datasets/{dataset_id}": (4, lambda chance, rows: f"/api/datasets/{dataset(chance, rows)}"),
    "/audit": (5, lambda chance, rows: f"/audit?{log(chance, rows)}"),
    "/audit/events/{event_id}": (5, lambda chance, rows: f"/audit/events/{act(chance, rows)}"),
    "/audit/export.csv": (2, lambda chance, rows: f"/audit/export.csv?{log(chance, rows)}"),
    "/audit/export.json": (2, lambda chance, rows: f"/audit/export.json?{log(chance, rows)}"),
    "/audit/head": plain("/audit/head"),
    "/audit/signatories": (3, lambda chance, rows: f"/audit/signatories?{signing(chance, rows)}"),
    "/api/audit": (4, lambda chance, rows: f"/api/audit?{log(chance, rows)}"),
    "/api/audit/events/{event_id}": (4, lambda chance, rows: f"/api/audit/events/{act(chance, rows)}"),
    "/api/audit/head": plain("/api/audit/head"),
    "/api/audit/signatories": (3, lambda chance, rows: f"/api/audit/signatories?{signing(chance, rows)}"),
    "/organizations": (2, lambda chance, _: f"/organizations?on={chance.choice(('2021-01-01', '2569-01-01', ''))}"),
    "/organizations/{code}": (2, lambda chance, _: f"/organizations/{organization(chance)}"),
    "/organizations/{code}/edit": (1, lambda chance, _: f"/organizations/{organization(chance)}/edit"),
    "/organizations/{code}/abolish": (1, lambda chance, _: f"/organizations/{organization(chance)}/abolish"),
    "/organizations/desk": (3, lambda _chance, _: "/organizations/desk"),
    "/organizations/committees": plain("/organizations/committees"),
    "/organizations/committees/{code}/seats": plain("/organizations/committees/none/seats"),
    "/organizations/persons": (1, lambda chance, _: f"/organizations/persons?q={chance.choice(('', 'นาย', 'SECRET'))}"),
    "/organizations/persons/{person_id}/erase": (1, lambda chance, _: f"/organizations/persons/{person(chance)}/erase"),
    "/organizations/policy": plain("/organizations/policy"),
    "/organizations/roles/new": plain("/organizations/roles/new"),
    "/organizations/roles/{code}": plain("/organizations/roles/analyst"),
    "/organizations/new": plain("/organizations/new"),
    "/organizations/units/new": plain("/organizations/units/new"),
    "/organizations/appointments/new": plain("/organizations/appointments/new"),
    "/organizations/delegations/new": plain("/organizations/delegations/new"),
    "/organizations/appointments/{appointment_id}/end": unknown("/organizations/appointments/{}/end"),
    "/organizations/delegations/{delegation_id}/end": unknown("/organizations/delegations/{}/end"),
    "/organizations/purpose-grants/{grant_id}/end": unknown("/organizations/purpose-grants/{}/end"),
    "/organizations/role-grants/{grant_id}/end": unknown("/organizations/role-grants/{}/end"),
    "/organizations/seats/{seat_id}/end": unknown("/organizations/seats/{}/end"),
    "/organizations/positions/new": plain("/organizations/positions/new"),
    "/organizations/positions/{number}": (4, lambda chance, _: f"/organizations/positions/{position(chance)}"),
    **{f"/organizations/positions/{{number}}/{form}": form_of(form) for form in FORMS},
    "/api/organizations": plain("/api/organizations"),
    "/api/organizations/committees": plain("/api/organizations/committees"),
    "/api/organizations/policy": plain("/api/organizations/policy"),
    "/api/organizations/positions": (1, lambda _chance, _: "/api/organizations/positions?on=2021-01-01"),
    "/api/organizations/positions.csv": plain("/api/organizations/positions.csv"),
    "/api/organizations/positions/{number}": (2, lambda chance, _: f"/api/organizations/positions/{position(chance)}"),
    "/meetings": plain("/meetings"),
    "/meetings/new": plain("/meetings/new"),
    "/meetings/{meeting_id}": unknown("/meetings/{}"),
    "/meetings/{meeting_id}/items": unknown("/meetings/{}/items"),
    "/meetings/{meeting_id}/resolutions": unknown("/meetings/{}/resolutions"),
    "/meetings/{meeting_id}/cancel": unknown("/meetings/{}/cancel"),
    "/api/meetings": plain("/api/meetings"),
    "/api/meetings/{meeting_id}": unknown("/api/meetings/{}"),
    "/plans": plain("/plans"),
    "/plans/frames": plain("/plans/frames"),
    "/plans/frames/new": plain("/plans/frames/new"),
    "/plans/frames/{system}/{code}/edit": plain("/plans/frames/NS/1/edit"),
    "/plans/clusters": plain("/plans/clusters"),
    "/plans/clusters/new": plain("/plans/clusters/new"),
    "/plans/clusters/{code}": plain("/plans/clusters/none"),
    "/plans/clusters/{code}/members": plain("/plans/clusters/none/members"),
    "/plans/clusters/{code}/members/{province}/end": plain("/plans/clusters/none/members/98/end"),
    "/plans/clusters/{code}/lists": plain("/plans/clusters/none/lists"),
    "/api/plans/clusters": plain("/api/plans/clusters"),
    "/api/plans/clusters/{code}": plain("/api/plans/clusters/none?year=2569"),
    "/plans/new": plain("/plans/new"),
    "/plans/{code}": plain("/plans/none"),
    "/plans/{code}/{version}": plain("/plans/none/1"),
    **{f"/plans/{{code}}/{{version}}/{page}": plain(f"/plans/none/1/{page}") for page in OF_PLANS},
    **{f"/plans/{{code}}/{{version}}/nodes/{{key}}/{form}": unknown(f"/plans/none/1/nodes/{{}}/{form}") for form in OF_NODES},
    "/plans/{code}/{version}/links/{link_id}/end": unknown("/plans/none/1/links/{}/end"),
    "/api/plans": plain("/api/plans"),
    "/api/plans/frames": plain("/api/plans/frames"),
    "/api/plans/{code}": plain("/api/plans/none"),
    "/api/plans/{code}/{version}": plain("/api/plans/none/1"),
    "/api/plans/{code}/{version}/difference": plain("/api/plans/none/1/difference?before=1"),
    "/api/plans/{code}/{version}/coverage": plain("/api/plans/none/1/coverage"),
    "/api/plans/{code}/{version}/coverage.{form}": plain("/api/plans/none/1/coverage.xlsx"),
    "/indicators": plain("/indicators?q=SECRET"),
    "/indicators/new": plain("/indicators/new"),
    "/indicators/judging": plain("/indicators/judging"),
    "/indicators/judging/lights": plain("/indicators/judging/lights"),
    "/indicators/judging/cards/new": plain("/indicators/judging/cards/new"),
    "/indicators/judging/cards/{code}": plain("/indicators/judging/cards/none"),
    **{
        f"/indicators/targets/{{plan}}/{{version}}/{{key}}/{form}": unknown(f"/indicators/targets/none/1/{{}}/{form}")
        for form in ("bind", "release")
    },
    "/indicators/{code}": (2, lambda chance, _: f"/indicators/{indicator(chance)}{then(chance)}"),
    "/indicators/{code}/export.xlsx": (1, lambda chance, _: f"/indicators/{indicator(chance)}/export.xlsx"),
    "/indicators/{code}/export.csv": (2, lambda chance, _: f"/indicators/{indicator(chance)}/export.csv"),
    **{f"/indicators/{{code}}/{form}": plain(f"/indicators/POP-TOTAL/{form}") for form in OF_INDICATORS},
    "/api/indicators": plain("/api/indicators"),
    "/api/indicators/{code}": (2, lambda chance, _: f"/api/indicators/{indicator(chance)}"),
    "/api/indicators/{code}/values": (2, lambda chance, _: f"/api/indicators/{indicator(chance)}/values"),
    "/api/indicators/{code}/series": (2, lambda chance, _: f"/api/indicators/{indicator(chance)}/series?area=9801"),
    "/projects": (4, lambda chance, _: f"/projects?{listed(chance)}&as_of={chance.choice(('', '2021-03-03'))}"),
    "/projects/export.{form}": (3, lambda chance, _: f"/projects/export.csv?{listed(chance)}"),
    "/projects/new": plain("/projects/new"),
    "/exports": plain("/exports"),
    "/exports/{export_id}": unknown("/exports/{}"),
    "/exports/{export_id}/file": unknown("/exports/{}/file"),
    "/snapshots": plain("/snapshots"),
    "/snapshots/{day}": plain("/snapshots/2026-06-22"),
    "/snapshots/{day}/{name}": (2, lambda chance, _: f"/snapshots/2026-06-22/{layer(chance)}.gpkg"),
    "/snapshots/{day}/{layer}/withdraw": (2, lambda chance, _: f"/snapshots/2026-06-22/{layer(chance)}/withdraw"),
    "/api/snapshots": plain("/api/snapshots"),
    "/api/exports": plain("/api/exports"),
    "/api/exports/{export_id}": unknown("/api/exports/{}"),
    "/projects/views": (2, lambda chance, _: f"/projects/views?{listed(chance)}"),
    "/projects/views/new": (2, lambda chance, _: f"/projects/views/new?{listed(chance)}"),
    "/projects/views/{view_id}": unknown("/projects/views/{}"),
    "/projects/views/{view_id}/edit": unknown("/projects/views/{}/edit"),
    "/projects/views/{view_id}/replace": unknown("/projects/views/{}/replace?year=2569"),
    "/projects/{reference}": (4, lambda chance, rows: f"/projects/{project(chance, rows)}{then(chance)}"),
    "/projects/{reference}/versions/{number}": (1, lambda chance, rows: f"/projects/{project(chance, rows)}/versions/1"),
    "/projects/{reference}/files/{file_id}": (
        1, lambda chance, rows: f"/projects/{project(chance, rows)}/files/00000000-0000-0000-0000-000000000001"),
    "/projects/{reference}/form/{step}": (
        2, lambda chance, rows: f"/projects/{project(chance, rows)}/form/{chance.choice(OF_PROJECTS)}"),
    "/projects/{reference}/move/{to}": (
        2, lambda chance, rows: f"/projects/{project(chance, rows)}/move/{chance.choice(('submitted', 'preparing'))}"),
    "/api/projects": (4, lambda chance, _: f"/api/projects?{listed(chance)}"),
    "/api/projects/views": plain("/api/projects/views"),
    "/api/projects/views/{view_id}": unknown("/api/projects/views/{}"),
    "/api/projects/check": (2, lambda chance, _: f"/api/projects/check?how=typed&text=15.7,{chance.uniform(100, 102.5):.3f}"),
    "/api/projects/oc4ids": (2, lambda _chance, _: "/api/projects/oc4ids"),
    "/api/projects/{reference}": (4, lambda chance, rows: f"/api/projects/{project(chance, rows)}"),
    "/api/projects/{reference}/oc4ids": (2, lambda chance, rows: f"/api/projects/{project(chance, rows)}/oc4ids"),
    "/monitoring": (3, lambda chance, _: f"/monitoring?light={chance.choice(('late', 'unknown', 'done'))}"),
    "/monitoring/export.csv": (3, lambda chance, _: f"/monitoring/export.csv?sector={chance.choice(('water', 'transport'))}"),
    "/monitoring/late": (3, lambda chance, _: f"/monitoring/late{then(chance)}"),
    "/monitoring/assets": plain("/monitoring/assets"),
    "/monitoring/rounds": plain("/monitoring/rounds"),
    "/monitoring/rounds/new": plain("/monitoring/rounds/new"),
    "/monitoring/rules/new": plain("/monitoring/rules/new"),
    "/monitoring/photos/{photo_id}": unknown("/monitoring/photos/{}"),
    "/monitoring/report/{reference}": (2, lambda chance, rows: f"/monitoring/report/{project(chance, rows)}"),
    "/monitoring/reports/{report_id}/verify": unknown("/monitoring/reports/{}/verify"),
    "/monitoring/milestones/{milestone_id}/reach": unknown("/monitoring/milestones/{}/reach"),
    "/monitoring/assets/{asset_id}/hand-over": unknown("/monitoring/assets/{}/hand-over"),
    "/monitoring/assets/{asset_id}/inspect": unknown("/monitoring/assets/{}/inspect"),
    "/monitoring/projects/{reference}": (4, lambda chance, rows: f"/monitoring/projects/{project(chance, rows)}{then(chance)}"),
    **{f"/monitoring/projects/{{reference}}/{page}": of_project(page) for page in OF_MONITORED},
    "/api/monitoring": (3, lambda chance, _: f"/api/monitoring?light={chance.choice(('late', 'unknown', 'done'))}"),
    "/api/monitoring/late": (2, lambda chance, _: f"/api/monitoring/late{then(chance)}"),
    "/api/monitoring/contributions/{code}": (2, lambda chance, _: f"/api/monitoring/contributions/SOC-ROAD{then(chance)}"),
    "/api/monitoring/rounds": plain("/api/monitoring/rounds"),
    "/api/monitoring/assets": plain("/api/monitoring/assets"),
    "/api/monitoring/projects/{reference}": (
        3, lambda chance, rows: f"/api/monitoring/projects/{project(chance, rows)}{then(chance)}"),
    "/api/monitoring/projects/{reference}/reports.csv": (
        2, lambda chance, rows: f"/api/monitoring/projects/{project(chance, rows)}/reports.csv"),
    "/api/monitoring/projects/{reference}/sao.zip": (
        2, lambda chance, rows: f"/api/monitoring/projects/{project(chance, rows)}/sao.zip"),
    "/calls": plain("/calls"),
    "/calls/new": plain("/calls/new"),
    "/calls/{code}": plain("/calls/none"),
    **{f"/calls/{{code}}/{page}": plain(f"/calls/none/{page}") for page in OF_CALLS},
    "/calls/{code}/steps/{step}": plain("/calls/none/steps/open"),
    "/calls/{code}/minutes.{form}": plain("/calls/none/minutes.docx"),
    "/calls/{code}/forms/{form_code}.{form}": plain("/calls/none/forms/j2.xlsx"),
    "/calls/{code}/briefs/{reference}": plain("/calls/none/briefs/X1"),
    **{f"/calls/{{code}}/briefs/{{reference}}/{page}": plain(f"/calls/none/briefs/X1/{page}") for page in OF_BRIEFS},
    "/api/calls": plain("/api/calls"),
    "/api/calls/templates": plain("/api/calls/templates"),
    "/api/calls/{code}": plain("/api/calls/none"),
    "/api/calls/{code}/ranking": plain("/api/calls/none/ranking"),
    "/queries": plain("/queries?view=projects"),
    "/queries/runs/{run_id}": unknown("/queries/runs/{}"),
    "/queries/runs/{run_id}/answer.{form}": unknown("/queries/runs/{}/answer.csv"),
    "/queries/saved/new": plain("/queries/saved/new"),
    "/queries/saved/{query_id}": unknown("/queries/saved/{}"),
    "/queries/saved/{query_id}/edit": unknown("/queries/saved/{}/edit"),
    "/api/queries": plain("/api/queries"),
    "/api/queries/views": plain("/api/queries/views"),
    "/api/queries/runs/{run_id}": unknown("/api/queries/runs/{}"),
    "/api/queries/runs/{run_id}/answer.{form}": unknown("/api/queries/runs/{}/answer.csv"),
    "/api/queries/saved/{query_id}": unknown("/api/queries/saved/{}"),
    "/accounts": plain("/accounts"),
    "/accounts/new": plain("/accounts/new"),
    "/accounts/{account_id}": unknown("/accounts/{}"),
    "/accounts/me": plain("/accounts/me"),
    "/accounts/me/password": plain("/accounts/me/password"),
    "/accounts/me/second-factor": plain("/accounts/me/second-factor"),
    "/accounts/positions": plain("/accounts/positions"),
    "/accounts/sign-in": plain("/accounts/sign-in"),
    "/accounts/code": plain("/accounts/code"),
    "/accounts/openid": plain("/accounts/openid"),
    "/accounts/openid/back": plain("/accounts/openid/back"),
    "/accounts/channels": plain("/accounts/channels"),
    "/accounts/channels/new": plain("/accounts/channels/new"),
    "/accounts/channels/{channel_id}": unknown("/accounts/channels/{}"),
}
"""Every address that is read, how often it is asked, and how."""
NOT_COMPARED = {"/healthz", "/readyz"}
"""Say how the process is, not what it holds."""


def questions(chance: random.Random, rows: Rows, count: int) -> Iterator[str]:
    weights = [weight for weight, _ in ROADS.values()]
    for _, ask in chance.choices(list(ROADS.values()), weights, k=count):
        yield ask(chance, rows)
