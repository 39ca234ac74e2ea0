"""A picture drawn by coverage masks, with what of it is still sky."""
import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Rgb = tuple[float, float, float] | list[float] | Array


class Canvas:
    """A square in coordinates 0..1 with y down; drawn larger and reduced by `done`."""

    def __init__(self, rng: np.random.Generator, side: int, over: int = 2):
        self.rng, self.side, self.over = rng, side * over, over
        axis = (np.arange(self.side, dtype=np.float32) + 0.5) / self.side
        self.x, self.y = axis[None, :], axis[:, None]
        self.rgb = np.zeros((self.side, self.side, 3), np.float32)
        self.sky = np.ones((self.side, self.side), np.float32)

    def u(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    def times(self, low: int, high: int) -> range:
        return range(int(self.rng.integers(low, high + 1)))

    def colour(self, rgb: Rgb, jitter: float = 0.03) -> Array:
        return np.clip(np.float32(rgb) + self.rng.uniform(-jitter, jitter, 3).astype(np.float32), 0, 1)

    def ramp(self, top: Rgb, bottom: Rgb, y0: float = 0.0, y1: float = 1.0) -> Array:
        t = np.clip((self.y - y0) / (y1 - y0), 0, 1)[..., None]
        top, bottom = self.colour(top, 0.02), self.colour(bottom, 0.02)
        return top + (bottom - top) * t + np.zeros_like(self.rgb)

    def heavens(self, top: Rgb, bottom: Rgb, to: float = 0.7) -> None:
        self.rgb = self.ramp(top, bottom, 0, to)

    def indoors(self) -> None:
        self.sky[:] = 0

    def paint(self, mask: Array, colour: Array | Rgb) -> None:
        mask = np.clip(mask, 0, 1)
        self.sky *= 1 - mask
        self.rgb += (np.float32(colour) - self.rgb) * mask[..., None]

    def below(self, height: float | Array, soft: float = 0.006) -> Array:
        return np.clip((self.y - height) / soft + 0.5, 0, 1) + np.zeros_like(self.x)

    def wave(self, base: float, size: float, turns: float) -> Array:
        return (base + size * np.sin(self.x * turns * 2 * math.pi + self.u(0, 7)) + size * 0.5 * np.sin(
            self.x * turns * 4.3 * math.pi + self.u(0, 7))).astype(np.float32)

    def peaks(self, base: float, size: float, cells: int) -> Array:
        """A jagged line over x: midpoints displaced at random."""
        points = self.rng.uniform(0, 1, cells + 1).astype(np.float32)
        points[1::2] *= 0.35
        fine = self.rng.uniform(-0.06, 0.06, 65).astype(np.float32)
        line = np.interp(self.x[0], np.linspace(0, 1, cells + 1), points) + np.interp(self.x[0], np.linspace(0, 1, 65), fine)
        return (base - size * line)[None, :].astype(np.float32)

    def disc(self, x: float, y: float, r: float, soft: float = 0.006, flat: float = 1.0) -> Array:
        return np.clip((r - np.hypot(self.x - x, (self.y - y) / flat)) / soft + 0.5, 0, 1)

    def box(self, x0: float, y0: float, x1: float, y1: float, soft: float = 0.004) -> Array:
        across = np.clip((self.x - x0) / soft + 0.5, 0, 1) * np.clip((x1 - self.x) / soft + 0.5, 0, 1)
        return across * np.clip((self.y - y0) / soft + 0.5, 0, 1) * np.clip((y1 - self.y) / soft + 0.5, 0, 1)

    def triangle(self, x: float, foot: float, height: float, half: float, soft: float = 0.006) -> Array:
        t = np.clip((self.y - (foot - height)) / height, 0, 1)
        return np.clip((t * half - np.abs(self.x - x)) / soft + 0.5, 0, 1) * (self.y < foot) * (self.y > foot - height)

    def line(self, curve: Array | float, width: float) -> Array:
        return np.clip(1.5 - np.abs(self.y - curve) / width, 0, 1) + np.zeros_like(self.x)

    def noise(self, cells: int, size: float) -> Array:
        """Soft blotches, [side, side, 1], around 0."""
        grid = self.rng.normal(0, size, (cells + 1, cells + 1)).astype(np.float32)
        at = np.linspace(0, cells, self.side, dtype=np.float32)
        low = np.minimum(at.astype(int), cells - 1)
        part = (at - low)[:, None]
        rows = grid[low] * (1 - part) + grid[low + 1] * part
        return (rows[:, low] * (1 - part.T) + rows[:, low + 1] * part.T)[..., None]

    def done(self) -> NDArray[np.uint8]:
        """[4, side, side]: RGB and the share of sky."""
        n, k = self.side // self.over, self.over
        both = np.concatenate([self.rgb, self.sky[..., None]], 2).clip(0, 1)
        small = both.reshape(n, k, n, k, 4).mean((1, 3))
        return (small * 255 + 0.5).astype(np.uint8).transpose(2, 0, 1)
