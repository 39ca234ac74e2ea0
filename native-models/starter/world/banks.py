"""What is drawn once: sprites of the things, scenes, rain and snow. Kept as uint8 tensors in WORK."""
import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from ..config import FONT, IMAGE, SCALE, SEED, SPRITE, WORK
from .scenes import SCENES
from .scenes.canvas import Canvas
from .things import THINGS

Bytes = NDArray[np.uint8]
SPRITES = WORK / f'sprites-{len(THINGS)}.npz'  # needs the font: made at home and carried to a machine without it
SCENERY = WORK / f'scenery-{IMAGE}-{SCALE.scene_variants}.pt'


def glyph(emoji: str) -> Image.Image:
    font = ImageFont.truetype(str(FONT), 109)
    canvas = Image.new('RGBA', (240, 240))
    ImageDraw.Draw(canvas).text((40, 40), emoji + '\ufe0f', font=font, embedded_color=True)
    box = canvas.getchannel('A').getbbox()
    if box is None:
        raise ValueError(f'{FONT} has no picture of {emoji}')
    return canvas.crop(box)


def sprite(emoji: str) -> tuple[Bytes, list[float], list[float]]:
    """Premultiplied [4, SPRITE, SPRITE], standing on the lower edge in the middle; luminances; width and height 0..1."""
    cut = glyph(emoji)
    scale = SPRITE / max(cut.size)
    size = (max(1, round(cut.width * scale)), max(1, round(cut.height * scale)))
    plain = np.asarray(cut, np.float32) / 255
    luma = plain[..., :3] @ np.float32([0.299, 0.587, 0.114])
    low, middle, high = np.percentile(luma[plain[..., 3] > 0.5], [4, 50, 97])
    plain[..., :3] *= plain[..., 3:]
    planes = [np.asarray(Image.fromarray(plain[..., i]).resize(size, Image.Resampling.LANCZOS)) for i in range(4)]
    out = np.zeros((4, SPRITE, SPRITE), np.float32)
    left = (SPRITE - size[0]) // 2
    out[:, SPRITE - size[1]:, left:left + size[0]] = np.clip(np.stack(planes), 0, 1)
    tones = [float(min(low, middle - 0.25)), float(middle), float(max(high, middle + 0.25))]
    return (out * 255 + 0.5).astype(np.uint8), tones, [size[0] / SPRITE, size[1] / SPRITE]


def draw_scene(work: tuple[int, int]) -> Bytes:
    scene, variant = work
    canvas = Canvas(np.random.default_rng((SEED, scene, variant)), IMAGE)
    SCENES[scene].draw(canvas)
    return canvas.done()


def draw_overlay(work: tuple[str, int]) -> Bytes:
    """[IMAGE, IMAGE] of coverage: rain or falling snow."""
    kind, variant = work
    k = Canvas(np.random.default_rng((SEED, variant, len(kind))), IMAGE, 1)
    cover = np.zeros((IMAGE, IMAGE), np.float32)
    for _ in range(110 if kind == 'rain' else 90):
        x, y = k.u(-0.1, 1.1), k.u(-0.1, 1.05)
        if kind == 'rain':
            long = k.u(0.04, 0.08)
            streak = np.clip(1 - np.abs(k.x - x + (k.y - y) * 0.25) / 0.004, 0, 1) * (k.y > y) * (k.y < y + long)
            cover = np.maximum(cover, streak * k.u(0.4, 0.8))
        else:
            cover = np.maximum(cover, k.disc(x, y, k.u(0.004, 0.012), 0.008) * k.u(0.7, 1))
    return (cover * 255).astype(np.uint8)


def save(value: dict[str, Tensor], path: os.PathLike[str]) -> None:
    part = f'{path}.part'
    torch.save(value, part)
    os.replace(part, path)


def make_sprites() -> None:
    drawn = [sprite(thing.emoji) for thing in THINGS]
    part = SPRITES.with_suffix('.part.npz')
    np.savez_compressed(part, sprites=np.stack([d[0] for d in drawn]), tones=np.float32([d[1] for d in drawn]),
                        sizes=np.float32([d[2] for d in drawn]))
    part.replace(SPRITES)


def make_scenery(workers: int) -> None:
    scenes = [(s, v) for s in range(len(SCENES)) for v in range(SCALE.scene_variants)]
    kinds = [(kind, v) for kind in ('rain', 'snow') for v in range(SCALE.overlay_variants)]
    with ProcessPoolExecutor(workers) as pool:
        pictures = np.stack(list(pool.map(draw_scene, scenes, chunksize=4)))
        overlays = np.stack(list(pool.map(draw_overlay, kinds, chunksize=4)))
    save({'scenes': torch.from_numpy(pictures).view(len(SCENES), SCALE.scene_variants, 4, IMAGE, IMAGE),
          'overlays': torch.from_numpy(overlays).view(2, SCALE.overlay_variants, 1, IMAGE, IMAGE)}, SCENERY)


def banks(workers: int = 2) -> dict[str, Tensor]:
    """All of them, drawn where they are missing."""
    WORK.mkdir(parents=True, exist_ok=True)
    for path, make in ((SPRITES, make_sprites), (SCENERY, partial(make_scenery, workers))):
        if not path.exists():
            make()
    with np.load(SPRITES) as sprites:
        return {**{name: torch.from_numpy(sprites[name]) for name in sprites.files}, **torch.load(SCENERY)}
