"""Scenes that nobody built."""
import numpy as np

from .canvas import Canvas
from .parts import clouds, leafy, palm, pine, tuft

BLUE, PALE = [0.36, 0.66, 0.94], [0.82, 0.93, 1.0]


def water(k: Canvas, top: float, near: list[float], far: list[float]) -> None:
    k.paint(k.below(top), k.ramp(far, near, top, 1))
    for i in range(9):
        y = top + 0.02 + (i / 9) ** 1.4 * (0.98 - top)
        k.paint(k.line(k.wave(y, 0.003 + i * 0.0008, 2.6 - i * 0.15), 0.004 + i * 0.0004) * 0.4, k.colour([0.62, 0.84, 0.94]))


def beach(k: Canvas) -> None:
    h = k.u(0.36, 0.44)
    k.heavens(BLUE, PALE, h)
    clouds(k, 0.06, h - 0.1)
    water(k, h, [0.22, 0.72, 0.80], [0.05, 0.42, 0.72])
    shore = k.wave(h + k.u(0.13, 0.18), 0.012, 0.9)
    k.paint(k.below(shore - 0.02), (0.95, 0.98, 1.0))
    k.paint(k.below(shore), k.ramp([0.86, 0.72, 0.48], [0.97, 0.88, 0.64], h + 0.15, 1) + k.noise(64, 0.012))
    if k.u(0, 1) < 0.6:
        palm(k, k.u(0.04, 0.16) if k.u(0, 1) < 0.5 else k.u(0.84, 0.96), h + 0.26, k.u(0.4, 0.52))


def sea(k: Canvas) -> None:
    h = k.u(0.36, 0.46)
    k.heavens(BLUE, PALE, h)
    clouds(k, 0.05, h - 0.08)
    water(k, h, [0.02, 0.22, 0.48], [0.06, 0.42, 0.68])


def underwater(k: Canvas) -> None:
    k.indoors()
    k.rgb = k.ramp([0.20, 0.68, 0.84], [0.02, 0.20, 0.42])
    for _ in range(5):
        slant = np.abs(k.x - k.u(0, 1) - (k.y - 0.5) * k.u(-0.3, 0.3))
        k.paint(np.clip(1 - slant / 0.06, 0, 1) * (1 - k.y) * 0.16, (0.8, 0.96, 1.0))
    floor = k.wave(k.u(0.8, 0.86), 0.02, 0.8)
    k.paint(k.below(floor), k.ramp([0.52, 0.58, 0.44], [0.74, 0.70, 0.5], 0.8, 1))
    for _ in k.times(5, 9):
        x, tall = k.u(0, 1), k.u(0.12, 0.32)
        stem = np.abs(k.x - x - 0.015 * np.sin(k.y * 40 + x * 9))
        k.paint(np.clip((0.009 - stem) / 0.004 + 0.5, 0, 1) * (k.y > 0.88 - tall) * (k.y < 0.9), k.colour([0.1, 0.5, 0.3], 0.08))
    for _ in k.times(6, 14):
        x, y, r = k.u(0, 1), k.u(0.05, 0.8), k.u(0.006, 0.016)
        k.paint(k.disc(x, y, r) * (1 - 0.7 * k.disc(x, y, r * 0.7)) * 0.7, (0.85, 0.97, 1.0))


def lake(k: Canvas) -> None:
    h = k.u(0.46, 0.54)
    k.heavens(BLUE, PALE, h)
    k.paint(k.below(k.peaks(h - 0.02, 0.2, 6)), k.colour([0.46, 0.56, 0.66]))
    for i in range(14):
        pine(k, (i + k.u(0, 1)) / 14, h + 0.005, k.u(0.07, 0.14), k.colour([0.14, 0.38, 0.26]))
    water(k, h, [0.16, 0.46, 0.56], [0.42, 0.68, 0.78])
    k.paint(k.below(k.wave(0.86, 0.02, 0.6)), k.ramp([0.36, 0.58, 0.24], [0.28, 0.48, 0.18], 0.84, 1))


