"""The world: pictures of things in scenes, drawn by us, thousands a second.

Things come from the Noto Color Emoji font, tinted by luminance; scenes are drawn by the functions below. Both are
drawn once into banks of tensors; a batch is then one gather, one warp and one blend, with no loop over pictures.

    python world.py            builds the banks and draws work/world.png, a sheet to look at
"""
import math
import sys

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw, ImageFont

import config as c
from words import COLOURS, NATURAL_COLOUR, SCENES, THINGS

N_THINGS, N_COLOURS, N_SCENES = len(THINGS), len(COLOURS), len(SCENES)


# ---------------------------------------------------------------- things

def glyph(text: str) -> np.ndarray:
    """One emoji as float RGBA on a square, straight alpha."""
    font = ImageFont.truetype(c.FONT, 109)
    canvas = Image.new('RGBA', (200, 200))
    ImageDraw.Draw(canvas).text((30, 30), text, font=font, embedded_color=True)
    box = canvas.getchannel('A').getbbox()
    cut = canvas.crop(box)
    side = max(cut.size) + 8
    square = Image.new('RGBA', (side, side))
    square.paste(cut, ((side - cut.width) // 2, (side - cut.height) // 2))
    return np.asarray(square, np.float32) / 255


def tint(rgba: np.ndarray, colour: int) -> np.ndarray:
    """Replaces colour by luminance: the middle of the thing takes the colour, its shades and lights stay."""
    name, rgb, _ = COLOURS[colour]
    rgb = np.array(rgb, np.float32)
    dark, light = rgb * 0.28, rgb + (1 - rgb) * 0.6
    if name == 'black':
        dark, light = np.float32([0.0, 0.0, 0.0]), np.float32([0.36, 0.36, 0.38])
    if name == 'white':
        dark, light = np.float32([0.45, 0.46, 0.5]), np.float32([1, 1, 1])
    if name == 'brown':
        light = np.float32([0.72, 0.52, 0.36])
    luma = rgba[..., :3] @ np.float32([0.299, 0.587, 0.114])
    solid = rgba[..., 3] > 0.5
    low, middle, high = np.percentile(luma[solid], [4, 50, 97])
    low, high = min(low, middle - 0.25), max(high, middle + 0.25)
    shade = np.clip((luma - low) / (middle - low), 0, 1)[..., None]
    lit = np.clip((luma - middle) / (high - middle), 0, 1)[..., None]
    out = dark + (rgb - dark) * shade + (light - rgb) * lit
    return np.concatenate([out, rgba[..., 3:]], -1)


def resize(rgba: np.ndarray, side: int) -> np.ndarray:
    pre = rgba.copy()
    pre[..., :3] *= pre[..., 3:]
    planes = [Image.fromarray(pre[..., i]).resize((side, side), Image.LANCZOS) for i in range(4)]
    return np.clip(np.stack([np.asarray(p) for p in planes]), 0, 1)


def sprite_bank() -> torch.Tensor:
    """[things, colours + natural, 4, side, side], premultiplied."""
    bank = []
    for _, emoji, _ in THINGS:
        plain = glyph(emoji)
        bank.append([resize(tint(plain, k), c.SPRITE) for k in range(N_COLOURS)] + [resize(plain, c.SPRITE)])
    return torch.from_numpy(np.array(bank, np.float32))


# ---------------------------------------------------------------- scenes

class Canvas:
    """A square drawn at twice the size, in coordinates 0..1 with y down."""

    def __init__(self, rng: np.random.Generator):
        self.rng, self.side = rng, c.IMAGE * 2
        axis = (np.arange(self.side, dtype=np.float32) + 0.5) / self.side
        self.x, self.y = axis[None, :], axis[:, None]
        self.rgb = np.zeros((self.side, self.side, 3), np.float32)

    def u(self, a, b):
        return float(self.rng.uniform(a, b))

    def colour(self, rgb, jitter=0.03):
        return np.clip(np.float32(rgb) + self.rng.uniform(-jitter, jitter, 3).astype(np.float32), 0, 1)

    def ramp(self, top, bottom, y0=0.0, y1=1.0):
        t = np.clip((self.y - y0) / (y1 - y0), 0, 1)[..., None]
        return (top + (bottom - top) * t) + np.zeros_like(self.rgb)

    def paint(self, mask, colour):
        mask = np.clip(mask, 0, 1)[..., None]
        self.rgb = self.rgb * (1 - mask) + colour * mask

    def below(self, height, soft=0.008):
        """Mask of what lies under a line; height may be a curve over x."""
        return np.clip((self.y - height) / soft + 0.5, 0, 1) + np.zeros_like(self.x)

    def wave(self, base, size, turns):
        return base + size * np.sin(self.x * turns * 2 * math.pi + self.u(0, 7)) + size * 0.5 * np.sin(
            self.x * turns * 4.3 + self.u(0, 7))

    def disc(self, x, y, r, soft=0.01):
        return np.clip((r - np.hypot(self.x - x, self.y - y)) / soft + 0.5, 0, 1)

    def noise(self, cells, size):
        grid = self.rng.standard_normal((cells, cells)).astype(np.float32)
        big = Image.fromarray(grid).resize((self.side, self.side), Image.BICUBIC)
        return np.asarray(big)[..., None] * size

    def done(self):
        small = self.rgb.reshape(c.IMAGE, 2, c.IMAGE, 2, 3).mean((1, 3))
        return (np.clip(small, 0, 1) * 255 + 0.5).astype(np.uint8).transpose(2, 0, 1)


def clouds(k, count, top, bottom):
    for _ in range(count):
        x, y, r = k.u(0, 1), k.u(top, bottom), k.u(0.03, 0.06)
        for i in range(4):
            k.paint(k.disc(x + (i - 1.5) * r * 0.9, y + k.u(-0.3, 0.1) * r, r * k.u(0.7, 1), 0.03) * 0.8,
                    np.float32([1, 1, 1]))


def beach(k):
    h = k.u(0.34, 0.42)
    k.rgb = k.ramp(k.colour([0.36, 0.68, 0.95]), k.colour([0.80, 0.93, 1.0]), 0, h)
    clouds(k, int(k.u(0, 3)), 0.05, h - 0.12)
    shore = k.wave(h + k.u(0.14, 0.2), 0.012, 1.1)
    k.paint(k.below(h), k.ramp(k.colour([0.05, 0.42, 0.72]), k.colour([0.22, 0.72, 0.80]), h, h + 0.18))
    k.paint(k.below(shore - 0.02), np.float32([0.95, 0.98, 1.0]))
    k.paint(k.below(shore), k.ramp(k.colour([0.84, 0.70, 0.46], 0.02), k.colour([0.97, 0.87, 0.62], 0.02), h + .15, 1)
            + k.noise(48, 0.012))


def night(k):
    k.rgb = k.ramp(k.colour([0.02, 0.03, 0.12], 0.015), k.colour([0.10, 0.13, 0.36], 0.03))
    for _ in range(int(k.u(22, 36))):
        k.paint(k.disc(k.u(0, 1), k.u(0, 0.85), k.u(0.006, 0.013), 0.012) * k.u(0.6, 1), np.float32([1, 1, 0.9]))
    k.paint(k.below(k.wave(k.u(0.84, 0.9), 0.02, 0.8)), k.colour([0.02, 0.04, 0.09], 0.01))


def pine(k, x, foot, height, colour):
    t = np.clip((k.y - (foot - height)) / height, 0, 1)
    jag = 0.75 + 0.25 * ((t * 3.0) % 1.0)
    half = t * jag * height * 0.30
    mask = np.clip((half - np.abs(k.x - x)) / 0.008 + 0.5, 0, 1) * (k.y < foot) * (k.y > foot - height)
    k.paint(mask, colour)


def forest(k):
    k.rgb = k.ramp(k.colour([0.72, 0.87, 0.86]), k.colour([0.86, 0.94, 0.80]), 0, 0.6)
    h = k.u(0.66, 0.74)
    for layer, (tone, n) in enumerate([([0.40, 0.62, 0.46], 8), ([0.16, 0.44, 0.24], 8), ([0.05, 0.28, 0.13], 6)]):
        for i in range(n):
            pine(k, (i + k.u(0.1, 0.9)) / n, h + layer * 0.03, k.u(0.38, 0.62), k.colour(tone, 0.02))
    k.paint(k.below(h), k.ramp(k.colour([0.16, 0.34, 0.12], 0.02), k.colour([0.30, 0.42, 0.16], 0.02), h, 1)
            + k.noise(40, 0.015))


def snow(k):
    k.rgb = k.ramp(k.colour([0.62, 0.74, 0.88]), k.colour([0.86, 0.91, 0.96]), 0, 0.6)
    h = k.u(0.5, 0.58)
    for i in range(5):
        pine(k, (i + k.u(0, 1)) / 5, h + 0.03, k.u(0.12, 0.22), k.colour([0.50, 0.64, 0.70], 0.02))
    k.paint(k.below(k.wave(h, 0.02, 0.7), 0.012), k.ramp(k.colour([0.88, 0.92, 0.97], 0.01), np.float32([1, 1, 1]), h, 1))
    k.paint(k.below(k.wave(h + 0.2, 0.03, 0.6), 0.03) * 0.5, k.colour([0.86, 0.90, 0.97], 0.01))
    for _ in range(int(k.u(20, 34))):
        k.paint(k.disc(k.u(0, 1), k.u(0, 0.95), k.u(0.008, 0.014), 0.014), np.float32([1, 1, 1]))


def desert(k):
    h = k.u(0.48, 0.56)
    k.rgb = k.ramp(k.colour([0.55, 0.76, 0.90]), k.colour([0.99, 0.90, 0.70]), 0, h)
    for i, tone in enumerate([[0.90, 0.66, 0.36], [0.86, 0.56, 0.26], [0.94, 0.66, 0.32]]):
        k.paint(k.below(k.wave(h + i * 0.15, 0.04, 0.7 + 0.3 * i), 0.01), k.colour(tone, 0.02) + k.noise(32, 0.008))


def meadow(k):
    h = k.u(0.46, 0.54)
    k.rgb = k.ramp(k.colour([0.38, 0.66, 0.96]), k.colour([0.80, 0.92, 1.0]), 0, h)
    clouds(k, int(k.u(1, 3.9)), 0.08, h - 0.15)
    k.paint(k.below(k.wave(h, 0.03, 0.7), 0.01), k.colour([0.48, 0.76, 0.32], 0.02))
    k.paint(k.below(k.wave(h + 0.14, 0.03, 0.5), 0.012), k.ramp(k.colour([0.36, 0.68, 0.20], 0.02),
                                                              k.colour([0.46, 0.76, 0.26], 0.02), h, 1))
    for _ in range(int(k.u(8, 16))):
        k.paint(k.disc(k.u(0, 1), k.u(h + 0.18, 1), 0.011, 0.012), k.colour([0.98, 0.94, 0.6], 0.05))


def sea(k):
    h = k.u(0.24, 0.34)
    k.rgb = k.ramp(k.colour([0.50, 0.76, 0.96]), k.colour([0.85, 0.94, 1.0]), 0, h)
    k.paint(k.below(h), k.ramp(k.colour([0.04, 0.36, 0.62], 0.02), k.colour([0.02, 0.20, 0.46], 0.02), h, 1))
    for i in range(9):
        y = h + 0.05 + (i / 9) ** 1.3 * 0.62
        line = k.wave(y, 0.006 + i * 0.0012, 2.4 - i * 0.12)
        k.paint(np.clip(1 - np.abs(k.y - line) / 0.011, 0, 1) * 0.45, k.colour([0.45, 0.76, 0.90], 0.02))


def sunset(k):
    h = k.u(0.62, 0.7)
    k.rgb = k.ramp(k.colour([0.30, 0.14, 0.42]), k.colour([0.98, 0.52, 0.24]), 0, h)
    x, r = k.u(0.15, 0.85), k.u(0.10, 0.14)
    k.paint(k.disc(x, h, r * 2.2, 0.22) * 0.5, np.float32([1, 0.78, 0.35]))
    k.paint(k.disc(x, h, r), np.float32([1, 0.88, 0.50]))
    k.paint(k.below(h), k.ramp(k.colour([0.48, 0.22, 0.36], 0.02), k.colour([0.16, 0.08, 0.24], 0.02), h, 1))
    k.paint(k.below(h) * np.clip(1 - np.abs(k.x - x) / (r * 0.9), 0, 1) * 0.6, k.colour([0.98, 0.62, 0.32], 0.02))


def city(k):
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


def room(k):
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


DRAW = dict(zip([s[0] for s in SCENES], [beach, night, forest, snow, desert, meadow, sea, sunset, city, room]))


def scene_bank() -> torch.Tensor:
    """[scenes, variants, 3, side, side], uint8."""
    bank = []
    for i, (name, _) in enumerate(SCENES):
        rng = np.random.default_rng(c.SEED + i)
        pictures = []
        for _ in range(c.SCENE_VARIANTS):
            canvas = Canvas(rng)
            DRAW[name](canvas)
            pictures.append(canvas.done())
        bank.append(np.array(pictures))
    return torch.from_numpy(np.array(bank))


# ---------------------------------------------------------------- which combinations

def held_out_table() -> torch.Tensor:
    """[things, colours, scenes] of bool: the fixed share that training never sees."""
    t = torch.arange(N_THINGS).view(-1, 1, 1)
    k = torch.arange(N_COLOURS).view(1, -1, 1)
    s = torch.arange(N_SCENES).view(1, 1, -1)
    mixed = (t * 73856093) ^ (k * 19349663) ^ (s * 83492791) ^ 2654435761
    mixed = (mixed ^ (mixed >> 15)) * 2246822519 % (1 << 32)
    mixed = (mixed ^ (mixed >> 13)) * 3266489917 % (1 << 32)
    table = (mixed ^ (mixed >> 16)) % c.HELD_OUT == 0
    names = [x[0] for x in THINGS], [x[0] for x in COLOURS], [x[0] for x in SCENES]
    table[names[0].index('balloon'), names[1].index('red'), names[2].index('beach')] = False  # the example of the README
    return table


class World:
    """Labels are a long tensor [batch, 6]: thing, colour, scene, second thing (-1: none), its colour, side of the first
    (0 left, 1 right)."""

    def __init__(self):
        path = c.WORK / f'world-{c.IMAGE}.pt'
        if not path.exists():
            torch.save({'sprites': sprite_bank(), 'scenes': scene_bank()}, path)
        banks = torch.load(path)
        self.sprites, self.scenes = banks['sprites'], banks['scenes']
        self.held = held_out_table()
        weights = torch.zeros(N_SCENES, N_THINGS, N_COLOURS + 1)
        weights[..., :N_COLOURS] = (~self.held).permute(2, 0, 1).float()
        weights[..., :N_COLOURS] *= (1 - c.NATURAL) / weights[..., :N_COLOURS].sum((1, 2), keepdim=True)
        weights[..., N_COLOURS] = c.NATURAL / N_THINGS
        self.cumulative = weights.flatten(1).cumsum(1)

    def pick(self, scene, g):
        u = torch.rand(len(scene), 1, generator=g)
        both = torch.searchsorted(self.cumulative[scene], u).squeeze(1).clamp(max=self.cumulative.shape[1] - 1)
        return both // (N_COLOURS + 1), both % (N_COLOURS + 1)

    def labels(self, n, g, two=c.TWO_THINGS):
        scene = torch.randint(N_SCENES, (n,), generator=g)
        thing, colour = self.pick(scene, g)
        other, other_colour = self.pick(scene, g)
        single = (torch.rand(n, generator=g) >= two) | (other == thing)
        side = torch.randint(2, (n,), generator=g)
        other, other_colour = other.masked_fill(single, -1), other_colour.masked_fill(single, -1)
        return torch.stack([thing, colour, scene, other, other_colour, side], 1)

    def held_out(self, n, g):
        """Labels of single things whose combination was held out."""
        triples = self.held.nonzero()
        picked = triples[torch.randint(len(triples), (n,), generator=g)]
        none = torch.full((n, 1), -1)
        return torch.cat([picked, none, none, torch.zeros(n, 1, dtype=torch.long)], 1)

    def place(self, picture, sprite, x, y, scale):
        """Blends sprites, `scale` of the picture wide, with their centres at x, y."""
        theta = torch.zeros(len(x), 2, 3)
        theta[:, 0, 0] = theta[:, 1, 1] = 1 / scale
        theta[:, 0, 2] = -(2 * x - 1) / scale
        theta[:, 1, 2] = -(2 * y - 1) / scale
        grid = F.affine_grid(theta, [len(x), 4, c.IMAGE, c.IMAGE], align_corners=False)
        layer = F.grid_sample(sprite, grid, align_corners=False)
        return picture * (1 - layer[:, 3:]) + layer[:, :3]

    def render(self, labels, g):
        """Pictures in -1..1, [batch, 3, side, side]."""
        n = len(labels)

        thing, colour, scene, other, other_colour, side = labels.unbind(1)
        picture = self.scenes[scene, torch.randint(self.scenes.shape[1], (n,), generator=g)].float() / 255
        flip = (torch.rand(n, generator=g) < 0.5).view(n, 1, 1, 1)
        picture = torch.where(flip, picture.flip(3), picture)
        pair = other >= 0
        # A thing alone stands in the middle, two stand side by side, always at the same points of the latents' grid: where a thing
        # falls between the points changes its whole code, and an hour on two cores is too short to learn every shift.
        left, right, high = torch.full((n,), 0.25), torch.full((n,), 0.75), torch.full((n,), 0.53)
        x = torch.where(pair, torch.where(side == 0, left, right), 0.5)
        scale = torch.where(pair, torch.tensor(0.47), torch.tensor(0.66))
        picture = self.place(picture, self.sprites[thing, colour], x, high, scale)
        rows = pair.nonzero().squeeze(1)
        if len(rows):
            x2 = torch.where(side == 0, right, left)[rows]
            picture[rows] = self.place(picture[rows], self.sprites[other[rows], other_colour[rows]], x2, high[rows], scale[rows])
        return picture.clamp(0, 1) * 2 - 1


def sheet(pictures, columns, path, zoom=1):
    """Writes a batch in -1..1 as one PNG."""
    n, _, h, w = pictures.shape
    rows = -(-n // columns)
    pad = torch.cat([pictures, pictures.new_full((rows * columns - n, 3, h, w), 1.0)])
    grid = pad.view(rows, columns, 3, h, w).permute(0, 3, 1, 4, 2).reshape(rows * h, columns * w, 3)
    image = Image.fromarray(((grid.float().clamp(-1, 1) + 1) * 127.5 + 0.5).byte().numpy())
    image.resize((image.width * zoom, image.height * zoom), Image.LANCZOS).save(path)


if __name__ == '__main__':
    torch.set_num_threads(c.THREADS)
    world, g = World(), torch.Generator().manual_seed(c.SEED)
    things = torch.tensor([[i, k, 0, -1, -1, 0] for i in range(N_THINGS) for k in (NATURAL_COLOUR, i % 10)])
    things[:, 2] = torch.arange(len(things)) % N_SCENES
    pairs = world.labels(32, g, two=1.0)
    sheet(world.render(torch.cat([things, pairs]), g), 16, c.WORK / 'world.png')
    print('held out', int(world.held.sum()), 'of', world.held.numel())
    if '--time' in sys.argv:
        import time
        start = time.time()
        for _ in range(10):
            world.render(world.labels(256, g), g)
        print('pictures a second', 2560 / (time.time() - start))
