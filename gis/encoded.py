"""A line of positions as a short text: the encoded polyline, five decimals of a degree (about a metre).

Each difference to the position before is shifted left by one bit, negative ones are inverted, and five bits at a time become
a letter from ``?`` on; so a ring of eight corners takes some 60 letters of an address. Latitude stands first, as in the
published algorithm ("Encoded Polyline Algorithm Format").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

SCALE, OFFSET, BITS, MORE = 100_000, 63, 5, 0x20
LONGEST = 2_000
"""Letters: some 250 corners, more than a hand draws."""
Position = tuple[float, float]
"""Longitude, latitude in degrees."""


def encode(positions: Sequence[Position]) -> str:
    """The text of the positions.

    >>> encode([(-120.2, 38.5), (-120.95, 40.7), (-126.453, 43.252)])
    '_p~iF~ps|U_ulLnnqC_mqNvxq`@'
    """
    found, before = [], (0, 0)
    for lon, lat in positions:
        here = (round(lat * SCALE), round(lon * SCALE))
        found += [_letters(here[0] - before[0]), _letters(here[1] - before[1])]
        before = here
    return "".join(found)


def decode(text: str) -> list[Position]:
    """The positions of a text. Raises ValueError for what is none.

    >>> decode("_p~iF~ps|U_ulLnnqC_mqNvxq`@")
    [(-120.2, 38.5), (-120.95, 40.7), (-126.453, 43.252)]
    """
    steps = list(_steps(text))
    if len(steps) % 2:
        raise ValueError("a latitude without its longitude")
    found, lat, lon = [], 0, 0
    for north, east in zip(steps[::2], steps[1::2], strict=True):
        lat, lon = lat + north, lon + east
        found.append((lon / SCALE, lat / SCALE))
    return found


def _letters(step: int) -> str:
    left, letters = ~(step << 1) if step < 0 else step << 1, ""
    while left >= MORE:
        letters += chr((MORE | (left & (MORE - 1))) + OFFSET)
        left >>= BITS
    return letters + chr(left + OFFSET)


def _steps(text: str) -> Iterator[int]:
    held, shift = 0, 0
    for letter in text:
        piece = ord(letter) - OFFSET
        if not 0 <= piece < 2 * MORE:
            raise ValueError(f"{letter!r} is no letter of an encoded line")
        held |= (piece & (MORE - 1)) << shift
        shift += BITS
        if piece < MORE:
            yield ~(held >> 1) if held & 1 else held >> 1
            held, shift = 0, 0
    if shift:
        raise ValueError("the text ends within a number")