def forest(k: Canvas) -> None:
    k.heavens([0.66, 0.85, 0.88], [0.88, 0.95, 0.82], 0.6)
    h = k.u(0.62, 0.68)
    for layer, (tone, count) in enumerate([([0.42, 0.64, 0.50], 9), ([0.18, 0.46, 0.28], 8), ([0.06, 0.30, 0.15], 6)]):
        for i in range(count):
            pine(k, (i + k.u(0.1, 0.9)) / count, h + layer * 0.035, k.u(0.36, 0.62), k.colour(tone))
    k.paint(k.below(h + 0.05), k.ramp([0.20, 0.38, 0.14], [0.32, 0.46, 0.18], h, 1) + k.noise(60, 0.015))


def jungle(k: Canvas) -> None:
    k.heavens([0.56, 0.80, 0.62], [0.80, 0.92, 0.66], 0.6)
    for tone in ([0.30, 0.60, 0.34], [0.12, 0.46, 0.20]):
        for _ in range(7):
            leafy(k, k.u(0, 1), 0.72, k.u(0.5, 0.8), k.colour(tone))
    for x in (k.u(0.02, 0.12), k.u(0.88, 0.98)):
        palm(k, x, 0.8, k.u(0.5, 0.66))
    k.paint(k.below(k.wave(0.68, 0.02, 1.2)), k.ramp([0.12, 0.34, 0.12], [0.24, 0.44, 0.14], 0.66, 1))
    for _ in range(24):
        tuft(k, k.u(0, 1), k.u(0.72, 1.0), k.u(0.05, 0.12), [0.14, 0.5, 0.16])


def autumn(k: Canvas) -> None:
    k.heavens([0.64, 0.80, 0.92], [0.98, 0.92, 0.78], 0.6)
    tones = ([0.90, 0.46, 0.12], [0.82, 0.24, 0.12], [0.94, 0.72, 0.18], [0.70, 0.40, 0.16])
    for layer in range(2):
        for i in range(6):
            leafy(k, (i + k.u(0.1, 0.9)) / 6, 0.64 + layer * 0.05, k.u(0.34, 0.54), k.colour(tones[int(k.u(0, 3.99))]))
    k.paint(k.below(k.wave(0.66, 0.015, 0.8)), k.ramp([0.62, 0.44, 0.20], [0.76, 0.54, 0.24], 0.64, 1))
    for _ in range(70):
        k.paint(k.disc(k.u(0, 1), k.u(0.7, 1), k.u(0.006, 0.013), flat=0.6), k.colour(tones[int(k.u(0, 3.99))]))


def snowfield(k: Canvas) -> None:
    h = k.u(0.5, 0.58)
    k.heavens([0.58, 0.74, 0.92], [0.88, 0.93, 0.98], h)
    for i in range(7):
        pine(k, (i + k.u(0, 1)) / 7, h + 0.03, k.u(0.14, 0.26), k.colour([0.46, 0.62, 0.68]))
    k.paint(k.below(k.wave(h, 0.02, 0.7), 0.01), k.ramp([0.90, 0.94, 0.98], [1, 1, 1], h, 1))
    k.paint(k.below(k.wave(h + 0.2, 0.03, 0.6), 0.03) * 0.5, k.colour([0.84, 0.90, 0.98]))


def mountains(k: Canvas) -> None:
    k.heavens([0.30, 0.60, 0.92], [0.80, 0.91, 1.0], 0.6)
    clouds(k, 0.05, 0.25)
    line = k.peaks(0.62, 0.42, 6)
    k.paint(k.below(line), k.ramp([0.56, 0.60, 0.70], [0.36, 0.42, 0.50], 0.2, 0.7))
    k.paint(k.below(line) * np.clip((line + k.u(0.06, 0.1) - k.y) / 0.02 + 0.5, 0, 1) * (line < 0.48), (0.97, 0.98, 1.0))
    k.paint(k.below(k.peaks(0.7, 0.16, 8)), k.colour([0.30, 0.42, 0.34]))
    k.paint(k.below(k.wave(0.7, 0.02, 0.7)), k.ramp([0.44, 0.62, 0.30], [0.34, 0.54, 0.22], 0.68, 1))


