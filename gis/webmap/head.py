"""What stands above the map: what a reader must know before he hands it on, its title, what it shows and of which day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from gis.access import Read
from gis.classes import NAMES
from gis.geojson import Feature
from gis.layer import Layer
from gis.style import Choropleth
from gis.values import short_date
from gis.webmap.words import WORDS


def head(layer: Layer, features: Sequence[Feature], heading: str, told: Sequence[str], class_: Read, lang: str) -> str:
    """The markup; ``told`` are lines below the title, ``class_`` that of all that the file holds."""
    words, metadata = WORDS[lang], layer.metadata
    title, notes = escape(heading or metadata.title.in_language(lang)), escape(metadata.notes.in_language(lang))
    synthetic = sum(bool(feature.properties.get("is_synthetic")) for feature in features)
    said = words["synthetic"] if synthetic == len(features) else words["part"].format(n=synthetic, of=len(features))
    banner = f'<div class="synthetic" role="note">{escape(said)}</div>' if synthetic else ""
    hidden = f'<div class="hidden" role="note">{escape(_hidden(class_, lang))}</div>' if class_ is not Read.PUBLIC else ""
    script = f"<noscript><p>{escape(words['script'])}</p></noscript>"
    lines = "".join(f'<p class="said">{escape(line)}</p>' for line in told)
    return f"<header>{hidden}{banner}<h1>{title}</h1>{lines}<p>{notes}</p>{script}</header>"


def told(layer: Layer, heading: str, period: str, made_on: date, true_on: date, lang: str) -> str:
    """What the main layer shows, of which year, true on which day and known on which, as a print has it below its title."""
    words, title = WORDS[lang], layer.metadata.title.in_language(lang)
    days = f"{words['true_on']} {short_date(true_on, lang)}", f"{words['made_on']} {short_date(made_on, lang)}"
    parts = (measured(layer, lang) if heading not in ("", title) else "", period, *days)
    return " · ".join(part for part in parts if part)


def _hidden(class_: Read, lang: str) -> str:
    name = class_.replace("_", ", ") if lang == "en" else NAMES[class_][0]
    return f"{WORDS[lang]['hidden']} ({name})"


def measured(layer: Layer, lang: str) -> str:
    """The layer's title with the unit of what it shades."""
    title = layer.metadata.title.in_language(lang)
    attribute = layer.attribute(layer.style.attribute) if isinstance(layer.style, Choropleth) else None
    return f"{title} ({attribute.unit.in_language(lang)})" if attribute and attribute.unit else title
