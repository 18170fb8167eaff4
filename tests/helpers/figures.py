"""Digits to draw: strokes of points (x, y), as shares of the canvas."""

from __future__ import annotations

from collections.abc import Sequence

Stroke = Sequence[tuple[float, float]]
ONE: tuple[Stroke, ...] = (((0.42, 0.28), (0.52, 0.15), (0.52, 0.5), (0.52, 0.85)),)
SEVEN: tuple[Stroke, ...] = (((0.28, 0.2), (0.5, 0.2), (0.74, 0.2), (0.62, 0.45), (0.52, 0.65), (0.44, 0.86)),)
ZERO: tuple[Stroke, ...] = (
    (
        *((0.5, 0.15), (0.35, 0.22), (0.27, 0.4), (0.27, 0.6), (0.35, 0.78), (0.5, 0.85)),
        *((0.65, 0.78), (0.73, 0.6), (0.73, 0.4), (0.65, 0.22), (0.5, 0.15)),
    ),
)
