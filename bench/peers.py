"""The programs that others would take instead: tipg and pygeoapi over the same rows, as many processes as ours has.

They live in environments of their own below the bench's home, with pinned versions, and never in ours. They connect as
``phaen_app``, tipg as ``phaen_owner``: it writes a temporary function in PL/pgSQL when it starts, which nobody else may.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from app.core.authority import PUBLIC
from app.core.errors import Unavailable
from app.core.published import LAYERS
from app.core.roles import Role
from app.core.settings import Settings
from bench.processes import free_port, running
from bench.report import tell
from gis.catalog import Catalog

VERSIONS = {
    "tipg": ("tipg==1.6.1", "uvicorn==0.54.0", "uvloop==0.22.1", "httptools==0.7.1"),
    "pygeoapi": (
        "pygeoapi==0.21.0",
        "psycopg2-binary==2.9.13",
        "sqlalchemy==2.0.44",
        "geoalchemy2==0.18.0",
        "gunicorn==23.0.0",
    ),
}
OTHERS = {
    "screen": ("playwright==1.65.2",),
    "plain_maps": ("matplotlib==3.11.2", "geopandas==1.2.0", "sqlalchemy==2.1.9", "psycopg[binary]==3.3.9"),
}
"""What programs of the bench need that are no peers of the service."""
LOGINS = {"tipg": Role.OWNER}
"""As whom a peer connects, where that is not ``phaen_app``."""
IDS = {"facilities": "id", "subdistricts": "code"}


@dataclass(frozen=True)
class Table:
    """What a peer serves: the columns of one of our layers, in our view or in a plain table of the same name."""

    schema: str
    layer: str

    @property
    def collection(self) -> str:
        """The name that pygeoapi gives; tipg names schema and table by itself."""
        return self.layer if self.schema == "published" else f"{self.schema}_{self.layer}"


VIEWS = tuple(Table("published", layer) for layer in IDS)
PLAIN = tuple(Table("plain", layer) for layer in IDS)


def environment(settings: Settings, peer: str) -> Path:
    """The program folder of the peer's environment, made when absent. Raises Unavailable."""
    folder = settings.home / peer
    packages = (VERSIONS | OTHERS)[peer]
    wanted, stamp = "\n".join(packages), folder / "bench.txt"
    if not stamp.exists() or stamp.read_text("utf-8") != wanted:
        tell(f"ติดตั้ง {peer}", f"installing {peer}")
        uv = Path(sys.executable).with_name("uv")
        make = [str(uv), "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)]
        fill = [str(uv), "pip", "install", "--quiet", "--python", str(folder / "bin/python"), *packages]
        for command in (make, fill):
            ran = subprocess.run(command, capture_output=True, text=True, check=False)
            if ran.returncode != 0:
                raise Unavailable(f"ติดตั้ง {peer} ไม่ได้", f"{peer} cannot be installed: {ran.stderr[-500:]}")
        stamp.write_text(wanted, "utf-8")
    return folder / "bin"


@contextmanager
def tipg(settings: Settings, url: str, tables: Sequence[Table] = VIEWS) -> Iterator[str]:
    """tipg as its documentation runs it, with its catalogue cached for the whole measurement."""
    programs, port = environment(settings, "tipg"), free_port()
    keys = {f"TIPG_TABLE_CONFIG__{each.schema}_{each.layer}__pk": IDS[each.layer] for each in tables}
    geometry = {f"TIPG_TABLE_CONFIG__{each.schema}_{each.layer}__geomcol": "geom" for each in tables}
    env = {
        "DATABASE_URL": host_in_front(url),
        "TIPG_DB_SCHEMAS": json.dumps(sorted({each.schema for each in tables})),
        "TIPG_DB_TABLES": json.dumps([f"{each.schema}.{each.layer}" for each in tables]),
        "TIPG_CATALOG_TTL": "86400",
        "DB_MIN_CONN_SIZE": "1",
        "DB_MAX_CONN_SIZE": "4",
        **keys,
        **geometry,
    }
    command = [
        str(programs / "uvicorn"), "tipg.main:app", "--host", "127.0.0.1", "--port", str(port), "--no-access-log",
        "--workers", str(settings.workers),
    ]  # fmt: skip
    ready = "/collections/published.facilities/items?limit=1"
    with running("tipg", command, home=settings.home, port=port, ready=ready, env=env) as base:
        yield base


@contextmanager
def pygeoapi(settings: Settings, url: str, tables: Sequence[Table] = VIEWS) -> Iterator[str]:
    """pygeoapi as its container runs it: gunicorn, with four threads in each process."""
    programs, port = environment(settings, "pygeoapi"), free_port()
    config, document = settings.home / "pygeoapi.json", settings.home / "pygeoapi-openapi.json"
    config.touch(mode=0o600)
    config.write_text(json.dumps(pygeoapi_settings(url, port, tables)), "utf-8")
    env = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(document)}
    generate = [str(programs / "pygeoapi"), "openapi", "generate", str(config), "--format", "json", "--output-file"]
    subprocess.run([*generate, str(document)], check=True, capture_output=True, env=env | {"PATH": str(programs)})
    command = [
        str(programs / "gunicorn"), "pygeoapi.flask_app:APP", "--bind", f"127.0.0.1:{port}", "--workers",
        str(settings.workers), "--threads", "4", "--keep-alive", "60", "--log-level", "warning",
    ]  # fmt: skip
    ready = "/collections/facilities/items?limit=1&f=json"
    with running("pygeoapi", command, home=settings.home, port=port, ready=ready, env=env) as base:
        yield base


