"""The pictures of the manual: what is photographed, and when two of them are the same.

One set serves twice: the manual shows them, and the tests compare each screen with its own (ADR 95). They are WebP without
loss, of 128 colours where that loses nothing that is seen, 960 pixels wide.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from app.manual.chapters import PICTURES

DESK, PHONE = (1200, 800, 0.8), (390, 760, 1.0)
"""Width and height of the window in CSS pixels, and how many pixels of the picture one of them is."""
THEN = "2026-06-22"
"""The day on which pages are photographed that can be asked as of a day: 100 days before fiscal year 2569 ends."""
COLOURS = 128
FAR = 64
"""Of 255: how far a pixel must lie off in one of red, green and blue to count. Letters drawn by another version of the
same rasteriser differ by less; another letter differs by more."""
CELL = 40
MOST_OF_ALL, MOST_OF_A_CELL = 0.002, 0.04
"""The share of pixels that may count in the whole picture, and in any square of 40: two letters that changed are a
twentieth of their square, though a ten-thousandth of the picture."""


MAP, SITE = "gis-map[data-state=ready][data-idle]", "site-map[data-state=ready]"


@dataclass(frozen=True)
class Shot:
    """A screen: its picture's name and address, who looks (a position of ``tests.cast``, or the public)."""

    name: str
    path: str
    by: str | None = None
    window: tuple[int, int, float] = DESK
    waits_for: str = "main"
    covered: tuple[int, int, int, int] | None = None
    """Left, top, right and bottom, in pixels, of what is painted over with white: a drawing that tells the day of the run."""


SHOTS = (
    Shot("home", f"/?as_of={THEN}", "O-1"),
    Shot("signing-in", "/accounts/sign-in"),
    Shot("desk", "/organizations/desk", "O-1"),
    Shot("maps", "/maps/population_density_districts?classes=natural_3", waits_for=MAP),
    Shot("maps-choice", "/maps/population_density_subdistricts?classes=natural_3&select=980101", waits_for=MAP),
    Shot("classes", "/maps/population_density_subdistricts/classes"),
    Shot("compare", "/maps/target_poor_districts/compare?a=2566&b=2567&way=difference", waits_for=MAP),
    Shot("saved", "/maps/saved/2mmmmmmm/about", "O-2"),
    Shot("prints", f"/maps/population_density_districts/print?as_of={THEN}", covered=(800, 184, 912, 206)),
    Shot("analyses", f"/analyses/equity?year=2569&as_of={THEN}"),
    Shot("search", "/search?q=%E0%B9%80%E0%B8%AB%E0%B8%99%E0%B8%B7%E0%B8%AD"),
    Shot("places", f"/places/9801?as_of={THEN}"),
    Shot("briefs", f"/briefs/9801?as_of={THEN}"),
    Shot("shapes", "/shapes?text=15.2,100.2%0A15.8,100.4%0A15.7,101.3%0A15.2,101.1", waits_for=SITE),
    Shot("visits", f"/visits?stop=P-1&stop=9802&as_of={THEN}", "O-1"),
    Shot("plans", "/plans/toy-2566/1", "O-1"),
    Shot("indicators", "/indicators/SOC-ROAD"),
    Shot("projects", f"/projects?as_of={THEN}", "O-1"),
    Shot("project", f"/projects/P-1?as_of={THEN}", "O-1"),
    Shot("budgets", f"/budgets?year=2569&as_of={THEN}", "O-1"),
    Shot("calls", "/calls/fy2571/ranking", "O-1"),
    Shot("monitoring", f"/monitoring?as_of={THEN}", "G-1"),
    Shot("report", "/monitoring/report/P-2?round=2568-04", "W-1", PHONE),
    Shot("datasets", "/datasets", "O-1"),
    Shot("data", "/ogc?f=html"),
    Shot("data-items", "/ogc/collections/districts/items?f=html"),
    Shot("stats", "/stats/projects?group_by=district&group_by=status"),
    Shot("feeds", "/feeds/2aaaaaaa"),
    Shot("webhooks", "/webhooks/new", "O-1"),
    Shot("queries", "/queries", "O-2"),
    Shot("exports", "/exports", "O-2"),
    Shot("snapshots", "/snapshots"),
    Shot("organizations", f"/organizations/office?on={THEN}", "O-1"),
    Shot("positions", f"/organizations/positions/O-1?on={THEN}", "G-1"),
    Shot("appointment", "/organizations/appointments/new?position=O-5", "G-1"),
    Shot("meetings", "/meetings", "O-1"),
    Shot("accounts", "/accounts", "O-3"),
    Shot("channels", "/accounts/channels/new", "O-3"),
    Shot("audit", "/audit", "O-4"),
)
PAPERS = {
    "print-map": f"/maps/population_density_districts.pdf?as_of={THEN}",
    "print-brief": f"/briefs/9801.pdf?as_of={THEN}",
}
"""Prints: the first page of each, of which text with the day of printing is painted over."""
STEADY = """({ days, steady }) => {
  const settle = (text) => days.reduce((all, [is, was]) => all.replaceAll(is, was), text)
    .replace(/[0-2]\\d\\.[0-5]\\d น\\./g, '09.00 น.').replace(/[0-9a-f]{16,}/g, '0'.repeat(16))
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '00000000-0000-4000-8000-000000000000')
    .replace(/127\\.0\\.0\\.1:\\d+/g, 'phaen.example');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const settled = settle(walker.currentNode.data);
    if (settled !== walker.currentNode.data) walker.currentNode.data = settled;
  }
  for (const field of document.querySelectorAll('textarea, input:not([type=hidden], [type=file])')) {
    field.value = settle(field.value);
  }
  const style = document.createElement('style');
  style.textContent = steady;
  document.head.append(style);
}"""
"""Words that tell the day or second of the run become those of a day that stays."""
STYLE = ".banner.past, .tour-offer { display: none !important; } .qr { opacity: 0; }"
"""What is not in a picture: the line that tells of a past day, the offer of the tour, and the code of an address that has
the port of the run in it."""


