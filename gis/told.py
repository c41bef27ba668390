"""Of which class is what a map tells by its layers alone, whatever rows are in them."""

from __future__ import annotations

from collections.abc import Container

from gis.access import Read, joined
from gis.layer import Layer
from gis.style import Choropleth, Symbol


def class_told(layer: Layer, named: Container[str] = ()) -> Read:
    """The class of the layer and of the attributes by which it is drawn, that its popups show, or that are ``named``.

    The layer is as it is for whoever looks: what he may not see is not in it.
    """
    style = layer.style.attribute_names() if isinstance(layer.style, Choropleth | Symbol) else ()
    told = {layer.title_attribute.name, *style}
    shown = (a.class_ for a in layer.attributes if a.popup or a.name in told or a.name in named)
    return joined(layer.access.read, *shown)
