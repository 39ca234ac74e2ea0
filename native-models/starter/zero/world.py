"""Version 0's world, as the renderings showed it that it learnt from: one thing in the middle or two side by side, before a scene. It learnt from
pictures of SIDE pixels; they can be drawn larger."""
from concurrent.futures import ProcessPoolExecutor
from enum import IntEnum
from functools import partial

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from ..config import WORK
from ..world.banks import glyph, save
from .prompts import held_out, world
from .scenery import SCENES, Array, Canvas

SIDE, VARIANTS = 64, 400
SEED = 20261121  # version 0's own: the scenes are those that it learnt from
LEFT, MIDDLE, HIGH = 0.25, 0.5, 0.53  # where things have their middles: always there
BESIDE, ALONE = 0.47, 0.66  # how wide they are
# One on the other, and three in a row at HIGH.
TOP, BOTTOM, STACKED = 0.29, 0.77, 0.46
THIRD, THREE = 1 / 6, 0.34
NATURAL = 0.2  # of them have their own colours

EMOJI = ('🍎', '🍐', '🍌', '🍓', '🥕', '🍄', '🎈', '🐟', '🏠', '🐱', '🐶', '🐰', '🐸', '🐧', '🦆', '🐳', '🐢', '🐙', '🦋', '🐌', '🌳', '🌵', '🌼', '🌷', '🚗', '🚌',
         '⛵', '🚀', '⭐', '❤', '🌙', '☁', '☂', '📕', '☕', '🎂', '🍦', '🔑', '👑', '🎩', '👕', '🔔', '🎸', '🎁', '💡', '👻', '🤖', '⛄')  # as the card names things
MIDDLES = {'red': (0.86, 0.08, 0.09), 'orange': (0.98, 0.50, 0.04), 'yellow': (0.97, 0.85, 0.08), 'green': (0.12, 0.62, 0.16), 'blue': (0.10, 0.30, 0.90),
           'purple': (0.52, 0.14, 0.74), 'pink': (0.99, 0.48, 0.74), 'brown': (0.46, 0.26, 0.12), 'black': (0.10, 0.10, 0.11), 'white': (0.94, 0.94, 0.95)}
# Where the darkest and the lightest shade of a colour are not what the rule of `tinted` says.
SHADES: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    'black': ((0.0, 0.0, 0.0), (0.36, 0.36, 0.38)), 'white': ((0.45, 0.46, 0.5), (1.0, 1.0, 1.0)), 'brown': ((0.1288, 0.0728, 0.0336), (0.72, 0.52, 0.36))}


