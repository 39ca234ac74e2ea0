"""The networks that learn to draw: a text encoder and the UNet that it leads, trained together on cached latents."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

import config as c

HEAD = 32  # width of an attention head
LAYOUT = 32  # channels of the layout that the words give
# Width of each level, and at each level which residual blocks are followed by attention.
WIDTHS = (192, 320)
DOWN = ((True,), (True,))
UP = ((True,), (True, True))  # from the deepest up; one more in all than DOWN: the first convolution has a skip too


class TextLayer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.n1, self.n2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.q, self.k, self.v = (nn.Linear(width, width) for _ in range(3))
        self.out = nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, mask):
        h = self.n1(x)
        x = x + self.out(attend(self.q(h), self.k(h), self.v(h), self.heads, mask))
        h = self.up(self.n2(x))
        return x + self.down(h * torch.sigmoid(1.702 * h))


class TextEncoder(nn.Module):
    """CLIP's text transformer: causal, pre-norm, quick GELU."""

    def __init__(self, words):
        super().__init__()
        width = c.TEXT_WIDTH
        self.words = nn.Embedding(words, width)
        self.places = nn.Parameter(torch.randn(c.MAX_TOKENS, width) * 0.02)
        nn.init.normal_(self.words.weight, std=0.05)
        self.layers = nn.ModuleList(TextLayer(width, c.TEXT_HEADS) for _ in range(c.TEXT_LAYERS))
        self.norm = nn.LayerNorm(width)

    def forward(self, ids):
        length = ids.shape[1]
        x = self.words(ids) + self.places[:length]
        mask = torch.full((c.MAX_TOKENS, c.MAX_TOKENS), -1e4, device=x.device).triu(1)[:length, :length]
        for layer in self.layers:
            x = layer(x, mask.to(x.dtype))
        return self.norm(x)


