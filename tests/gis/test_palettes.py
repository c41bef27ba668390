"""Neighbouring classes are told apart also by those who do not see red, green or blue."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from gis.palettes import OFFERED, PALETTES, ramp

# Machado, Oliveira, Fernandes (2009), severity 1, on linear RGB
SEEN = {
    "all": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = TO_XYZ.sum(axis=1)
LEAST = 8.0
"""CIE76; 2.3 is a difference that can just be noticed."""


def lab(colour: str, seen: NDArray[np.float64]) -> NDArray[np.float64]:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    x, y, z = np.cbrt(TO_XYZ @ np.clip(seen @ linear, 0, 1) / WHITE)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("palette", OFFERED)
def test_seven_classes_of_each_palette_on_offer_differ_for_every_eye(palette: str, seen: str) -> None:
    colours = [lab(colour, SEEN[seen]) for colour in ramp(palette, 7)]
    assert min(float(np.linalg.norm(one - other)) for one, other in pairwise(colours)) >= LEAST
    ends = float(np.linalg.norm(colours[0] - colours[-1]))
    assert ends >= 40, "the two ends of a palette are far apart"


@pytest.mark.parametrize("palette", [name for name, each in PALETTES.items() if each.order == "sequential"])
def test_a_sequential_palette_only_darkens(palette: str) -> None:
    lightness = [lab(colour, SEEN["all"])[0] for colour in ramp(palette, 7)]
    assert lightness == sorted(lightness, reverse=True)


def test_a_ramp_goes_from_end_to_end_and_back() -> None:
    assert ramp("need", 5) == PALETTES["need"].stops
    assert ramp("need", 3, is_reversed=True) == ("#1f5588", "#7fbfbe", "#f6f1d5")
    assert ramp("need", 1) == ("#1f5588",)
    # half way between #000000 and #ffffff would be 127.5: channels are mixed one by one
    assert ramp("money", 2) == ("#efedf5", "#4b2a78")