def squared(emoji: str) -> Array:
    """One emoji as RGBA on a square, 0..1, straight alpha."""
    cut = glyph(emoji)
    side = max(cut.size) + 8
    square = Image.new('RGBA', (side, side))
    square.paste(cut, ((side - cut.width) // 2, (side - cut.height) // 2))
    return np.asarray(square, np.float32) / 255


def tinted(rgba: Array, colour: str) -> Array:
    """Luminance becomes colour: the middle of the thing takes it, its shades and lights stay."""
    rgb = np.float32(MIDDLES[colour])
    dark, light = (np.float32(shade) for shade in SHADES.get(colour, (rgb * 0.28, rgb + (1 - rgb) * 0.6)))
    luma = rgba[..., :3] @ np.float32([0.299, 0.587, 0.114])
    low, middle, high = np.percentile(luma[rgba[..., 3] > 0.5], [4, 50, 97])
    low, high = min(low, middle - 0.25), max(high, middle + 0.25)
    shade = np.clip((luma - low) / (middle - low), 0, 1)[..., None]
    lit = np.clip((luma - middle) / (high - middle), 0, 1)[..., None]
    return np.concatenate([dark + (rgb - dark) * shade + (light - rgb) * lit, rgba[..., 3:]], -1)


def resized(rgba: Array, side: int) -> Array:
    """[4, side, side], premultiplied."""
    pre = rgba.copy()
    pre[..., :3] *= pre[..., 3:]
    planes = [Image.fromarray(pre[..., i]).resize((side, side), Image.Resampling.LANCZOS) for i in range(4)]
    return np.clip(np.stack([np.asarray(plane) for plane in planes]), 0, 1)


def sprites(side: int) -> Tensor:
    """[things, colours and the thing's own, 4, side, side]"""
    plain = [squared(emoji) for emoji in EMOJI]
    return torch.from_numpy(np.array([[resized(look, side) for look in (*(tinted(one, colour) for colour in MIDDLES), one)] for one in plain], np.float32))


def scene(number: int, side: int, variants: int) -> Array:
    """[variants, 3, side, side], uint8"""
    rng, pictures = np.random.default_rng(SEED + number), []
    for _ in range(variants):
        canvas = Canvas(rng, side)
        list(SCENES.values())[number](canvas)
        pictures.append(canvas.done())
    return np.stack(pictures)


def banks(side: int, variants: int) -> dict[str, Tensor]:
    bank = WORK / f'zero-world-{side}.pt'
    if not bank.exists():
        with ProcessPoolExecutor(2) as pool:
            scenes = np.stack(list(pool.map(partial(scene, side=side, variants=variants), range(len(SCENES)))))
        save({'sprites': sprites(side * 3 // 4).half(), 'scenes': torch.from_numpy(scenes)}, bank)
    return torch.load(bank)


class Stands(IntEnum):
    LEFT = 0
    RIGHT = 1
    ON = 2
    UNDER = 3


class World:
    """A label is thing, colour, scene, second thing (-1: none), its colour, where the first stands of the second (`Stands`), how many there are
    of a lone one."""

    def __init__(self, side: int = SIDE, variants: int = VARIANTS) -> None:
        self.side, self.variants = side, variants
        drawn, known = banks(side, variants), world()
        self.sprites, self.scenes = drawn['sprites'].float(), drawn['scenes']
        self.held = torch.zeros(len(known['things']), len(known['colours']), len(known['scenes']), dtype=torch.bool)
        for _, (thing, colour, where) in held_out():
            self.held[known['things'].index(thing), known['colours'].index(colour), known['scenes'].index(where)] = True

    def some(self, n: int, g: torch.Generator) -> Tensor:
        """[n, 3] of thing, colour and scene, never a held-out combination."""
        table = (~self.held).nonzero()
        return table[torch.randint(len(table), (n,), generator=g)]

    def labels(self, n: int, g: torch.Generator, two: float, stacked: float = 0, several: float = 0) -> Tensor:
        """What may be trained on; a share of `two` of them with a second thing, not held out in this scene either, and a share of `stacked` of
        those on each other; a share of `several` of the lone ones are two or three."""
        first, second = self.some(n, g), self.some(n, g)
        lonely = (torch.rand(n, generator=g) >= two) | self.held[second[:, 0], second[:, 1], first[:, 2]]
        own = torch.tensor(len(MIDDLES))
        colours = [torch.where(torch.rand(n, generator=g) < NATURAL, own, one[:, 1]) for one in (first, second)]
        stands = torch.randint(2, (n,), generator=g)
        stands = torch.where(torch.rand(n, generator=g) < stacked, stands + Stands.ON, stands)
        count = torch.where((torch.rand(n, generator=g) < several) & lonely, torch.randint(2, 4, (n,), generator=g), 1)
        return torch.stack([first[:, 0], colours[0], first[:, 2], second[:, 0].masked_fill(lonely, -1), colours[1], stands, count], 1)

    def pairs(self, n: int, g: torch.Generator, stands: tuple[Stands, Stands] = (Stands.LEFT, Stands.RIGHT)) -> Tensor:
        """Two things of any kind in any colours before any scene, held out or not: a judge has to know what it may meet."""
        things, colours = len(self.sprites), len(MIDDLES) + 1
        columns = [torch.randint(size, (n,), generator=g) for size in (things, colours, len(SCENES), things, colours, 2)]
        return torch.stack([*columns[:5], torch.tensor(stands)[columns[5]], torch.ones(n, dtype=torch.long)], 1)

    def several(self, n: int, g: torch.Generator) -> Tensor:
        """One to three of a thing, of any kind in any colour before any scene."""
        sizes = (len(self.sprites), len(MIDDLES) + 1, len(SCENES))
        first, one = [torch.randint(size, (n,), generator=g) for size in sizes], torch.zeros(n, dtype=torch.long)
        return torch.stack([*first, one - 1, one, one, torch.randint(1, 4, (n,), generator=g)], 1)

    def placed(self, picture: Tensor, sprite: Tensor, x: Tensor, y: float | Tensor, wide: Tensor) -> Tensor:
        """Pictures 0..1 with sprites over them, `wide` of the picture wide, their middles at x and y."""
        theta = torch.zeros(len(x), 2, 3)
        theta[:, 0, 0] = theta[:, 1, 1] = 1 / wide
        theta[:, 0, 2], theta[:, 1, 2] = -(2 * x - 1) / wide, -(2 * y - 1) / wide
        layer = F.grid_sample(sprite, F.affine_grid(theta, [len(x), 4, self.side, self.side], align_corners=False), align_corners=False)
        return picture * (1 - layer[:, 3:]) + layer[:, :3]

    def render(self, labels: Tensor, g: torch.Generator) -> Tensor:
        """Pictures in -1..1, [n, 3, side, side]."""
        n = len(labels)
        thing, colour, scene, other, other_colour, stands, count = labels.unbind(1)
        picture = self.scenes[scene, torch.randint(self.variants, (n,), generator=g)].float() / 255
        picture = torch.where((torch.rand(n, generator=g) < 0.5).view(n, 1, 1, 1), picture.flip(3), picture)
        pair, more = other >= 0, count > 1
        x, y, wide = (torch.full((n,), value) for value in (MIDDLE, HIGH, ALONE))
        beside = pair & (stands < Stands.ON)
        x[beside | more], wide[beside | more] = LEFT, BESIDE
        x[beside & (stands == Stands.RIGHT)] = 1 - LEFT
        stacked = pair & (stands >= Stands.ON)
        y[stacked], wide[stacked] = torch.where(stands == Stands.ON, TOP, BOTTOM)[stacked], STACKED
        x[count == 3], wide[count == 3] = THIRD, THREE
        picture = self.placed(picture, self.sprites[thing, colour], x, y, wide)

        def also(shown: Tensor, thing: Tensor, colour: Tensor, x: Tensor, y: Tensor) -> None:
            rows = shown.nonzero().squeeze(1)
            if len(rows) > 0:
                picture[rows] = self.placed(picture[rows], self.sprites[thing[rows], colour[rows]], x[rows], y[rows], wide[rows])

        # the second thing, or the last of several, stands across the middle
        last, last_colour = (torch.where(pair, one, same) for one, same in ((other, thing), (other_colour, colour)))
        also(pair | more, last, last_colour, 1 - x, torch.where(stacked, TOP + BOTTOM - y, y))
        also(count == 3, thing, colour, torch.full((n,), MIDDLE), y)
        return (picture.clamp(0, 1) * 2 - 1).contiguous(memory_format=torch.channels_last)
