"""The folium map whose parts all travel inside the file.

Folium would fetch ten files from strangers and makes markup of values; here Leaflet is inside, values reach the page as
text nodes, and the file carries a Content-Security-Policy that lets nothing be fetched and no script run but its own.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

import folium
from branca.element import Figure, MacroElement
from folium.map import Layer
from folium.template import Template
from folium.utilities import JsCode

from gis.geojson import Bounds
from gis.webmap import assets
from gis.webmap.content import CLOSER, opening_zoom, script_json

_HERE = Path(__file__).parent
_POLICY = (
    "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline' data:; script-src data: {hashes}"
)
_PLACE_OF_POLICY = "<!-- policy -->"
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the file's script must know beside the layers; ``within`` is the part of the bounds that shows anything."""

    title: str
    bounds: Bounds
    within: Bounds
    metres: str
    kilometres: str
    zoom_in: str
    zoom_out: str
    thai_digits: bool


class Page(Figure):
    """The document around the map."""

    _template = Template(
        "<!DOCTYPE html>\n"
        '<html lang="{{ this.lang }}">\n<head>\n<meta charset="utf-8">\n<!-- policy -->\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>{{ this.title | e }}</title>\n{{ this.header.render(**kwargs) }}\n</head>\n"
        "<body>\n{{ this.html.render(**kwargs) }}\n"
        "<script>\n{{ this.script.render(**kwargs) }}\n</script>\n</body>\n</html>\n"
    )

    def __init__(self, title: str, lang: str) -> None:
        super().__init__(title=title)
        self.lang = lang
        self.header._children.clear()


class OfflineMap(folium.Map):
    """A folium map without tiles that fetches nothing: Leaflet comes from the npm package in ``leaflet_dir``.

    ``before``, ``side`` and ``after`` are the markup above, upon and below the map.
    """

    _template = Template(
        "{% macro header(this, kwargs) %}<style>{{ this.css }}</style>{% endmacro %}"
        "{% macro html(this, kwargs) %}{{ this.before }}<main>"
        '<div class="folium-map" id="{{ this.get_name() }}"></div>{{ this.side }}</main>{{ this.after }}{% endmacro %}'
        "{% macro script(this, kwargs) %}{{ this.js }}\n"
        "const settings = {{ this.settings_json }};\n"
        "const {{ this.get_name() }} = L.map({{ this.get_name() | tojson }}, {{ this.options | tojavascript }});\n"
        "phaen.start({{ this.get_name() }}, settings);{% endmacro %}"
    )

    def __init__(self, settings: Settings, leaflet_dir: Path, font_dir: Path | None) -> None:
        zoom = int(opening_zoom(settings.bounds))
        super().__init__(tiles=None, zoom_control=False, zoom_start=zoom, min_zoom=zoom - 3, max_zoom=zoom + CLOSER + 2,
                         zoom_snap=0.25, attribution_control=False)  # fmt: skip
        self._id = "phaen"
        self.options |= {"minZoom": zoom - 3, "maxZoom": zoom + CLOSER + 2}
        self.default_js = [("leaflet", assets.script(leaflet_dir))]
        self.default_css = [("leaflet_css", assets.style_sheet(leaflet_dir))]
        fonts = assets.fonts(font_dir) if font_dir else ""
        self.css = fonts + (_HERE / "map.css").read_text("utf-8")
        self.js = (_HERE / "map.js").read_text("utf-8")
        self.settings = settings
        self.settings_json = script_json(asdict(settings))
        self.before = self.side = self.after = ""

    def put(self, title: str, data: str) -> None:
        """Add a layer of features; ``data`` is JSON made safe for a script."""
        titles = [layer.title for layer in self._children.values() if isinstance(layer, FeatureLayer)]
        # the control of layers finds them by title, so a second one of the same title is numbered
        seen = titles.count(title)
        FeatureLayer(len(titles), title, f"{title} ({seen + 1})" if seen else title, data).add_to(self)


class FeatureLayer(Layer):
    """One layer in the control of layers."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "const {{ this.get_name() }} = phaen.layer({{ this._parent.get_name() }}, {{ this.data }});{% endmacro %}"
    )

    def __init__(self, place: int, title: str, name: str, data: str) -> None:
        super().__init__(name=escape(name), overlay=True, control=True, show=True)  # Leaflet takes names as markup
        self._name, self._id, self.title, self.data = "layer", str(place), title, data


class Ready(MacroElement):
    """The last line of the script: names, search, and the mark that the map stands."""

    _template = Template(
        "{% macro script(this, kwargs) %}phaen.ready({{ this._parent.get_name() }}, settings);{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Ready"


def document(chart: OfflineMap, lang: str) -> str:
    """The finished file, its policy naming each inline script by its digest."""
    control = folium.LayerControl(position="topright")
    control._id = "layers"
    control.options |= {"collapsed": JsCode("innerWidth <= 760")}  # type: ignore[dict-item]  # folium prints it as script
    control.add_to(chart)
    Ready().add_to(chart)
    page = Page(chart.settings.title, lang)
    page.add_child(chart)
    html: str = page.render()
    digests = (hashlib.sha256(body.encode()).digest() for body in _INLINE.findall(html))
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY.format(hashes=hashes)}">'
    return html.replace(_PLACE_OF_POLICY, meta, 1)
