"""What several scenes are made of."""
import numpy as np

from .canvas import Array, Canvas, Rgb


def clouds(k: Canvas, low: float, high: float) -> None:
    for _ in k.times(1, 4):
        x, y, r = k.u(0, 1), k.u(low, high), k.u(0.03, 0.06)
        for _ in range(5):
            k.paint(k.disc(x + k.u(-1.6, 1.6) * r, y + k.u(-0.3, 0.2) * r, r * k.u(0.5, 1), 0.02, 0.7) * 0.8, (1, 1, 1))


def pine(k: Canvas, x: float, foot: float, height: float, colour: Array) -> None:
    k.paint(k.box(x - height * 0.03, foot - height * 0.1, x + height * 0.03, foot), colour * 0.5)
    for part in range(4):
        k.paint(k.triangle(x, foot - height * (0.08 + 0.2 * part), height * 0.34, height * (0.26 - 0.045 * part)),
                colour * (0.86 + 0.07 * part))


def leafy(k: Canvas, x: float, foot: float, height: float, colour: Array) -> None:
    k.paint(k.box(x - height * 0.045, foot - height * 0.5, x + height * 0.045, foot), k.colour([0.36, 0.24, 0.15]))
    for _ in range(7):
        r = height * k.u(0.14, 0.24)
        k.paint(k.disc(x + k.u(-0.22, 0.22) * height, foot - height * k.u(0.5, 0.9), r), np.clip(colour + k.u(-0.06, 0.07), 0, 1))


def palm(k: Canvas, x: float, foot: float, height: float) -> None:
    lean = k.u(-0.12, 0.12) * height
    t = np.clip((foot - k.y) / height, 0, 1)
    k.paint(np.clip((0.012 - np.abs(k.x - x - lean * t * t)) / 0.004 + 0.5, 0, 1) * (k.y < foot) * (k.y > foot - height),
            k.colour([0.48, 0.34, 0.2]))
    for turn in np.linspace(-1.15, 1.15, 7):
        dx, dy = np.sin(turn), -0.5 * np.cos(turn)
        for step in np.linspace(0.1, 1, 12):
            k.paint(k.disc(x + lean + dx * step * height * 0.34, foot - height + (dy * step + 0.62 * step * step) * height * 0.34,
                           0.016 * (1.25 - step), flat=1.3), k.colour([0.14, 0.5, 0.2], 0.02))


def tuft(k: Canvas, x: float, foot: float, height: float, colour: Rgb) -> None:
    for turn in (-0.5, -0.2, 0.1, 0.4):
        k.paint(k.triangle(x + turn * height * 0.3, foot, height * k.u(0.6, 1), height * 0.07), k.colour(colour))


def house(k: Canvas, x: float, foot: float, width: float) -> None:
    high = width * k.u(0.6, 0.9)
    k.paint(k.box(x - width / 2, foot - high, x + width / 2, foot), k.colour([0.88, 0.80, 0.68], 0.1))
    k.paint(k.triangle(x, foot - high * 0.95, width * 0.55, width * 0.66), k.colour([0.66, 0.26, 0.2], 0.1))
    k.paint(k.box(x - width * 0.1, foot - high * 0.5, x + width * 0.1, foot), k.colour([0.42, 0.28, 0.18]))
    for side in (-0.3, 0.3):
        k.paint(k.box(x + (side - 0.09) * width, foot - high * 0.72, x + (side + 0.09) * width, foot - high * 0.42),
                k.colour([0.98, 0.92, 0.62]))


def boards(k: Canvas, top: float, colour: Rgb) -> None:
    """A floor of planks that run away from us."""
    k.paint(k.below(top), k.ramp(np.float32(colour) * 0.82, colour, top, 1))
    depth = np.clip((k.y - top) / (1 - top), 0.02, 1)
    across = (k.x - 0.5) / (0.35 + depth)
    k.paint(k.below(top) * (np.abs((across * 7) % 1 - 0.5) > 0.475), np.float32(colour) * 0.7)


def window(k: Canvas, x: float, y: float, width: float, height: float) -> None:
    k.paint(k.box(x, y, x + width, y + height), (0.97, 0.96, 0.93))
    glass = k.box(x + 0.015, y + 0.015, x + width - 0.015, y + height - 0.015)
    k.paint(glass, k.ramp([0.55, 0.78, 0.95], [0.82, 0.93, 1.0], y, y + height))
    bars = (np.abs(k.x - x - width / 2) < 0.006) | (np.abs(k.y - y - height / 2) < 0.006)
    k.paint(glass * bars, (0.97, 0.96, 0.93))
