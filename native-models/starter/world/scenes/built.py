"""Scenes that somebody built."""
import numpy as np

from .canvas import Canvas
from .parts import boards, clouds, house, leafy, tuft, window
from .wild import BLUE, PALE


def garden(k: Canvas) -> None:
    k.heavens(BLUE, PALE, 0.5)
    clouds(k, 0.06, 0.3)
    for _ in range(5):
        leafy(k, k.u(0, 1), 0.58, k.u(0.2, 0.36), k.colour([0.24, 0.54, 0.24]))
    for i in range(15):
        x = (i + 0.5) / 15
        k.paint(k.box(x - 0.022, 0.44, x + 0.022, 0.62) + k.triangle(x, 0.45, 0.03, 0.024), (0.97, 0.96, 0.94))
    k.paint(k.box(0, 0.5, 1, 0.52) + k.box(0, 0.57, 1, 0.59), (0.92, 0.91, 0.88))
    k.paint(k.below(0.61), k.ramp([0.34, 0.62, 0.24], [0.44, 0.72, 0.28], 0.6, 1) + k.noise(70, 0.012))
    petals = ([0.94, 0.24, 0.36], [0.98, 0.78, 0.2], [0.72, 0.36, 0.86], [1.0, 0.6, 0.76])
    for _ in range(40):
        x, y = k.u(0, 1), k.u(0.62, 0.72) if k.u(0, 1) < 0.7 else k.u(0.9, 1)
        tuft(k, x, y + 0.03, 0.04, [0.16, 0.46, 0.16])
        k.paint(k.disc(x, y, k.u(0.009, 0.016)), k.colour(petals[int(k.u(0, 3.99))]))


def farm(k: Canvas) -> None:
    k.heavens(BLUE, PALE, 0.5)
    clouds(k, 0.06, 0.25)
    k.paint(k.below(k.wave(0.48, 0.02, 0.5)), k.colour([0.52, 0.74, 0.34]))
    x = k.u(0.14, 0.3) if k.u(0, 1) < 0.5 else k.u(0.7, 0.86)
    k.paint(k.box(x - 0.11, 0.36, x + 0.11, 0.54), k.colour([0.74, 0.18, 0.14]))
    k.paint(k.triangle(x, 0.37, 0.11, 0.14), k.colour([0.46, 0.40, 0.40]))
    k.paint(k.box(x - 0.045, 0.43, x + 0.045, 0.54), (0.95, 0.92, 0.88))
    k.paint(k.below(0.54), k.ramp([0.62, 0.46, 0.24], [0.52, 0.36, 0.18], 0.54, 1))
    depth = np.clip((k.y - 0.54) / 0.46, 0.02, 1)
    rows = np.abs(((k.x - 0.5) / (0.12 + depth) * 5) % 1 - 0.5)
    k.paint(k.below(0.54) * np.clip((rows - 0.3) / 0.05, 0, 1), k.colour([0.36, 0.64, 0.22]))


def road(k: Canvas) -> None:
    h = k.u(0.48, 0.54)
    k.heavens(BLUE, PALE, h)
    clouds(k, 0.05, h - 0.15)
    k.paint(k.below(k.wave(h - 0.02, 0.03, 0.8)), k.colour([0.44, 0.62, 0.36]))
    k.paint(k.below(h), k.ramp([0.56, 0.72, 0.34], [0.46, 0.66, 0.28], h, 1))
    depth = np.clip((k.y - h) / (1 - h), 0, 1)
    k.paint(k.below(h) * np.clip((0.03 + depth * 0.42 - np.abs(k.x - 0.5)) / 0.006 + 0.5, 0, 1), k.colour([0.34, 0.35, 0.38]))
    dashes = ((1 / (depth + 0.12)) * 1.6) % 1 < 0.5
    k.paint(k.below(h) * dashes * np.clip((0.002 + depth * 0.014 - np.abs(k.x - 0.5)) / 0.004 + 0.5, 0, 1), (0.97, 0.95, 0.86))


def city(k: Canvas) -> None:
    k.heavens([0.50, 0.70, 0.90], [0.94, 0.92, 0.88], 0.8)
    for layer, tone in enumerate(([0.64, 0.70, 0.78], [0.40, 0.46, 0.56])):
        x = -k.u(0, 0.1)
        while x < 1:
            w, top = k.u(0.1, 0.18), k.u(0.12, 0.4) + layer * 0.16
            inside = k.box(x, top, x + w - 0.008, 1)
            k.paint(inside, k.colour(tone, 0.05))
            panes = (((k.x - x) % 0.036) > 0.012) & (((k.y - top) % 0.05) > 0.022) & (k.x < x + w - 0.016)
            k.paint(inside * panes * (0.4 + 0.45 * layer), k.colour([0.98, 0.92, 0.62], 0.04))
            x += w
    h = k.u(0.72, 0.76)
    k.paint(k.below(h - 0.03), k.colour([0.66, 0.65, 0.64]))
    k.paint(k.below(h), k.ramp([0.30, 0.31, 0.34], [0.40, 0.41, 0.44], h, 1))
    k.paint(k.line(h + 0.13, 0.008) * (((k.x + k.u(0, 1)) % 0.2) < 0.12), (0.95, 0.93, 0.85))


