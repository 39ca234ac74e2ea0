"""Sprites recoloured by luminance: the middle of a thing takes the colour, its shades and lights stay."""
import math

import torch
from torch import Tensor

from .appearances import APPEARANCES, NATURAL, Colour


def ramp(middle: Colour, dark: Colour | None, light: Colour | None) -> list[Colour]:
    shade: Colour = dark if dark is not None else tuple(v * 0.28 for v in middle)  # type: ignore[assignment]
    lit: Colour = light if light is not None else tuple(v + (1 - v) * 0.6 for v in middle)  # type: ignore[assignment]
    return [shade, middle, lit]


RAMPS = torch.tensor([ramp(a.middle, a.dark, a.light) for a in APPEARANCES])
TEXTURES = {name: torch.tensor([a.texture == name for a in APPEARANCES] + [False]) for name in ('metal', 'wood', 'stone', 'glass', 'rainbow')}


def hue(turn: Tensor) -> Tensor:
    """[n, 3, …] full colours around the wheel; turn 0..1."""
    phase = torch.stack([turn, turn - 1 / 3, turn - 2 / 3], 1) * 2 * math.pi
    return 0.55 + 0.45 * phase.cos()


def dress(sprites: Tensor, tones: Tensor, appearance: Tensor, noise: Tensor) -> Tensor:
    """Premultiplied sprites [n, 4, s, s] in the look asked for. `tones` [n, 3]: the low, middle and high luminance of each;
    `noise` [s, s] in 0..1."""
    device = sprites.device
    alpha = sprites[:, 3:]
    straight = sprites[:, :3] / alpha.clamp(min=1e-3)
    luma = (straight * straight.new_tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(1, keepdim=True)
    low, middle, high = (tones[:, i].view(-1, 1, 1, 1) for i in range(3))
    shade = ((luma - low) / (middle - low)).clamp(0, 1)
    lit = ((luma - middle) / (high - middle)).clamp(0, 1)

    def has(texture: str) -> Tensor:
        return TEXTURES[texture].to(device)[appearance].view(-1, 1, 1, 1)

    side = sprites.shape[-1]
    axis = torch.linspace(0, 1, side, device=device)
    # Metal mirrors a sky and a ground: its lights come in bands.
    band = 0.5 + 0.5 * torch.sin((axis.view(1, 1, -1, 1) * 2.2 + luma * 1.6) * 2 * math.pi)
    lit = torch.where(has('metal'), (0.5 * lit + 0.55 * band).clamp(0, 1), lit)
    grain = torch.sin((axis.view(1, 1, -1, 1) * 9 + noise.view(1, 1, side, side) * 2.2) * 2 * math.pi)
    shade = torch.where(has('wood'), (shade * (0.82 + 0.18 * grain)).clamp(0, 1), shade)
    shade = torch.where(has('stone'), (shade * (0.62 + 0.5 * noise.view(1, 1, side, side))).clamp(0, 1), shade)

    ramps = RAMPS.to(device)[appearance.clamp(max=NATURAL - 1)]
    dark, mid, light = (ramps[:, i].view(-1, 3, 1, 1) for i in range(3))
    arc = hue((axis.view(1, 1, -1) * 0.45 + axis.view(1, -1, 1) * 0.75).expand(len(sprites), -1, -1))
    mid = torch.where(has('rainbow'), arc, mid)
    dark = torch.where(has('rainbow'), arc * 0.35, dark)
    colour = dark + (mid - dark) * shade + (light - mid) * lit * torch.where(has('rainbow'), 0.6, 1.0)
    edge = (1 - lit) * 0.35 + (1 - shade) * 0.3
    thin = torch.where(has('glass'), (0.42 + edge + 0.4 * lit).clamp(0, 0.95), 1.0) * alpha
    dressed = torch.cat([colour.clamp(0, 1) * thin, thin], 1)
    return torch.where((appearance == NATURAL).view(-1, 1, 1, 1), sprites, dressed)
