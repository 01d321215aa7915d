"""Colour-blind people tell the colours of the displays apart.

Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color
Vision Deficiency (2009): their matrices, for linear RGB, simulate what people see who
lack one kind of cones (severity 1). Distances are Euclidean in CIELAB (CIE 1976, white
point D65), where differences of 2 to 3 are just noticed side by side.
"""

from itertools import combinations

import numpy as np
import pytest

from sk_hpo.plot import style

# Several times what is just noticed: markers are small, and lie apart.
LEAST = 10.0
SIGHTS = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
# From linear sRGB to CIE XYZ (IEC 61966-2-1); the white is (1, 1, 1).
XYZ = np.array(
    [
        [0.4124, 0.3576, 0.1805],
        [0.2126, 0.7152, 0.0722],
        [0.0193, 0.1192, 0.9505],
    ]
)


def linear(colour):
    """The linear RGB of an sRGB colour (IEC 61966-2-1)."""
    c = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(colour, sight="normal"):
    """Where a colour lies in CIELAB for people with this sight."""
    seen = np.clip(np.array(SIGHTS[sight]) @ linear(colour), 0, 1)
    x = XYZ @ seen / XYZ.sum(axis=1)
    low = x / (3 * (6 / 29) ** 2) + 4 / 29
    f = np.where(x > (6 / 29) ** 3, np.cbrt(x), low)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def close(colours, sight):
    """The pairs of colours that look alike."""
    return [
        (a, b)
        for a, b in combinations(colours, 2)
        if np.linalg.norm(lab(a, sight) - lab(b, sight)) < LEAST
    ]


@pytest.mark.parametrize("sight", SIGHTS)
def test_all_colours_are_told_apart(sight):
    matplotlib = pytest.importorskip("matplotlib")
    ends = matplotlib.colormaps[style.MAP]([0.0, 1.0])
    ends = [matplotlib.colors.to_hex(end) for end in ends]
    assert close([*style.COLOURS, style.FAILED, style.STOPPED, *ends], sight) == []


@pytest.mark.parametrize("sight", SIGHTS)
def test_all_colours_are_seen_on_light_and_on_dark(sight):
    for ground in ("#ffffff", "#000000"):
        for colour in (*style.COLOURS, style.FAILED, style.STOPPED):
            lightness = abs(lab(colour, sight)[0] - lab(ground)[0])
            assert lightness > 2 * LEAST, (colour, ground)


def test_the_check_finds_what_looks_alike():
    red, green = "#c04000", "#708000"
    assert close([red, green], "normal") == []
    assert close([red, green], "deuteranopia") == [(red, green)]
    grey, purple = "#999999", style.PURPLE
    assert close([grey, purple], "normal") == []
    assert close([grey, purple], "deuteranopia") == [(grey, purple)]


def test_lab():
    np.testing.assert_allclose(lab("#ffffff"), [100, 0, 0], atol=0.02)
    np.testing.assert_allclose(lab("#000000"), [0, 0, 0], atol=0.02)
    # computed by others, to the last digit given
    np.testing.assert_allclose(lab("#ff0000"), [53.24, 80.09, 67.20], atol=0.05)
    for matrix in SIGHTS.values():  # greys stay as they are
        np.testing.assert_allclose(np.sum(matrix, axis=1), 1.0, atol=1e-5)


def test_translucent_colours_are_not_lost_on_a_dark_background():
    pyplot = pytest.importorskip("matplotlib.pyplot")
    assert style.opacity(0.25) == 0.25
    with pyplot.style.context("dark_background"):
        assert style.opacity(0.25) == 0.5
        assert style.opacity(1.0) == 1.0