def pygeoapi_settings(url: str, port: int, tables: Sequence[Table]) -> dict[str, object]:
    """Its configuration; YAML reads JSON."""
    text, base = {"en": "bench"}, f"http://127.0.0.1:{port}"
    formats = {
        "mimetype": "application/json; charset=UTF-8",
        "encoding": "utf-8",
        "language": "en-US",
        "pretty_print": False,
    }
    bind = {"host": "127.0.0.1", "port": port}
    limits = {"default_items": 10, "max_items": 10_000}
    maps = {"url": "about:blank", "attribution": "-"}
    contact = {"name": "bench", "url": base, "email": "bench@example.org"}
    return {
        "server": {"bind": bind, "url": base, "limits": limits, "map": maps, "gzip": False, **formats},
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": text,
                "description": text,
                "keywords": {"en": ["bench"]},
                "url": base,
                "terms_of_service": base,
            },
            "license": {"name": "-", "url": base},
            "provider": {"name": "bench", "url": base},
            "contact": contact,
        },
        "resources": {each.collection: _resource(url, each) for each in tables},
    }


def _resource(url: str, table: Table) -> dict[str, object]:
    parts = urlsplit(url)
    reached = {
        "host": parse_qs(parts.query)["host"][0],
        "dbname": parts.path[1:],
        "user": parts.username,
        "password": unquote(parts.password or ""),
        "search_path": [table.schema, "public"],
    }
    features = {
        "type": "feature",
        "name": "PostgreSQL",
        "data": reached,
        "id_field": IDS[table.layer],
        "table": table.layer,
        "geom_field": "geom",
        "properties": properties(table.layer),
    }
    tiles = {
        **features,
        "type": "tile",
        "name": "MVT-postgresql",
        "options": {"zoom": {"min": 0, "max": 22}},
        "format": {"name": "pbf", "mimetype": "application/vnd.mapbox-vector-tile"},
        "storage_crs": "http://www.opengis.net/def/crs/EPSG/0/4326",
    }
    return {
        "type": "collection",
        "title": {"en": table.layer},
        "description": {"en": table.layer},
        "keywords": {"en": [table.layer]},
        "links": [],
        "extents": {"spatial": {"bbox": [97, 5, 106, 21], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
        "providers": [features, tiles],
    }


def properties(name: str) -> list[str]:
    """The attributes that our layer gives, so that all give the same."""
    layer = Catalog.read(LAYERS).get(name, PUBLIC.visible())
    assert layer is not None
    return [attribute.name for attribute in layer.attributes]


def host_in_front(url: str) -> str:
    """The address with its socket folder in the place of a host, for programs that insist on one."""
    parts = urlsplit(url)
    folder = parse_qs(parts.query)["host"][0]
    return f"{parts.scheme}://{parts.username}:{parts.password}@{quote(folder, safe='')}:5432{parts.path}"
