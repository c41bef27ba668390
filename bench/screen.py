"""What a browser moves and paints: a program of its own, which needs nothing but Playwright (``python -P screen.py < asked``).

Headless Chromium draws with software GL (SwiftShader), as it does by itself on a machine without a graphics card, so that
every machine can run it. It reads one JSON object and writes
one. Works: ``loads`` (bytes of first visits), ``switches`` (another year or indicator: bytes, and the time from the end of the
answer to the painted map), ``flights`` (times of frames while the map is panned and zoomed, with and without its front layer).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from playwright.sync_api import Browser, Page, Request, Worker, sync_playwright

SWITCHES = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run",
    "--enable-unsafe-swiftshader",
]  # fmt: skip
WINDOW = {"width": 1440, "height": 900}
PATIENCE = 120_000
SETTLED = """() => {
  const { state, idle } = document.querySelector("gis-map").dataset;
  if (state === "simple") throw new Error("this browser has no WebGL2");
  return state === "ready" && idle !== undefined;
}"""
WATCH = """
performance.setResourceTimingBufferSize(100000);
customElements.whenDefined("gis-map").then((island) => {
  const { shade, paint } = island.prototype;
  let address;
  window.painted = [];
  island.prototype.shade = function (layer) {
    address = new URL(layer.values_at, location.href).href;
    return shade.call(this, layer);
  };
  island.prototype.paint = function () {
    const { map } = this, written = performance.now();
    map.on("render", function drawn() {
      if (!map.areTilesLoaded()) return;
      map.off("render", drawn);
      const gl = map.painter.context.gl;
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        const answered = performance.getEntriesByName(address).at(-1)?.responseEnd ?? NaN;
        window.painted.push({ ms: performance.now() - answered, written: written - answered });
      };
      requestAnimationFrame(() => port2.postMessage(null));
    });
    return paint.call(this);
  };
});
"""
"""Notes each painting of values: the first drawing after they were written in which every tile is drawn, its pixels asked back
so that software GL has finished, told by a task after the animation frame that shows it."""
FLY = """
async (legs) => {
  const { map } = document.querySelector("gis-map"), frames = [];
  let last = performance.now(), flying = true;
  const frame = (now) => { frames.push(now - last); last = now; if (flying) requestAnimationFrame(frame); };
  requestAnimationFrame((now) => { last = now; requestAnimationFrame(frame); });
  for (const [center, zoom, duration] of legs) {
    const landed = new Promise((done) => map.once("moveend", done));
    map.easeTo({ center, zoom, duration, essential: true });
    await landed;
  }
  flying = false;
  return frames;
}
"""
Asked = dict[str, Any]


def loads(browser: Browser, asked: Asked) -> dict[str, Any]:
    """For each path the bytes of a first visit, those of tiles apart, and the number of requests."""
    told = {}
    for path in asked["paths"]:
        page, moved = _visit(browser, wide=asked.get("wide", True))
        page.goto(asked["base"] + path, timeout=PATIENCE)
        page.wait_for_load_state("networkidle")
        if page.locator("gis-map").count():
            page.wait_for_function(SETTLED, timeout=PATIENCE)
            page.wait_for_load_state("networkidle")
        told[path] = moved.sums()
        page.context.close()
    return told


def switches(browser: Browser, asked: Asked) -> dict[str, Any]:
    """Each switch of each block: ``ms`` from the end of the answer to the painted map, ``written`` of it until the values
    were with the map, ``bytes`` of all that moved.

    ``years`` are chosen in the time bar in turn, ``layers`` in the list of layers.
    """
    page, moved = _visit(browser)
    page.add_init_script(WATCH)
    page.goto(asked["base"] + asked["path"], timeout=PATIENCE)
    page.wait_for_function(SETTLED, timeout=PATIENCE)
    page.wait_for_load_state("networkidle")
    acts: list[Callable[[], object]] = [partial(page.select_option, "#year", year) for year in asked.get("years", ())]
    acts += [partial(page.click, f'.lay[data-layer="{layer}"] .h > a') for layer in asked.get("layers", ())]
    blocks: list[list[dict[str, float]]] = []
    for _ in range(asked["blocks"]):
        blocks.append([_switched(page, moved, acts[number % len(acts)]) for number in range(asked["count"])])
    page.context.close()
    return {"blocks": blocks}


def _switched(page: Page, moved: Moved, act: Callable[[], object]) -> dict[str, float]:
    before = page.evaluate("painted.length")
    moved.begin()
    act()
    page.wait_for_function("(before) => painted.length > before", arg=before, timeout=PATIENCE)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(150)
    return {**page.evaluate("painted.at(-1)"), "bytes": moved.sums()["all"]}


def flights(browser: Browser, asked: Asked) -> dict[str, Any]:
    """The times of frames in ms of each flight, ``ours`` and ``floor`` (the same map without its front layer) in turn."""
    page, _moved = _visit(browser)
    page.goto(asked["base"] + asked["path"], timeout=PATIENCE)
    page.wait_for_function(SETTLED, timeout=PATIENCE)
    found: dict[str, list[list[float]]] = {"ours": [], "floor": []}
    for number in range(asked["blocks"] + 1):
        for name, times in found.items():
            page.evaluate(
                "async ([layer, on]) => { await document.querySelector('gis-map').show(layer, on); }",
                [asked["layer"], name == "ours"],
            )
            page.wait_for_timeout(500)
            page.wait_for_function("() => document.querySelector('gis-map').map.loaded()", timeout=PATIENCE)
            frames = page.evaluate(FLY, asked["legs"])
            if number:  # the first flight of each brings the tiles
                times.append(frames)
    if asked.get("picture"):
        page.screenshot(path=asked["picture"])
    page.context.close()
    return found


class Moved:
    """What the network has brought, as it was transferred: bodies and headers, also those that workers asked for."""

    def __init__(self, page: Page) -> None:
        self._came: list[Request] = []
        self._page, self._scripts = page, set[str]()
        page.on("requestfinished", self._note)
        page.on("worker", self._note_worker)

    def _note(self, request: Request) -> None:
        self._came.append(request)

    def _note_worker(self, worker: Worker) -> None:
        self._scripts.add(worker.url)

    def begin(self) -> None:
        self._came.clear()
        self._scripts.clear()

    def sums(self) -> dict[str, float]:
        sizes = [(request.url, self._size(request)) for request in list(self._came)]
        known = {url for url, _ in sizes}
        sizes += [(url, self._script(url)) for url in self._scripts - known]
        tiles = sum(size for url, size in sizes if "/tiles/" in url)
        return {"all": sum(size for _, size in sizes), "tiles": tiles, "requests": len(sizes)}

    def _script(self, url: str) -> float:
        """The script of a worker, of whose loading the browser tells nothing: as the service sends it."""
        if not url.startswith("http"):
            return 0.0
        return float(self._page.request.get(url, headers={"Accept-Encoding": "gzip"}).headers["content-length"])

    @staticmethod
    def _size(request: Request) -> float:
        told = request.sizes()
        return max(told["responseBodySize"], 0) + max(told["responseHeadersSize"], 0)


def _visit(browser: Browser, *, wide: bool = True) -> tuple[Page, Moved]:
    """A fresh window with nothing remembered."""
    size = WINDOW if wide else {"width": 390, "height": 844}
    page = browser.new_context(viewport=size, locale="th-TH").new_page()  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE)
    return page, Moved(page)


WORKS: dict[str, Callable[[Browser, Asked], dict[str, Any]]] = {"loads": loads, "switches": switches, "flights": flights}


def main() -> None:
    asked = json.load(sys.stdin)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=asked["chromium"], args=SWITCHES)
        told = WORKS[asked["work"]](browser, asked)
        browser.close()
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