@dataclass(frozen=True)
class Difference:
    """Shares of pixels that are another colour: of the whole, and of the square that differs most. 1 where sizes differ."""

    whole: float
    cell: float

    @property
    def is_seen(self) -> bool:
        return self.whole > MOST_OF_ALL or self.cell > MOST_OF_A_CELL


def stored(name: str) -> Path:
    return PICTURES / f"{name}.webp"


def small(picture: Image.Image) -> bytes:
    """As it is kept: of few colours, unless a small thing would lose its own."""
    whole = picture.convert("RGB")
    few = whole.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    out = io.BytesIO()
    chosen = whole if difference(few, whole).is_seen else few
    chosen.save(out, "WEBP", lossless=True, quality=100, method=6)
    return out.getvalue()


def off(one: Image.Image, other: Image.Image) -> NDArray[np.bool_]:
    """Which pixels count, of two pictures of one size."""
    a, b = (np.asarray(each.convert("RGB"), dtype=np.int16) for each in (one, other))
    counts: NDArray[np.bool_] = np.abs(a - b).max(axis=2) > FAR
    return counts


def difference(one: Image.Image, other: Image.Image) -> Difference:
    if one.size != other.size:
        return Difference(1.0, 1.0)
    counts = off(one, other)
    high, wide = (-side % CELL for side in counts.shape)
    cells = np.pad(counts, ((0, high), (0, wide)))
    cells = cells.reshape(cells.shape[0] // CELL, CELL, cells.shape[1] // CELL, CELL)
    return Difference(float(counts.mean()), float(cells.mean(axis=(1, 3)).max()))


def marked(one: Image.Image, other: Image.Image) -> Image.Image:
    """The new picture, faded, with what counts in red."""
    if one.size != other.size:
        return other
    faded = np.asarray(other.convert("RGB"), dtype=np.int16) // 3 + 170
    faded[off(one, other)] = (200, 0, 0)
    return Image.fromarray(faded.astype(np.uint8))


def first_page(pdf: bytes, days: list[str], width: int = 640) -> Image.Image:
    """The first page ``width`` pixels wide, with white where one of the days of the run stands."""
    page = pypdfium2.PdfDocument(pdf)[0]
    scale = width / page.get_width()
    drawn: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    text = page.get_textpage()
    for day in days:
        search = text.search(day)
        while (at := search.get_next()) is not None:
            boxes = [text.get_charbox(at[0] + n) for n in range(at[1])]
            left, low = min(b[0] for b in boxes), min(b[1] for b in boxes)
            right, high = max(b[2] for b in boxes), max(b[3] for b in boxes)
            top, foot = page.get_height() - high - 2, page.get_height() - low + 3
            edges = [round(each * scale) for each in (left - 1, top, right + 1, foot)]
            drawn.paste("white", (edges[0], edges[1], edges[2], edges[3]))
    return drawn
