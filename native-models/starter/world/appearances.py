"""What a thing is made of: a ramp of dark, middle and light, sRGB 0..1, and a texture. The last row is "as it is"."""
from dataclasses import dataclass

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Appearance:
    name: str
    middle: Colour
    dark: Colour | None = None  # None: made from the middle
    light: Colour | None = None
    texture: str = 'plain'


APPEARANCES = (
    Appearance('red', (0.86, 0.08, 0.09)),
    Appearance('orange', (0.98, 0.50, 0.04)),
    Appearance('yellow', (0.98, 0.86, 0.08)),
    Appearance('green', (0.12, 0.62, 0.16)),
    Appearance('turquoise', (0.08, 0.72, 0.72)),
    Appearance('blue', (0.10, 0.30, 0.90)),
    Appearance('purple', (0.52, 0.14, 0.74)),
    Appearance('pink', (0.99, 0.48, 0.74)),
    Appearance('brown', (0.46, 0.26, 0.12), light=(0.72, 0.52, 0.36)),
    Appearance('black', (0.10, 0.10, 0.11), (0.0, 0.0, 0.0), (0.36, 0.36, 0.38)),
    Appearance('grey', (0.50, 0.51, 0.53), light=(0.74, 0.75, 0.77)),
    Appearance('white', (0.94, 0.94, 0.95), (0.45, 0.46, 0.50), (1.0, 1.0, 1.0)),
    Appearance('golden', (0.90, 0.66, 0.16), (0.38, 0.22, 0.02), (1.0, 0.95, 0.66), 'metal'),
    Appearance('silver', (0.70, 0.73, 0.78), (0.24, 0.26, 0.32), (1.0, 1.0, 1.0), 'metal'),
    Appearance('wooden', (0.68, 0.46, 0.26), (0.32, 0.18, 0.08), (0.90, 0.70, 0.46), 'wood'),
    Appearance('stone', (0.56, 0.54, 0.50), (0.26, 0.25, 0.24), (0.78, 0.76, 0.72), 'stone'),
    Appearance('glass', (0.66, 0.86, 0.94), (0.20, 0.46, 0.60), (1.0, 1.0, 1.0), 'glass'),
    Appearance('rainbow', (0.80, 0.50, 0.50), (0.2, 0.2, 0.2), (1.0, 1.0, 1.0), 'rainbow'),
)
NATURAL = len(APPEARANCES)