def village(k: Canvas) -> None:
    k.heavens(BLUE, PALE, 0.55)
    clouds(k, 0.05, 0.25)
    k.paint(k.below(k.wave(0.5, 0.04, 0.6)), k.colour([0.44, 0.66, 0.34]))
    for i in range(4):
        house(k, (i + k.u(0.3, 0.7)) / 4, 0.6 + k.u(-0.03, 0.02), k.u(0.15, 0.21))
    k.paint(k.below(0.6), k.ramp([0.50, 0.70, 0.32], [0.42, 0.62, 0.26], 0.6, 1))
    k.paint(k.below(0.6) * np.clip((0.05 + (k.y - 0.6) * 0.7 - np.abs(k.x - 0.5)) / 0.01 + 0.5, 0, 1), k.colour([0.80, 0.70, 0.52]))


def park(k: Canvas) -> None:
    k.heavens(BLUE, PALE, 0.5)
    for _ in range(6):
        leafy(k, k.u(0, 1), 0.6 + k.u(-0.03, 0.03), k.u(0.32, 0.54), k.colour([0.26, 0.58, 0.24], 0.06))
    k.paint(k.below(k.wave(0.6, 0.01, 0.8)), k.ramp([0.42, 0.68, 0.30], [0.50, 0.76, 0.32], 0.6, 1))
    k.paint(k.below(k.wave(0.84, 0.02, 0.4)), k.colour([0.84, 0.77, 0.62]))
    x = k.u(0.04, 0.7)
    for y in (0.56, 0.6, 0.65):
        k.paint(k.box(x, y, x + 0.26, y + 0.022), k.colour([0.52, 0.32, 0.16], 0.02))
    for leg in (0.02, 0.22):
        k.paint(k.box(x + leg, 0.56, x + leg + 0.016, 0.72), (0.2, 0.2, 0.22))


def room(k: Canvas) -> None:
    k.indoors()
    h = k.u(0.64, 0.7)
    k.rgb = k.ramp(k.colour([0.86, 0.80, 0.72], 0.1), k.colour([0.84, 0.78, 0.70], 0.1), 0, h)
    window(k, k.u(0.06, 0.6), 0.1, 0.3, 0.36)
    boards(k, h, [0.66, 0.46, 0.28])
    k.paint(k.box(-0.1, h - 0.02, 1.1, h + 0.008), (0.97, 0.95, 0.92))
    k.paint(k.disc(0.5, 0.92, 0.42, flat=0.22), k.colour([0.62, 0.34, 0.34], 0.16))


def kitchen(k: Canvas) -> None:
    k.indoors()
    k.rgb = k.ramp([0.95, 0.94, 0.90], [0.90, 0.89, 0.84], 0, 0.7)
    k.paint(((((k.x * 12) % 1) < 0.05) | (((k.y * 12) % 1) < 0.05)).astype(np.float32), (0.82, 0.84, 0.84))
    tone = k.colour([0.40, 0.56, 0.60], 0.14)
    for i in range(3):
        k.paint(k.box(i * 0.34 + 0.01, -0.1, i * 0.34 + 0.33, 0.2), tone)
        k.paint(k.disc(i * 0.34 + 0.29, 0.15, 0.01), (0.9, 0.85, 0.7))
    k.paint(k.below(0.66), k.ramp([0.80, 0.62, 0.42], [0.68, 0.50, 0.32], 0.66, 1))
    k.paint(k.line(0.665, 0.008), (0.92, 0.78, 0.58))


def library(k: Canvas) -> None:
    k.indoors()
    k.rgb = k.ramp([0.40, 0.26, 0.16], [0.34, 0.22, 0.14])
    for row in range(3):
        top, x = 0.04 + row * 0.22, 0.02
        k.paint(k.box(0, top - 0.02, 1, top), k.colour([0.54, 0.36, 0.22], 0.02))
        while x < 0.98:
            w, tall = k.u(0.018, 0.036), k.u(0.12, 0.185)
            k.paint(k.box(x, top + 0.2 - tall, x + w, top + 0.2), k.colour([0.5, 0.34, 0.3], 0.24))
            x += w + 0.003
    boards(k, 0.7, [0.58, 0.40, 0.26])


def stage(k: Canvas) -> None:
    k.indoors()
    k.rgb = k.ramp([0.14, 0.08, 0.18], [0.26, 0.12, 0.26])
    fold = 0.5 + 0.5 * np.sin(k.x * 70)
    for inside in (k.box(-0.1, -0.1, 0.2, 0.76), k.box(0.8, -0.1, 1.1, 0.76), k.box(-0.1, -0.1, 1.1, 0.12)):
        k.paint(inside, np.float32([0.66, 0.06, 0.1]) * (0.62 + 0.38 * fold[..., None]))
    for x in (0.3, 0.7):
        spread = np.abs(k.x - x - (0.5 - x) * k.y * 0.8) - 0.02 - k.y * 0.14
        k.paint(np.clip(-spread / 0.03, 0, 1) * (k.y < 0.8) * 0.24, (1, 0.95, 0.75))
    boards(k, 0.74, [0.62, 0.42, 0.24])
    k.paint(k.disc(0.5, 0.86, 0.34, 0.08, 0.2) * 0.4, (1, 0.95, 0.78))
