"""A map on paper: the drawn map with all that lets a reader trust it without the screen.

Title, both dates, legend with counts, scale as bar and ratio, north, grid of coordinates, sources. A4 or A3, as PDF whose
geometry stays lines and whose text can be searched, or as PNG.
"""

from gis.mapsheet.grid import Grid, grid_of
from gis.mapsheet.paper import Orientation, Paper, Room, room_of
from gis.mapsheet.scale import SCALES, framed, rounded_up
from gis.mapsheet.sheet import Legend, Sheet, to_pdf, to_png

__all__ = [
    "SCALES",
    "Grid",
    "Legend",
    "Orientation",
    "Paper",
    "Room",
    "Sheet",
    "framed",
    "grid_of",
    "room_of",
    "rounded_up",
    "to_pdf",
    "to_png",
]
