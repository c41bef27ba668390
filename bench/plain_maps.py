"""The same maps by a plain script of matplotlib and geopandas: a program of its own, one order and one answer to a line.

An order names a kind (``brief``, ``sheet``), the areas, a file and its dots to the inch; the answer is the seconds that it took,
reading included. What an analyst would write who has the database at hand: read, plot, label, legend, save.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import geopandas  # type: ignore[import-untyped,unused-ignore]
import matplotlib as mpl  # type: ignore[import-not-found,unused-ignore]
import shapely
from sqlalchemy import create_engine, text

mpl.use("agg")
import matplotlib.pyplot as plt  # type: ignore[import-not-found,unused-ignore]
from matplotlib import font_manager, patheffects  # type: ignore[import-not-found,unused-ignore]
from matplotlib.backends.backend_pdf import PdfPages  # type: ignore[import-not-found,unused-ignore]
from matplotlib.patches import Patch  # type: ignore[import-not-found,unused-ignore]

MM = 1 / 25.4
SIZES = {"brief": (86 * MM, 85 * MM), "sheet": (297 * MM, 210 * MM)}
READ = "SELECT {columns}, geom FROM published.{view} WHERE geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326)"
AREA = "SELECT geom FROM published.{level} WHERE code = :code"
LEVELS = {2: "provinces", 4: "districts"}
SITES = {"brief": ("project_lights", "light"), "sheet": ("projects", "state")}
Told = dict[str, Any]


def drawn(engine: Any, order: Told, style: Told, code: str) -> Any:
    """The figure of one area: shaded subdistricts, borders, sites inside, names, the rest veiled, legend and scale."""
    kind = order["kind"]
    area = _read(engine, AREA.format(level=LEVELS[len(code)]), code=code).geometry.iloc[0]
    west, south, east, north = area.bounds
    room = max(east - west, north - south) * 0.06
    box = {"west": west - room, "south": south - room, "east": east + room, "north": north + room}
    shaded = _read(engine, READ.format(columns="code, name_th, people_per_sqkm", view=style["view"]), **box)
    borders = [_read(engine, READ.format(columns="code", view=view), **box) for view in ("districts", "provinces")]
    view, state = SITES[kind]
    sites = _read(engine, READ.format(columns=state, view=view), **box)
    figure = plt.figure(figsize=SIZES[kind])
    axes = figure.add_axes((0, 0, 1, 1) if kind == "brief" else (0.05, 0.09, 0.7, 0.81))
    colours = [_colour(value, style) for value in shaded["people_per_sqkm"]]
    shaded.plot(ax=axes, color=colours, edgecolor="white", linewidth=0.5, aspect="equal")
    for frame, width in zip(borders, (0.8, 1.4), strict=True):
        frame.boundary.plot(ax=axes, color="#68727b", linewidth=width)
    veil = shapely.box(box["west"], box["south"], box["east"], box["north"]).difference(area)
    geopandas.GeoSeries([veil]).plot(ax=axes, color="#edeeed", alpha=0.84)
    geopandas.GeoSeries([area.boundary]).plot(ax=axes, color="#1b1f24", linewidth=1.6)
    inside = sites[sites.within(area)]
    for value, part in inside.groupby(state):
        axes.scatter(part.geometry.x, part.geometry.y, s=26, c=style["sites"].get(value, "#6b747c"), edgecolors="white", zorder=5)
    for name, middle in zip(shaded["name_th"], shaded.representative_point(), strict=True):
        if kind == "brief" and area.intersects(middle):
            said = axes.text(middle.x, middle.y, name, size=6, ha="center", va="center", zorder=6)
            said.set_path_effects([patheffects.withStroke(linewidth=2, foreground="white")])
    _furnish(figure, axes, style, box, kind, order["title"])
    return figure


def _furnish(figure: Any, axes: Any, style: Told, box: dict[str, float], kind: str, title: str) -> None:
    axes.set_xlim(box["west"], box["east"])
    axes.set_ylim(box["south"], box["north"])
    breaks = style["breaks"]
    items = [Patch(color=colour, label=f"{low:g}–{high:g}") for colour, low, high in
             zip(style["colours"], breaks, breaks[1:], strict=False)]  # fmt: skip
    long = (box["east"] - box["west"]) / 5
    x, y = box["east"] - long * 1.3, box["south"] + (box["north"] - box["south"]) * 0.03
    axes.plot([x, x + long], [y, y], color="#1b1f24", linewidth=1.5)
    axes.text(x + long / 2, y, f"{long * 107:.0f} กม.", size=6, ha="center", va="bottom")
    if kind == "brief":
        axes.axis("off")
        axes.legend(handles=items, loc="upper left", fontsize=5)
        return
    axes.grid(linewidth=0.3)
    axes.tick_params(labelsize=6)
    figure.legend(handles=items, loc="upper right", bbox_to_anchor=(0.97, 0.9), title=title, fontsize=7, title_fontsize=8)
    figure.text(0.05, 0.95, title, size=16, weight="bold")


def _colour(value: float | None, style: Told) -> str:
    if value is None or value != value:
        return "#ffffff"
    at = sum(value >= limit for limit in style["breaks"][1:-1])
    return str(style["colours"][at])


def _read(engine: Any, sql: str, **bound: object) -> Any:
    return geopandas.read_postgis(text(sql), engine, params=bound)


def save(engine: Any, order: Told, style: Told) -> None:
    """One file, of several areas a book of pages."""
    if len(order["codes"]) > 1:
        with PdfPages(order["file"]) as book:
            for code in order["codes"]:
                figure = drawn(engine, order, style, code)
                book.savefig(figure)
                plt.close(figure)
        return
    figure = drawn(engine, order, style, order["codes"][0])
    figure.savefig(order["file"], dpi=order["dots"])
    plt.close(figure)


def main() -> None:
    style = json.loads(sys.stdin.readline())
    for face in style["faces"]:
        font_manager.fontManager.addfont(face)
    plt.rcParams["font.family"] = "Sarabun"
    engine = create_engine(style["url"])
    for line in sys.stdin:
        began = time.perf_counter()
        save(engine, json.loads(line), style)
        print(json.dumps(time.perf_counter() - began), flush=True)  # noqa: T201 - its answer


if __name__ == "__main__":
    main()
