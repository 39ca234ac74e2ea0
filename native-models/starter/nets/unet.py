"""The UNet that the words lead: raw output = UNet(sample, timestep, encoder_hidden_states)."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from ..config import LATENT, SCALE
from .blocks import attend, norm, zero

HEAD = 32  # width of an attention head
BLOCKS = 2  # residual blocks a level on the way down; one more on the way up


class Res(nn.Module):
    def __init__(self, inside: int, out: int, time: int):
        super().__init__()
        self.n1, self.n2 = norm(inside), norm(out)
        self.c1, self.c2 = nn.Conv2d(inside, out, 3, 1, 1), zero(nn.Conv2d(out, out, 3, 1, 1))
        self.time = nn.Linear(time, 2 * out)
        self.skip = nn.Conv2d(inside, out, 1) if inside != out else nn.Identity()

    def forward(self, x: Tensor, t: Tensor) -> Tensor:
        h = self.c1(F.silu(self.n1(x)))
        scale, shift = self.time(t)[:, :, None, None].chunk(2, 1)
        return self.skip(x) + self.c2(F.silu(self.n2(h) * (1 + scale) + shift))


class Attention(nn.Module):
    """Self-attention, attention to the words, then a gated feed-forward, over the positions of a picture."""

    def __init__(self, width: int, text: int):
        super().__init__()
        self.heads = width // HEAD
        self.n1, self.n2, self.n3 = (nn.LayerNorm(width) for _ in range(3))
        self.qkv, self.out = nn.Linear(width, 3 * width), zero(nn.Linear(width, width))
        self.q, self.kv, self.out2 = nn.Linear(width, width), nn.Linear(text, 2 * width), zero(nn.Linear(width, width))
        self.up, self.down = nn.Linear(width, 4 * width), zero(nn.Linear(2 * width, width))

    def forward(self, x: Tensor, words: Tensor) -> Tensor:
        n, width, high, wide = x.shape
        h = x.permute(0, 2, 3, 1).reshape(n, high * wide, width)
        h = h + self.out(attend(*self.qkv(self.n1(h)).chunk(3, 2), self.heads))
        h = h + self.out2(attend(self.q(self.n2(h)), *self.kv(words).chunk(2, 2), self.heads))
        a, gate = self.up(self.n3(h)).chunk(2, 2)
        h = h + self.down(a * F.silu(gate))
        return h.reshape(n, high, wide, width).permute(0, 3, 1, 2)


class Stage(nn.Module):
    def __init__(self, inside: int, out: int, time: int, text: int, attention: bool):
        super().__init__()
        self.res = Res(inside, out, time)
        self.attention = Attention(out, text) if attention else None

    def forward(self, x: Tensor, t: Tensor, words: Tensor) -> Tensor:
        x = self.res(x, t)
        return x if self.attention is None else self.attention(x, words)


class UNet(nn.Module):
    """Words are attended to everywhere but at the finest level, where that would cost more than it gives."""

    def __init__(self, channels: int = LATENT):
        """`channels`: LATENT, or 2·LATENT + 1 for inpainting (the latent, the mask, the masked picture's latent)."""
        super().__init__()
        widths, text = SCALE.unet, SCALE.text_width
        self.freqs, time = widths[0] // 2, 4 * widths[0]
        self.time = nn.Sequential(nn.Linear(2 * self.freqs, time), nn.SiLU(), nn.Linear(time, time))
        self.said = nn.Sequential(nn.LayerNorm(text), nn.Linear(text, time), nn.SiLU(), nn.Linear(time, time))
        self.first = nn.Conv2d(channels, widths[0], 3, 1, 1)
        self.down, self.up, skips, width = nn.ModuleList(), nn.ModuleList(), [widths[0]], widths[0]
        self.shrink = nn.ModuleList(nn.Conv2d(w, w, 3, 2, 1) for w in widths[:-1])
        self.grow = nn.ModuleList(nn.Conv2d(w, w, 3, 1, 1) for w in widths[:0:-1])
        for level, out in enumerate(widths):
            stages = nn.ModuleList()
            for _ in range(BLOCKS if level < len(widths) - 1 else 1):
                stages.append(Stage(width, out, time, text, level > 0))
                width = out
                skips.append(width)
            self.down.append(stages)
        self.middle = Stage(width, width, time, text, True)
        for level, out in reversed(list(enumerate(widths))):
            stages = nn.ModuleList()
            for _ in range(len(self.down[level]) + (1 if level == 0 else 0)):
                stages.append(Stage(width + skips.pop(), out, time, text, level > 0))
                width = out
            self.up.append(stages)
        self.norm, self.last = norm(width), zero(nn.Conv2d(width, LATENT, 3, 1, 1))

    def forward(self, sample: Tensor, timestep: Tensor, words: Tensor) -> Tensor:
        freqs = torch.exp(torch.arange(self.freqs, device=sample.device) * (-math.log(10000.0) / self.freqs))
        angles = timestep.float().reshape(-1, 1) * freqs
        t = F.silu(self.time(torch.cat([angles.cos(), angles.sin()], 1)) + self.said(words.mean(1)))
        x = self.first(sample)
        skips = [x]
        for level, stages in enumerate(self.down):
            for stage in stages:
                x = stage(x, t, words)
                skips.append(x)
            if level < len(self.shrink):
                x = self.shrink[level](x)
        x = self.middle(x, t, words)
        for level, stages in enumerate(self.up):
            for stage in stages:
                x = stage(torch.cat([x, skips.pop()], 1), t, words)
            if level < len(self.grow):
                x = self.grow[level](F.interpolate(x, scale_factor=2.0, mode='nearest'))
        return self.last(F.silu(self.norm(x)))


class Denoiser(nn.Module):
    """Text encoder and UNet, which learn together."""

    def __init__(self, text: nn.Module, channels: int = LATENT):
        super().__init__()
        self.text, self.unet = text, UNet(channels)

    def forward(self, sample: Tensor, timestep: Tensor, ids: Tensor) -> Tensor:
        return self.unet(sample, timestep, self.text(ids))