def desert(k: Canvas) -> None:
    h = k.u(0.48, 0.56)
    k.heavens([0.46, 0.72, 0.92], [0.99, 0.92, 0.74], h)
    for i, tone in enumerate(([0.92, 0.70, 0.40], [0.88, 0.60, 0.30], [0.95, 0.70, 0.38])):
        k.paint(k.below(k.wave(h + i * 0.15, 0.04, 0.6 + 0.3 * i), 0.01), k.colour(tone) + k.noise(64, 0.01))
    for _ in k.times(0, 3):
        x, y, t = k.u(0, 1), k.u(h + 0.08, h + 0.2), k.u(0.06, 0.11)
        for dx, low, top in ((0, 0, 1), (-0.3, 0.35, 0.75), (0.3, 0.25, 0.65)):
            k.paint(k.box(x + (dx - 0.1) * t, y - top * t, x + (dx + 0.1) * t, y - low * t), k.colour([0.24, 0.48, 0.24], 0.02))
        k.paint(k.box(x - 0.3 * t, y - 0.45 * t, x + 0.3 * t, y - 0.28 * t), k.colour([0.24, 0.48, 0.24], 0.02))


def meadow(k: Canvas) -> None:
    h = k.u(0.46, 0.54)
    k.heavens(BLUE, PALE, h)
    clouds(k, 0.06, h - 0.12)
    k.paint(k.below(k.wave(h, 0.03, 0.7)), k.colour([0.52, 0.78, 0.36]))
    k.paint(k.below(k.wave(h + 0.12, 0.03, 0.5)), k.ramp([0.40, 0.70, 0.24], [0.46, 0.76, 0.26], h, 1) + k.noise(70, 0.012))
    for _ in k.times(14, 34):
        k.paint(k.disc(k.u(0, 1), k.u(h + 0.16, 1), k.u(0.006, 0.011)), k.colour([0.97, 0.9, 0.7], 0.12))


def cave(k: Canvas) -> None:
    k.indoors()
    k.rgb = k.ramp([0.20, 0.17, 0.22], [0.34, 0.28, 0.28]) + k.noise(9, 0.03) + k.noise(40, 0.015)
    k.paint(k.disc(k.u(0.35, 0.65), 0.5, 0.42, 0.3, 0.9) * 0.6, k.colour([0.62, 0.50, 0.40]))
    for _ in range(11):
        x, tall = k.u(0, 1), k.u(0.08, 0.26)
        t = np.clip(1 - k.y / tall, 0, 1)
        k.paint(np.clip((t * 0.045 - np.abs(k.x - x)) / 0.006 + 0.5, 0, 1) * (k.y < tall), k.colour([0.22, 0.19, 0.23]))
    k.paint(k.below(k.wave(0.76, 0.02, 1.4)), k.ramp([0.30, 0.26, 0.26], [0.20, 0.17, 0.19], 0.74, 1) + k.noise(50, 0.02))


def space(k: Canvas) -> None:
    k.indoors()
    k.rgb = k.ramp([0.02, 0.02, 0.08], [0.06, 0.03, 0.14])
    for tone in ([0.42, 0.14, 0.5], [0.10, 0.26, 0.56]):
        k.paint(k.disc(k.u(0, 1), k.u(0, 1), k.u(0.2, 0.4), 0.4) * 0.45, k.colour(tone))
    for _ in range(90):
        k.paint(k.disc(k.u(0, 1), k.u(0, 1), k.u(0.001, 0.005), 0.004), k.colour([0.97, 0.97, 0.9], 0.05))
    x, y, r = k.u(0.08, 0.92), k.u(0.08, 0.3), k.u(0.05, 0.11)
    k.paint(k.disc(x, y, r), k.colour([0.8, 0.5, 0.35], 0.15))
    k.paint(k.disc(x, y, r) * k.disc(x + r * 0.5, y + r * 0.3, r, 0.06) * 0.5, (0.1, 0.05, 0.12))


def moon(k: Canvas) -> None:
    space(k)
    k.paint(k.disc(k.u(0.1, 0.9), k.u(0.1, 0.25), 0.07), k.colour([0.2, 0.46, 0.86]))
    k.paint(k.below(k.wave(0.62, 0.02, 0.6)), k.ramp([0.62, 0.62, 0.65], [0.82, 0.82, 0.84], 0.6, 1) + k.noise(60, 0.015))
    for _ in range(8):
        x, y = k.u(0, 1), k.u(0.7, 1)
        r = (y - 0.5) * k.u(0.08, 0.16)
        k.paint(k.disc(x, y, r, flat=0.35), k.colour([0.54, 0.54, 0.57], 0.02))
        k.paint(k.disc(x, y + r * 0.1, r * 0.85, flat=0.3), k.colour([0.68, 0.68, 0.71], 0.02))
