"""Where the picture lies on the earth: Web Mercator (EPSG:3857) to pixels, zoom, and the scale bar."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, floor, log2, log10, pi, radians

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.geojson import Bounds

RADIUS_M = 6_378_137.0
EQUATOR_M = 2 * pi * RADIUS_M
TILE_PX = 512
"""A tile of zoom 0 is this wide in the interactive map, whose zooms the layer files speak of."""


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A bar of a round length on the ground at the middle latitude of the picture."""

    kilometres: float
    pixels: float

    def text(self, lang: str = "th") -> str:
        unit_km, unit_m = ("km", "m") if lang == "en" else ("กม.", "ม.")
        if self.kilometres < 1:
            return f"{self.kilometres * 1000:g} {unit_m}"
        return f"{self.kilometres:,.0f} {unit_km}"


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of ``width`` by ``height`` pixels. ``left``, ``top`` and ``step`` (of a pixel) are mercator metres."""

    width: float
    height: float
    left: float
    top: float
    step: float

    @classmethod
    def of(cls, bounds: Bounds, width: float, height: float, padding: float = 0) -> Frame:
        """The frame that shows ``bounds`` (degrees) as large as fits, centred, ``padding`` pixels inside the edge."""
        west, south, east, north = bounds
        (x0, y0), (x1, y1) = mercator(np.array([[west, south], [east, north]]))
        step = max((x1 - x0) / (width - 2 * padding), (y1 - y0) / (height - 2 * padding), 0.01)
        return cls(width, height, (x0 + x1 - width * step) / 2, (y0 + y1 + height * step) / 2, float(step))

    @classmethod
    def around(cls, longitude: float, latitude: float, zoom: float, width: float, height: float) -> Frame:
        """The frame whose middle is a point (degrees), as near as the interactive map is at ``zoom``."""
        (x, y), step = mercator(np.array([[longitude, latitude]]))[0].tolist(), EQUATOR_M / (TILE_PX * 2**zoom)
        return cls(width, height, x - width * step / 2, y + height * step / 2, step)

    def project(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pixels from the top left corner, for an array of (longitude, latitude)."""
        return (mercator(lonlat) - (self.left, self.top)) / (self.step, -self.step)

    def lonlat(self, pixels: NDArray[np.float64]) -> NDArray[np.float64]:
        """Longitude and latitude of an array of pixels: the way back."""
        x, y = (pixels * (self.step, -self.step) + (self.left, self.top)).T / RADIUS_M
        degrees: NDArray[np.float64] = np.degrees(np.column_stack((x, np.arctan(np.sinh(y)))))
        return degrees

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north of the picture in degrees."""
        (west, north), (east, south) = self.lonlat(np.array([[0.0, 0.0], [self.width, self.height]])).tolist()
        return west, south, east, north

    @property
    def zoom(self) -> float:
        """The zoom at which the interactive map shows the earth equally large."""
        return log2(EQUATOR_M / (self.step * TILE_PX))

    @property
    def latitude(self) -> float:
        """The latitude of the middle of the picture, in degrees."""
        northing = self.top - self.step * self.height / 2
        return float(np.degrees(np.arctan(np.sinh(northing / RADIUS_M))))

    @property
    def metres_per_pixel(self) -> float:
        """On the ground, at the middle latitude."""
        return self.step * cos(radians(self.latitude))

    def scale_bar(self, longest_px: float = 100) -> ScaleBar:
        """The longest bar of 1, 2 or 5 times a power of ten that is at most ``longest_px`` wide."""
        longest = self.metres_per_pixel * longest_px
        power = 10.0 ** floor(log10(longest))
        metres = max(power * factor for factor in (1, 2, 5) if power * factor <= longest)
        return ScaleBar(metres / 1000, metres / self.metres_per_pixel)

    def box(self, margin: float = 0) -> shapely.Polygon:
        """The picture's rectangle in pixels, ``margin`` larger on every side."""
        return shapely.box(-margin, -margin, self.width + margin, self.height + margin)


def mercator(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spherical Mercator metres (EPSG:3857); latitudes beyond 85.06 degrees are drawn at the edge."""
    latitude = np.radians(np.clip(lonlat[:, 1], -85.0511, 85.0511))
    return np.column_stack((np.radians(lonlat[:, 0]), np.arcsinh(np.tan(latitude)))) * RADIUS_M
