"""The colours of the pictures: seen against the dark ground, and told apart with each kind of colour blindness.

Contrast by WCAG 2.2 (1.4.3 and 1.4.11); colour blindness by Machado, Oliveira and Fernandes 2009, severity 1.0, in linear light; how far
two colours are apart by CIE 1976, where 2.3 is just noticeable.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from bot.render import canvas
from bot.render.evidence import event_pictures
from bot.render.evidence import pictures as evidence
from bot.render.lookups import pictures

TEXT, GRAPHICS = 4.5, 3.0
APART = 10.0
"""More than four times what is just noticeable; other marks (dashes, shapes, order, labels) come on top."""
DEFICIENCIES = {
    "none": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
WRITTEN = [canvas.INK, canvas.MUTED, *(colour for colour, _ in event_pictures.KINDS.values()), canvas.YELLOW]
TOGETHER = {
    "regimes": list(pictures.REGIMES.values()),
    "what the balance sheet is made of": list(pictures.COMPOSITION),
    "rates": [colour for colour, _ in pictures.SPREADS.values()],
    "facilities": [colour for _, colour in pictures.FACILITIES.values()],
    "dots": [canvas.ORANGE, canvas.SKY],
    "an event and ordinary days": [evidence.EVENT, evidence.ORDINARY],
    "gone, new and kept words": [colour for colour, _ in event_pictures.KINDS.values()],
}


def linear(colour: str) -> np.ndarray:
    """Linear light, 0 to 1, of `#rrggbb`."""
    shares = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    lights = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lab(light: np.ndarray) -> np.ndarray:
    """CIE L*a*b*, white D65."""
    to_xyz = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
    shares = to_xyz @ np.clip(light, 0, 1) / [0.95047, 1.0, 1.08883]
    f = np.where(shares > 216 / 24389, np.cbrt(shares), (24389 / 27 * shares + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(one: str, other: str, deficiency: str) -> float:
    seen = np.array(DEFICIENCIES[deficiency])
    return float(np.linalg.norm(lab(seen @ linear(one)) - lab(seen @ linear(other))))


def test_the_formulas_are_the_published_ones() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert lab(linear("#ff0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
    assert apart("#ff0000", "#00ff00", "none") == pytest.approx(170.6, abs=0.2)
    assert apart("#ff0000", "#808000", "deuteranopia") < 15 < 60 < apart("#ff0000", "#808000", "none")


@pytest.mark.parametrize("colour", WRITTEN)
def test_what_is_written_can_be_read(colour: str) -> None:
    assert contrast(colour, canvas.BACK) >= TEXT


@pytest.mark.parametrize("colour", sorted({colour for colours in TOGETHER.values() for colour in colours}))
def test_what_is_drawn_can_be_seen(colour: str) -> None:
    assert contrast(colour, canvas.BACK) >= GRAPHICS


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("name", TOGETHER)
def test_colours_of_one_picture_are_told_apart(name: str, deficiency: str) -> None:
    found = {pair: round(apart(*pair, deficiency), 1) for pair in itertools.combinations(TOGETHER[name], 2)}
    assert min(found.values()) >= APART, found
