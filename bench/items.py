"""Pages of features: our service against the same statement in the database, and against tipg and pygeoapi."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote

from app.core.addresses import Database
from app.core.authority import PUBLIC
from app.core.errors import PhaenError
from app.core.published import LAYERS
from app.core.roles import Role
from app.core.settings import Settings
from bench.ground import ground
from bench.load import CONNECTIONS, Statement, Web, interleaved
from bench.pace import Pace
from bench.peers import LOGINS, pygeoapi, tipg
from bench.processes import ours
from bench.report import Row, row, tell
from gis import statement
from gis.catalog import Catalog
from gis.layer import Layer
from gis.question import Question

Box = tuple[float, float, float, float]
TIPG = "/collections/published.{layer}/items?limit={limit}{more}&f=geojson"
PYGEOAPI = "/collections/{layer}/items?limit={limit}{more}&f=json"
OURS = "/ogc/collections/{layer}/items?limit={limit}{more}"
TEMPLATES = {"ours": OURS, "tipg": TIPG, "pygeoapi": PYGEOAPI}
BOXES: tuple[Box, ...] = tuple(
    (west, south, west + 0.3, south + 0.3) for west in (99.2, 100.1, 101.4, 102.6) for south in (14.6, 15.3, 16.2, 17.1)
)
HOW = "wrk -t1 -c4, keep-alive; floor: pgbench -c4 -M prepared, the same statement; peers: their items of the same view"


@dataclass(frozen=True)
class Workload:
    """Pages of one layer: the first ``limit`` features, of everything or of each box in turn."""

    name: str
    layer: str
    limit: int
    goal: float | None
    boxes: tuple[Box, ...] = ()

    def paths(self, template: str) -> list[str]:
        more = [f"&bbox={quote(','.join(map(str, box)), safe=',')}" for box in self.boxes] or [""]
        return [template.format(layer=self.layer, limit=self.limit, more=each) for each in more]

    def values(self, layer: Layer) -> list[dict[str, object]]:
        asked = [Question(boxes=(box,)) for box in self.boxes] or [Question()]
        return [{**question.bound(layer, PUBLIC.visible()), "limit": self.limit} for question in asked]


WORKLOADS = (
    Workload("items points L=10", "facilities", 10, 0.35),
    Workload("items points L=100", "facilities", 100, None),
    Workload("items points L=1000", "facilities", 1000, 0.8),
    Workload("items points box L=10", "facilities", 10, None, BOXES),
    Workload("items subdistricts L=100", "subdistricts", 100, None),
)


@dataclass
class Field:
    """Who takes part: addresses by name, and why somebody does not."""

    public: str
    bases: dict[str, str] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    clients: int = CONNECTIONS
    threads: int = 1


def measure(settings: Settings, pace: Pace, workloads: tuple[Workload, ...] = WORKLOADS) -> Iterator[Row]:
    """A row for each workload, all in one run on the same data."""
    with contest(settings, pace, peers=("tipg", "pygeoapi")) as found:
        for workload in workloads:
            tell(workload.name, f"{pace.rounds} × {pace.seconds:g} s")
            yield row_of(settings, pace, workload, found)


@contextmanager
def contest(settings: Settings, pace: Pace, *, peers: tuple[str, ...], **chosen: object) -> Iterator[Field]:
    """Our service over the ground, and those peers that can be had."""
    makers = {"tipg": tipg, "pygeoapi": pygeoapi}
    with ExitStack() as running:
        owner = running.enter_context(ground(settings, pace.country))
        database = Database(owner, settings.secrets, is_embedded=True)
        found = Field(database.url(Role.PUBLIC))
        found.bases["ours"] = running.enter_context(ours(settings, **chosen))
        for name in peers if pace.with_peers else ():
            try:
                found.bases[name] = running.enter_context(
                    makers[name](settings, database.url(LOGINS.get(name, Role.APP)))
                )
            except PhaenError as error:
                found.absent[name] = error.en
        yield found


def row_of(
    settings: Settings,
    pace: Pace,
    workload: Workload,
    found: Field,
    templates: Mapping[str, str] = TEMPLATES,
    how: str = HOW,
) -> Row:
    """The row of one workload; ``templates`` holds the address of items for each contender that takes part."""
    layer = Catalog.read(LAYERS).get(workload.layer, PUBLIC.visible())
    assert layer is not None
    values, question = workload.values(layer), Question(boxes=workload.boxes[:1])
    text = statement.items(layer, question.shape(PUBLIC.visible()))
    scripts = settings.home / "scripts"
    contenders: dict[str, Callable[[float], float]] = {
        name: Web(base, workload.paths(templates[name]), {}, scripts, found.clients).per_second
        for name, base in found.bases.items()
    }
    contenders["floor"] = Statement(found.public, text, values, scripts, found.clients, found.threads).per_second
    figures = interleaved(contenders, seconds=pace.seconds, rounds=pace.rounds)
    return row(
        workload.name, "req/s", figures, goal=workload.goal, goal_peers=10, how=how, skipped=found.absent
    )  # fmt: skip
