"""What stands at the head of a print: its title, and below it what it shows of which year and place."""

from __future__ import annotations

from dataclasses import dataclass

from app.maps import comparing
from app.maps.asking import Asked
from app.web.words import Language
from gis.layer import Layer, Text


@dataclass(frozen=True, slots=True)
class Heading:
    """``title`` is the reader's own where he gave one, ``said`` what the map is called without it."""

    title: str
    said: str
    subtitle: str


def heading(
    layer: Layer, front: Layer, differing: comparing.Shown | None, asked: Asked, made_of: Text | None, area: str, own: str,
    language: Language,
) -> Heading:  # fmt: skip
    """The head of a map of ``layer``, or of the difference ``front`` that stands in its place; ``area`` is shown alone."""
    title = language.text(front.metadata.title if differing is None else layer.metadata.title)
    said = f"{language.say('ผลต่าง', 'Difference')}: {title}" if differing else title
    parts = (said if own else "", _period(differing, asked, made_of, language), area, unit_of(front, language))
    return Heading(own or said, said, " · ".join(part for part in parts if part))


def unit_of(layer: Layer, language: Language) -> str:
    """The unit of what the layer shades; empty for one without values."""
    value = layer.by_role("value")
    return language.text(value.unit) if value and value.unit else ""


def _period(differing: comparing.Shown | None, asked: Asked, made_of: Text | None, language: Language) -> str:
    """The year of the data, of a difference both years, of values made of several what they are; empty without years."""
    if differing:
        return differing.title
    parts = (asked.year.title(language) if asked.year else "", language.text(made_of) if made_of else "")
    return " · ".join(part for part in parts if part)