def attend(q, k, v, heads, mask=None):
    b, n, w = q.shape
    q, k, v = (t.view(t.shape[0], t.shape[1], heads, w // heads).transpose(1, 2) for t in (q, k, v))
    # Written out: on a CPU the fused attention's backward pass takes seven times as long.
    scores = (q * (w // heads) ** -0.5) @ k.transpose(2, 3)
    if mask is not None:
        scores = scores + mask
    return (scores.softmax(3).to(v.dtype) @ v).transpose(1, 2).reshape(b, n, w)


class Norm(nn.Module):
    """Group norm of sixteen channels a group."""

    def __init__(self, width):
        super().__init__()
        self.norm = nn.GroupNorm(width // 16, width)

    def forward(self, x):
        return self.norm(x)


class Res(nn.Module):
    def __init__(self, inside, out, time):
        super().__init__()
        self.n1, self.n2 = Norm(inside), Norm(out)
        self.c1, self.c2 = nn.Conv2d(inside, out, 3, 1, 1), nn.Conv2d(out, out, 3, 1, 1)
        self.time = nn.Linear(time, 2 * out)
        self.skip = nn.Conv2d(inside, out, 1) if inside != out else nn.Identity()
        nn.init.zeros_(self.c2.weight)
        nn.init.zeros_(self.c2.bias)

    def forward(self, x, t):
        h = self.c1(F.silu(self.n1(x)))
        scale, shift = self.time(t)[:, :, None, None].chunk(2, 1)
        return self.skip(x) + self.c2(F.silu(self.n2(h) * (1 + scale) + shift))


class Attention(nn.Module):
    """Self-attention, attention to the words, then a gated feed-forward, over the positions of a picture."""

    def __init__(self, width, text):
        super().__init__()
        self.heads = width // HEAD
        self.norm, self.n2, self.n3 = nn.LayerNorm(width), nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.q, self.kv, self.out2 = nn.Linear(width, width), nn.Linear(text, 2 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(2 * width, width)
        for last in (self.out, self.out2, self.down):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)

    def forward(self, x, words):
        b, w, height, width = x.shape
        h = x.permute(0, 2, 3, 1).reshape(b, height * width, w)
        h = h + self.out(attend(*self.qkv(self.norm(h)).chunk(3, 2), self.heads))
        h = h + self.out2(attend(self.q(self.n2(h)), *self.kv(words).chunk(2, 2), self.heads))
        a, gate = self.up(self.n3(h)).chunk(2, 2)
        h = h + self.down(a * F.silu(gate))
        return h.reshape(b, height, width, w).permute(0, 3, 1, 2)


class Stage(nn.Module):
    def __init__(self, inside, out, time, text, attention):
        super().__init__()
        self.res = Res(inside, out, time)
        self.attention = Attention(out, text) if attention else None

    def forward(self, x, t, words):
        x = self.res(x, t)
        return self.attention(x, words) if self.attention is not None else x


class UNet(nn.Module):
    """v = UNet(sample, timestep, encoder_hidden_states)."""

    def __init__(self):
        super().__init__()
        text, time = c.TEXT_WIDTH, 2 * WIDTHS[0]
        self.freqs = WIDTHS[0] // 2
        self.time = nn.Sequential(nn.Linear(2 * self.freqs, time), nn.SiLU(), nn.Linear(time, time))
        self.said = nn.Sequential(nn.LayerNorm(text), nn.Linear(text, time), nn.SiLU(), nn.Linear(time, time))
        side = c.LATENT_SIDE
        self.places = nn.Parameter(torch.randn(1, WIDTHS[0], side, side) * 0.02)
        self.first = nn.Conv2d(c.LATENT, WIDTHS[0], 3, 1, 1)
        # A rough layout straight from the words, so that the shape of a thing need not be found through attention first.
        self.layout = nn.Linear(time, LAYOUT * side * side)
        self.laid = nn.Conv2d(LAYOUT, WIDTHS[0], 3, 1, 1)
        nn.init.zeros_(self.laid.weight)
        nn.init.zeros_(self.laid.bias)
        self.down, self.up, skips, width = nn.ModuleList(), nn.ModuleList(), [WIDTHS[0]], WIDTHS[0]
        for level, out in enumerate(WIDTHS):
            stages = nn.ModuleList()
            for attention in DOWN[level]:
                stages.append(Stage(width, out, time, text, attention))
                width = out
                skips.append(width)
            self.down.append(stages)
        self.shrink = nn.ModuleList(nn.Conv2d(w, w, 3, 2, 1) for w in WIDTHS[:-1])
        self.middle = Stage(width, width, time, text, True)
        for level, out in reversed(list(enumerate(WIDTHS))):
            stages = nn.ModuleList()
            for attention in UP[len(WIDTHS) - 1 - level]:
                stages.append(Stage(width + skips.pop(), out, time, text, attention))
                width = out
            self.up.append(stages)
        self.grow = nn.ModuleList(nn.Conv2d(w, w, 3, 1, 1) for w in WIDTHS[:0:-1])
        self.norm, self.last = Norm(width), nn.Conv2d(width, c.LATENT, 3, 1, 1)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)

    def forward(self, sample, timestep, words):
        freqs = torch.exp(torch.arange(self.freqs, device=sample.device) * (-math.log(10000.0) / self.freqs))
        angles = timestep.float().reshape(-1, 1) * freqs
        said = self.said(words.mean(1))
        t = F.silu(self.time(torch.cat([angles.cos(), angles.sin()], 1)) + said)
        layout = self.layout(F.silu(said)).view(-1, LAYOUT, *self.places.shape[2:])
        x = self.first(sample) + self.places + self.laid(layout)
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


class Model(nn.Module):
    def __init__(self, words):
        super().__init__()
        self.text, self.unet = TextEncoder(words), UNet()


def alphas():
    """Cumulative alphas of Stable Diffusion's scaled-linear schedule."""
    betas = torch.linspace(c.BETA_START ** 0.5, c.BETA_END ** 0.5, c.STEPS, dtype=torch.float64) ** 2
    return torch.cumprod(1 - betas, 0)
