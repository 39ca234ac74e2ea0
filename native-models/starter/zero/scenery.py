"""Version 0's ten scenes, drawn as it saw them: the curves and the order of random numbers are its own, not those of version 1's canvas."""
import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Array = NDArray[np.float32]
Rgb = list[float]


class Canvas:
    """A square drawn at twice the size, in coordinates 0..1 with y down."""

    def __init__(self, rng: np.random.Generator, side: int):
        self.rng, self.side = rng, side * 2
        axis = (np.arange(self.side, dtype=np.float32) + 0.5) / self.side
        self.x, self.y = axis[None, :], axis[:, None]
        self.rgb = np.zeros((self.side, self.side, 3), np.float32)

    def u(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    def colour(self, rgb: Rgb, jitter: float = 0.03) -> Array:
        return np.clip(np.float32(rgb) + self.rng.uniform(-jitter, jitter, 3).astype(np.float32), 0, 1)

    def ramp(self, top: Array, bottom: Array, y0: float = 0.0, y1: float = 1.0) -> Array:
        t = np.clip((self.y - y0) / (y1 - y0), 0, 1)[..., None]
        return (top + (bottom - top) * t) + np.zeros_like(self.rgb)

    def paint(self, mask: Array, colour: Array) -> None:
        mask = np.clip(mask, 0, 1)[..., None]
        self.rgb = self.rgb * (1 - mask) + colour * mask

    def below(self, height: float | Array, soft: float = 0.008) -> Array:
        """Mask of what lies under a line; height may be a curve over x."""
        return np.clip((self.y - height) / soft + 0.5, 0, 1) + np.zeros_like(self.x)

    def wave(self, base: float, size: float, turns: float) -> Array:
        return base + size * np.sin(self.x * turns * 2 * math.pi + self.u(0, 7)) + size * 0.5 * np.sin(
            self.x * turns * 4.3 + self.u(0, 7))

    def disc(self, x: float, y: float, r: float, soft: float = 0.01) -> Array:
        return np.clip((r - np.hypot(self.x - x, self.y - y)) / soft + 0.5, 0, 1)

    def noise(self, cells: int, size: float) -> Array:
        grid = self.rng.standard_normal((cells, cells)).astype(np.float32)
        big = Image.fromarray(grid).resize((self.side, self.side), Image.BICUBIC)
        return np.asarray(big)[..., None] * size

    def done(self) -> NDArray[np.uint8]:
        """[3, side, side]"""
        small = self.rgb.reshape(self.side // 2, 2, self.side // 2, 2, 3).mean((1, 3))
        return (np.clip(small, 0, 1) * 255 + 0.5).astype(np.uint8).transpose(2, 0, 1)


def clouds(k: Canvas, count: int, top: float, bottom: float) -> None:
    for _ in range(count):
        x, y, r = k.u(0, 1), k.u(top, bottom), k.u(0.03, 0.06)
        for i in range(4):
            k.paint(k.disc(x + (i - 1.5) * r * 0.9, y + k.u(-0.3, 0.1) * r, r * k.u(0.7, 1), 0.03) * 0.8,
                    np.float32([1, 1, 1]))


def beach(k: Canvas) -> None:
    h = k.u(0.34, 0.42)
    k.rgb = k.ramp(k.colour([0.36, 0.68, 0.95]), k.colour([0.80, 0.93, 1.0]), 0, h)
    clouds(k, int(k.u(0, 3)), 0.05, h - 0.12)
    shore = k.wave(h + k.u(0.14, 0.2), 0.012, 1.1)
    k.paint(k.below(h), k.ramp(k.colour([0.05, 0.42, 0.72]), k.colour([0.22, 0.72, 0.80]), h, h + 0.18))
    k.paint(k.below(shore - 0.02), np.float32([0.95, 0.98, 1.0]))
    k.paint(k.below(shore), k.ramp(k.colour([0.84, 0.70, 0.46], 0.02), k.colour([0.97, 0.87, 0.62], 0.02), h + .15, 1)
            + k.noise(48, 0.012))


def night(k: Canvas) -> None:
    k.rgb = k.ramp(k.colour([0.02, 0.03, 0.12], 0.015), k.colour([0.10, 0.13, 0.36], 0.03))
    for _ in range(int(k.u(22, 36))):
        k.paint(k.disc(k.u(0, 1), k.u(0, 0.85), k.u(0.006, 0.013), 0.012) * k.u(0.6, 1), np.float32([1, 1, 0.9]))
    k.paint(k.below(k.wave(k.u(0.84, 0.9), 0.02, 0.8)), k.colour([0.02, 0.04, 0.09], 0.01))


def pine(k: Canvas, x: float, foot: float, height: float, colour: Array) -> None:
    t = np.clip((k.y - (foot - height)) / height, 0, 1)
    jag = 0.75 + 0.25 * ((t * 3.0) % 1.0)
    half = t * jag * height * 0.30
    mask = np.clip((half - np.abs(k.x - x)) / 0.008 + 0.5, 0, 1) * (k.y < foot) * (k.y > foot - height)
    k.paint(mask, colour)


def forest(k: Canvas) -> None:
    k.rgb = k.ramp(k.colour([0.72, 0.87, 0.86]), k.colour([0.86, 0.94, 0.80]), 0, 0.6)
    h = k.u(0.66, 0.74)
    for layer, (tone, n) in enumerate([([0.40, 0.62, 0.46], 8), ([0.16, 0.44, 0.24], 8), ([0.05, 0.28, 0.13], 6)]):
        for i in range(n):
            pine(k, (i + k.u(0.1, 0.9)) / n, h + layer * 0.03, k.u(0.38, 0.62), k.colour(tone, 0.02))
    k.paint(k.below(h), k.ramp(k.colour([0.16, 0.34, 0.12], 0.02), k.colour([0.30, 0.42, 0.16], 0.02), h, 1)
            + k.noise(40, 0.015))


def snow(k: Canvas) -> None:
    k.rgb = k.ramp(k.colour([0.62, 0.74, 0.88]), k.colour([0.86, 0.91, 0.96]), 0, 0.6)
    h = k.u(0.5, 0.58)
    for i in range(5):
        pine(k, (i + k.u(0, 1)) / 5, h + 0.03, k.u(0.12, 0.22), k.colour([0.50, 0.64, 0.70], 0.02))
    k.paint(k.below(k.wave(h, 0.02, 0.7), 0.012), k.ramp(k.colour([0.88, 0.92, 0.97], 0.01), np.float32([1, 1, 1]), h, 1))
    k.paint(k.below(k.wave(h + 0.2, 0.03, 0.6), 0.03) * 0.5, k.colour([0.86, 0.90, 0.97], 0.01))
    for _ in range(int(k.u(20, 34))):
        k.paint(k.disc(k.u(0, 1), k.u(0, 0.95), k.u(0.008, 0.014), 0.014), np.float32([1, 1, 1]))


def desert(k: Canvas) -> None:
    h = k.u(0.48, 0.56)
    k.rgb = k.ramp(k.colour([0.55, 0.76, 0.90]), k.colour([0.99, 0.90, 0.70]), 0, h)
    for i, tone in enumerate([[0.90, 0.66, 0.36], [0.86, 0.56, 0.26], [0.94, 0.66, 0.32]]):
        k.paint(k.below(k.wave(h + i * 0.15, 0.04, 0.7 + 0.3 * i), 0.01), k.colour(tone, 0.02) + k.noise(32, 0.008))


def meadow(k: Canvas) -> None:
    h = k.u(0.46, 0.54)
    k.rgb = k.ramp(k.colour([0.38, 0.66, 0.96]), k.colour([0.80, 0.92, 1.0]), 0, h)
    clouds(k, int(k.u(1, 3.9)), 0.08, h - 0.15)
    k.paint(k.below(k.wave(h, 0.03, 0.7), 0.01), k.colour([0.48, 0.76, 0.32], 0.02))
    k.paint(k.below(k.wave(h + 0.14, 0.03, 0.5), 0.012), k.ramp(k.colour([0.36, 0.68, 0.20], 0.02),
                                                              k.colour([0.46, 0.76, 0.26], 0.02), h, 1))
    for _ in range(int(k.u(8, 16))):
        k.paint(k.disc(k.u(0, 1), k.u(h + 0.18, 1), 0.011, 0.012), k.colour([0.98, 0.94, 0.6], 0.05))


def sea(k: Canvas) -> None:
    h = k.u(0.24, 0.34)
    k.rgb = k.ramp(k.colour([0.50, 0.76, 0.96]), k.colour([0.85, 0.94, 1.0]), 0, h)
    k.paint(k.below(h), k.ramp(k.colour([0.04, 0.36, 0.62], 0.02), k.colour([0.02, 0.20, 0.46], 0.02), h, 1))
    for i in range(9):
        y = h + 0.05 + (i / 9) ** 1.3 * 0.62
        line = k.wave(y, 0.006 + i * 0.0012, 2.4 - i * 0.12)
        k.paint(np.clip(1 - np.abs(k.y - line) / 0.011, 0, 1) * 0.45, k.colour([0.45, 0.76, 0.90], 0.02))


def sunset(k: Canvas) -> None:
    h = k.u(0.62, 0.7)
    k.rgb = k.ramp(k.colour([0.30, 0.14, 0.42]), k.colour([0.98, 0.52, 0.24]), 0, h)
    x, r = k.u(0.15, 0.85), k.u(0.10, 0.14)
    k.paint(k.disc(x, h, r * 2.2, 0.22) * 0.5, np.float32([1, 0.78, 0.35]))
    k.paint(k.disc(x, h, r), np.float32([1, 0.88, 0.50]))
    k.paint(k.below(h), k.ramp(k.colour([0.48, 0.22, 0.36], 0.02), k.colour([0.16, 0.08, 0.24], 0.02), h, 1))
    k.paint(k.below(h) * np.clip(1 - np.abs(k.x - x) / (r * 0.9), 0, 1) * 0.6, k.colour([0.98, 0.62, 0.32], 0.02))


def city(k: Canvas) -> None:
    k.rgb = k.ramp(k.colour([0.60, 0.74, 0.86]), k.colour([0.93, 0.90, 0.84]), 0, 0.8)
    for layer, tone in enumerate([[0.62, 0.68, 0.76], [0.38, 0.44, 0.54]]):
        x = -k.u(0, 0.1)
        while x < 1:
            w, top = k.u(0.11, 0.18), k.u(0.14, 0.42) + layer * 0.16
            inside = ((k.x >= x) & (k.x < x + w - 0.008) & (k.y > top)).astype(np.float32)
            k.paint(inside, k.colour(tone, 0.03))
            if layer:
                panes = (((k.x - x) % 0.05) > 0.018) & (((k.x - x) % 0.05) < 0.04) & (((k.y - top) % 0.075) > 0.03)
                k.paint(inside * panes * 0.85, k.colour([0.98, 0.90, 0.56], 0.03))
            x += w
    h = k.u(0.78, 0.82)
    k.paint(k.below(h), k.colour([0.34, 0.35, 0.38], 0.02))
    dash = (np.abs(k.y - (h + 0.11)) < 0.012) & (((k.x + k.u(0, 1)) % 0.25) < 0.14)
    k.paint(dash.astype(np.float32), np.float32([0.95, 0.93, 0.85]))


def room(k: Canvas) -> None:
    h = k.u(0.66, 0.72)
    wall = k.colour([0.90, 0.84, 0.74], 0.05)
    k.rgb = k.ramp(wall, wall * 0.95, 0, h)
    x = k.u(0.06, 0.64)
    for x0, x1, y0, y1, rgb in [(x, x + 0.30, 0.10, 0.46, [1, 1, 1]), (x + 0.025, x + 0.275, 0.125, 0.435, [0.66, 0.84, 0.96])]:
        k.paint(((k.x > x0) & (k.x < x1) & (k.y > y0) & (k.y < y1)).astype(np.float32), np.float32(rgb))
    bars = ((np.abs(k.x - x - 0.15) < 0.012) & (k.y > 0.12) & (k.y < 0.44)) | (
        (np.abs(k.y - 0.28) < 0.012) & (k.x > x + 0.02) & (k.x < x + 0.28))
    k.paint(bars.astype(np.float32), np.float32([1, 1, 1]))
    k.paint(k.below(h), k.colour([0.62, 0.42, 0.26], 0.02))
    k.paint(k.below(h) * (((k.y - h) % 0.085) < 0.012), k.colour([0.48, 0.31, 0.18], 0.01))
    k.paint(np.clip(1 - np.abs(k.y - h) / 0.016, 0, 1), np.float32([0.97, 0.95, 0.92]))


SCENES: dict[str, Callable[[Canvas], None]] = {'beach': beach, 'night sky': night, 'forest': forest, 'snow': snow, 'desert': desert, 'meadow': meadow, 'sea': sea,
                                               'sunset': sunset, 'city': city, 'room': room}
