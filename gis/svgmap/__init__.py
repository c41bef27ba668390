"""The drawn map: areas, lines and marks as an SVG picture, without script, style sheet or web font.

A picture is geometry without text plus a list of labels. Browsers shape Thai correctly in SVG text, so ``for_web``
writes the labels as ``<text>``; engines that print do not, so they take ``for_print`` and set the labels themselves.
The same input gives the same bytes.
"""

from gis.svgmap.frame import Frame, ScaleBar
from gis.svgmap.legend import LegendItem, legend_of
from gis.svgmap.names import Label
from gis.svgmap.picture import Drawn, Picture, draw

__all__ = ["Drawn", "Frame", "Label", "LegendItem", "Picture", "ScaleBar", "draw", "legend_of"]
