"""The marks of point features and the patterns of areas: word, shape and colour always go together.

Shapes are drawn about (0, 0) in a box of 32 units with a white rim, so that they stand on any ground.
"""

from __future__ import annotations

BOX = 32
RADIUS = 11
"""The coloured part's radius in the box of 32; a style's ``size`` is this radius in pixels."""

HATCH = "#98a1a9"

_TEMPLATES = {
    "circle": '<circle r="14" fill="#fff"/><circle r="11" fill="{c}" stroke="{e}" stroke-width="1.2"/>',
    "triangle": '<path d="M0-15.5 16.5 14H-16.5Z" fill="#fff"/>'
    '<path d="M0-10 11.5 11H-11.5Z" fill="{c}" stroke="{e}" stroke-width="1.5" stroke-linejoin="round"/>',
    "square": '<path d="M-14-14H14V14H-14Z" fill="#fff"/>'
    '<path d="M-11-11H11V11H-11Z" fill="{c}" stroke="{e}" stroke-width="1.2"/>',
    "ring": '<circle r="14" fill="#fff"/><circle r="9.6" fill="#fff" stroke="{c}" stroke-width="3"/>',
    "target": '<circle r="14" fill="#fff"/><circle r="9.6" fill="#fff" stroke="{c}" stroke-width="3"/><circle r="4" fill="{c}"/>',
    "half": '<circle r="14" fill="#fff"/><circle r="9.6" fill="#fff" stroke="{c}" stroke-width="3"/>'
    '<path d="M0-9.6A9.6 9.6 0 0 1 0 9.6Z" fill="{c}"/>',
    "tick": '<circle r="14" fill="#fff"/><circle r="11" fill="{c}"/>'
    '<path d="M-5.5.5-1.5 4.5 6-4" fill="none" stroke="#fff" stroke-width="2.8"/>',
    "hatched": '<circle r="14" fill="#fff"/><circle r="10.5" fill="#fff" stroke="{c}" stroke-width="2.2"/>'
    '<path d="M-7.5 3.5 3.5-7.5M-6 7 7-6M-1 9.5 9.5-.5" fill="none" stroke="{c}" stroke-width="2"/>',
    "diamond": '<path d="M0-17 17 0 0 17-17 0Z" fill="#fff"/>'
    '<path d="M0-13 13 0 0 13-13 0Z" fill="{c}" stroke="{e}" stroke-width="1.2"/>',
    "cross": '<path d="M-7-14H7V-7H14V7H7V14H-7V7H-14V-7H-7Z" fill="#fff"/>'
    '<path d="M-4-11H4V-4H11V4H4V11H-4V4H-11V-4H-4Z" fill="{c}" stroke="{e}" stroke-width=".8"/>',
}


def shape(name: str, colour: str) -> str:
    """The SVG elements of a mark in its box of 32; an unknown name is a circle."""
    body = _TEMPLATES.get(name, _TEMPLATES["circle"])
    return body.format(c=colour, e=edge(colour))


def edge(colour: str) -> str:
    """The outline of a mark: the colour itself, or a darker one where it would not stand out from white (3:1)."""
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    if 1.05 / (_luminance(channels) + 0.05) >= 3:
        return colour
    return "#" + "".join(f"{channel * 48 // 100:02x}" for channel in channels)


def _luminance(channels: list[int]) -> float:
    """Relative luminance of WCAG 2.2, of 0 to 255 red, green, blue."""
    linear = [(v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4) for v in (c / 255 for c in channels)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def hatch(identifier: str, colour: str = HATCH) -> str:
    """The pattern of areas without data."""
    return (
        f'<pattern id="{identifier}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<path d="M0 0H6V6H0Z" fill="#fff"/><path d="M.75 0V6" stroke="{colour}" stroke-width="1.5"/></pattern>'
    )
