"""Maps on paper: the brief of an area, a book of 25 of them, and a printed map, beside a plain script that draws the same map."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median

import psycopg

from app.briefs.atlas import Atlas
from app.briefs.notes import Imprint
from app.core.addresses import Database
from app.core.authority import PUBLIC
from app.core.cluster import create_database, drop_database
from app.core.errors import Unavailable
from app.core.faces import faces
from app.core.published import LAYERS
from app.core.roles import Role
from app.core.settings import Settings
from app.maps.filters import question_of
from app.ogc.taking import Taking
from bench import projects
from bench.ground import ground
from bench.million import PEOPLE
from bench.pace import Pace
from bench.peers import environment
from bench.report import Row, row, tell
from bench.standards import over
from gis.catalog import Catalog
from gis.crs import REGISTRY, STORAGE
from gis.layer import Layer
from gis.style import Choropleth, Symbol

NAME, SHADED = "prints", "population_density_subdistricts"
PROJECTS, AREAS, ATLASES = 500, 25, 3
MOST_BRIEF, MOST_ATLAS = 1.0, 30.0
"""Seconds that are allowed."""
SHEET = f"/maps/{SHADED}.{{form}}?area={{code}}&layers={SHADED},districts,provinces,projects"
PATIENCE = 300
BRIEF_HOW = (
    "s, median of a block of one client; ours: the whole page (figures, indicators, money, projects, map) by HTTP; floor: the"
    " seconds allowed; script: matplotlib and geopandas, the map alone, read from the same views as the owner"
)
ATLAS_HOW = (
    f"s of a book of {AREAS} districts, written in this process as the background job does; floor: the seconds allowed; script:"
    " the 25 maps alone in one PDF"
)
SHEET_HOW = "s, A4 across, one province shown alone, by HTTP; script: the same layers on the same paper"


def measure(settings: Settings, pace: Pace) -> Iterator[Row]:
    """A row for the brief, for the atlas, and for each form of a printed map."""
    with ground(settings, pace.country) as owner:
        main = Database(owner, settings.secrets, is_embedded=True)
        with laid(main, min(pace.projects, PROJECTS)) as database, ExitStack() as open_:
            base = open_.enter_context(over(settings, database))
            plain = open_.enter_context(script(settings, database)) if pace.with_peers else None
            districts, folder = _districts(database), settings.home / "papers"
            folder.mkdir(exist_ok=True)
            yield _brief(pace, base, plain, folder, districts)
            yield _atlas(pace, database, plain, folder, districts)
            yield from _sheets(pace, base, plain, folder, districts[0][:2])


@contextmanager
def laid(main: Database, count: int) -> Iterator[Database]:
    """A copy of the ground with people everywhere and so many projects in its first province."""
    drop_database(main, NAME)
    made = create_database(main, NAME, main.name)
    try:
        with psycopg.connect(made.url(Role.OWNER)) as owner:
            for statement in PEOPLE:
                owner.execute(statement.encode())
            projects.lay(owner, count)
        with psycopg.connect(made.url(Role.OWNER), autocommit=True) as owner:
            owner.execute("VACUUM ANALYZE")
        yield made
    finally:
        drop_database(main, NAME)


def _districts(database: Database) -> list[str]:
    with psycopg.connect(database.url(Role.OWNER)) as owner:
        asked = "SELECT code FROM places.area WHERE level = 'district' ORDER BY code LIMIT %s"
        return [str(code) for (code,) in owner.execute(asked, [AREAS]).fetchall()]


Draws = Callable[..., float]


@contextmanager
def script(settings: Settings, database: Database) -> Iterator[Draws]:
    """``draw(kind, codes, file, dots)``: the seconds of the plain script, which lives in an environment of its own."""
    program = [str(environment(settings, "plain_maps") / "python"), "-P", str(Path(__file__).with_name("plain_maps.py"))]
    log = settings.home / "plain_maps.log"
    with log.open("w") as words, subprocess.Popen(
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=words, text=True, cwd=settings.home
    ) as running:  # fmt: skip
        assert running.stdin is not None
        assert running.stdout is not None
        _say(running, _style(database))

        def draw(kind: str, codes: list[str], file: Path, dots: int = 100) -> float:
            _say(running, {"kind": kind, "codes": codes, "file": str(file), "dots": dots, "title": "ความหนาแน่นประชากร"})
            answer = running.stdout.readline() if running.stdout else ""
            if not answer:
                raise Unavailable(f"สคริปต์วาดไม่ได้ ดู {log}", f"The plain script cannot draw; see {log}.")
            return float(json.loads(answer))

        try:
            yield draw
        finally:
            running.stdin.close()


def _say(running: subprocess.Popen[str], told: object) -> None:
    assert running.stdin is not None
    running.stdin.write(json.dumps(told) + "\n")
    running.stdin.flush()


def _layer(name: str) -> Layer:
    layer = Catalog.read(LAYERS).get(name, PUBLIC.visible())
    assert layer is not None
    return layer


def _style(database: Database) -> dict[str, object]:
    """What the script draws with: our classes and colours, our letters."""
    shades = _layer(SHADED).style
    assert isinstance(shades, Choropleth)
    styles = [_layer(name).style for name in ("project_lights", "projects")]
    sites = {each.value: each.colour for style in styles if isinstance(style, Symbol) for each in style.categories}
    files = [str(file) for folder in faces() for file in sorted(folder.glob("*.ttf"))]
    url = database.url(Role.OWNER).replace("postgresql://", "postgresql+psycopg://", 1)
    return {"url": url, "view": SHADED, "breaks": shades.breaks, "colours": shades.colours(), "sites": sites, "faces": files}


def _brief(pace: Pace, base: str, plain: Draws | None, folder: Path, districts: list[str]) -> Row:
    tell("สรุปพื้นที่", "area brief")
    asks: dict[str, Callable[[int], float]] = {
        "ours": lambda at: _fetched(f"{base}/briefs/{districts[at]}.pdf", folder / "brief.pdf")
    }
    if plain:
        asks["script"] = lambda at: plain("brief", [districts[at]], folder / "brief-script.pdf")
    figures = _blocks(pace, asks, len(districts))
    allowed = {"floor": [MOST_BRIEF] * pace.rounds}
    return row("area brief, PDF", "s", {**figures, **allowed}, goal=1.0, how=BRIEF_HOW, better="less")


def _atlas(pace: Pace, database: Database, plain: Draws | None, folder: Path, districts: list[str]) -> Row:
    tell(f"สมุด {len(districts)} พื้นที่", f"atlas of {len(districts)} areas")
    layer, told = _layer("districts"), f"code <= '{districts[-1]}'"
    taking = Taking(layer, question_of(layer, told), (), REGISTRY[STORAGE], None, None, "th", (("filter", told),))
    atlas = Atlas(taking, Catalog.read(LAYERS), database, PUBLIC, Imprint())
    figures: dict[str, list[float]] = {name: [] for name in (("ours", "script") if plain else ("ours",))}
    for _ in range(min(pace.rounds, ATLASES)):
        began = time.perf_counter()
        atlas.write(folder / "atlas.pdf", passed=lambda _done, _of: None)
        figures["ours"].append(time.perf_counter() - began)
        if plain:
            figures["script"].append(plain("brief", districts, folder / "atlas-script.pdf"))
    allowed = {"floor": [MOST_ATLAS] * len(figures["ours"])}
    return row(f"atlas of {len(districts)} districts", "s", {**figures, **allowed}, goal=1.0, how=ATLAS_HOW, better="less")


def _sheets(pace: Pace, base: str, plain: Draws | None, folder: Path, code: str) -> Iterator[Row]:
    for form, dots in (("pdf", 100), ("png", 300)):
        tell(f"พิมพ์ A4 {form}", f"A4 print {form}")
        asks: dict[str, Callable[[int], float]] = {
            "ours": partial(_sheet, f"{base}{SHEET.format(form=form, code=code)}", folder / f"sheet.{form}")
        }
        if plain:
            asks["script"] = partial(_plain_sheet, plain, code, folder / f"sheet-script.{form}", dots)
        name = "map print A4, PDF" if form == "pdf" else "map print A4, PNG 300 dpi"
        yield row(name, "s", _blocks(pace, asks, 1), goal=None, how=SHEET_HOW, better="less")


def _sheet(address: str, file: Path, _at: int) -> float:
    return _fetched(address, file)


def _plain_sheet(plain: Draws, code: str, file: Path, dots: int, _at: int) -> float:
    return plain("sheet", [code], file, dots)


def _fetched(address: str, file: Path) -> float:
    """The seconds of one answer, which is kept to be looked at. Raises HTTPError for a refusal."""
    began = time.perf_counter()
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        body = answer.read()
    took = time.perf_counter() - began
    file.write_bytes(body)
    return took


def _blocks(pace: Pace, asks: dict[str, Callable[[int], float]], different: int) -> dict[str, list[float]]:
    """The median of each block, the contenders by turns over ``different`` areas, after one turn of each that is not counted."""
    figures: dict[str, list[float]] = {name: [] for name in asks}
    for ask in asks.values():
        ask(0)
    for _ in range(pace.rounds):
        took: dict[str, list[float]] = {name: [] for name in asks}
        until, at = time.monotonic() + len(asks) * pace.seconds, 0
        while not at or time.monotonic() < until:
            for name, ask in asks.items():
                took[name].append(ask(at % different))
            at += 1
        for name, times in took.items():
            figures[name].append(median(times))
    return figures
