"""A finished picture in another hand. All take and give [n, 3, h, w] in 0..1; `noise` is [1, 1, h, w] in 0..1."""
import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

Style = Callable[[Tensor, Tensor], Tensor]


def grey(x: Tensor) -> Tensor:
    return (x * x.new_tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(1, keepdim=True)


def pixels(x: Tensor, of_256: float, least: int = 0) -> int:
    """A length that is `of_256` pixels in a picture of 256, in one as large as x."""
    return max(least, round(of_256 * x.shape[-1] / 256))


def blur(x: Tensor, of_256: int) -> Tensor:
    radius = pixels(x, of_256)
    return F.avg_pool2d(F.pad(x, [radius] * 4, mode='replicate'), 2 * radius + 1, 1)


def edges(x: Tensor) -> Tensor:
    """[n, 1, h, w]: Sobel's gradient of every colour, the largest kept. In smaller pictures slopes are steeper and lines as wide as ever:
    they are drawn fainter, or they would cover everything."""
    sobel = x.new_tensor([[1, 0, -1], [2, 0, -2], [1, 0, -1]]) / 4
    kernel = torch.stack([sobel, sobel.T])[:, None].repeat(3, 1, 1, 1)
    slopes = F.conv2d(F.pad(x, [1] * 4, mode='replicate'), kernel, groups=3)
    return slopes.view(len(x), 3, 2, *x.shape[2:]).square().sum(2).sqrt().amax(1, keepdim=True) * (x.shape[-1] / 256) ** 0.5


def kuwahara(x: Tensor, of_256: int) -> Tensor:
    """Each pixel the mean of the calmest of its four quadrants (Kuwahara et al. 1976)."""
    radius = pixels(x, of_256, least=1)
    size = radius + 1
    mean = F.avg_pool2d(F.pad(x, [radius] * 4, mode='replicate'), size, 1)
    square = F.avg_pool2d(F.pad(x * x, [radius] * 4, mode='replicate'), size, 1)
    spread = (square - mean * mean).sum(1, keepdim=True)
    h, w = x.shape[2:]
    corners = [(0, 0), (0, radius), (radius, 0), (radius, radius)]
    means = torch.stack([mean[..., i:i + h, j:j + w] for i, j in corners])
    spreads = torch.stack([spread[..., i:i + h, j:j + w] for i, j in corners])
    return means.gather(0, spreads.argmin(0, keepdim=True).expand(1, -1, 3, -1, -1))[0]


def saturate(x: Tensor, amount: float) -> Tensor:
    return (grey(x) + (x - grey(x)) * amount).clamp(0, 1)


def warp(x: Tensor, noise: Tensor, reach: float) -> Tensor:
    """Moves pixels along the slope of blurred noise, `reach` of the picture's side."""
    soft = blur(noise, 5)
    dx = F.pad(soft[..., 1:] - soft[..., :-1], [0, 1, 0, 0])
    dy = F.pad(soft[..., 1:, :] - soft[..., :-1, :], [0, 0, 0, 1])
    step = torch.cat([dx, dy], 1).permute(0, 2, 3, 1)
    step = step / step.abs().amax() * reach * 2
    base = F.affine_grid(torch.eye(2, 3, device=x.device)[None], [1, 1, *x.shape[2:]], align_corners=False)
    return F.grid_sample(x, (base + step).expand(len(x), -1, -1, -1), padding_mode='border', align_corners=False)


def plain(x: Tensor, _noise: Tensor) -> Tensor:
    return x


def watercolour(x: Tensor, noise: Tensor) -> Tensor:
    wet = kuwahara(warp(x, noise, 0.008), 4)
    pools = blur(noise, 9)
    pools = (pools - pools.mean()) / pools.std()
    wash = 1 - (1 - saturate(wet, 0.92)) * (0.86 + 0.05 * pools)
    rim = (edges(blur(wet, 1)) * 1.6).clamp(0, 0.5)
    paper = 1 - 0.07 * blur(noise, 1)
    return (wash * (1 - 0.45 * rim) * paper).clamp(0, 1)


def pixel_art(x: Tensor, _noise: Tensor) -> Tensor:
    side = x.shape[-1]
    cells = side // pixels(x, 4, least=2)
    small = F.interpolate(x, size=(cells, cells), mode='area')
    small = (saturate(small, 1.15) * 11).round() / 11
    return F.interpolate(small, size=(side, side), mode='nearest')


def pencil(x: Tensor, noise: Tensor) -> Tensor:
    side = x.shape[-1]
    axis = torch.arange(side, device=x.device, dtype=x.dtype)
    slant = (axis.view(1, 1, 1, -1) + axis.view(1, 1, -1, 1) + 14 * blur(noise, 4)) * (2 * math.pi / pixels(x, 5, least=3))
    hatch = 0.5 + 0.5 * slant.sin()
    dark = 1 - grey(x)
    strokes = (hatch * 0.9 + noise * 0.4) * (0.22 + 0.55 * dark)
    lines = (edges(blur(x, 1)) * 2.4).clamp(0, 0.9)
    coloured = 1 - (1 - saturate(x, 1.3)) * strokes.clamp(0, 1) * 1.25
    return (coloured * (1 - lines) + 0.22 * lines - 0.04 * noise).clamp(0, 1)


def neon(x: Tensor, _noise: Tensor) -> Tensor:
    line = (edges(blur(x, 1)) * 3.2).clamp(0, 1)
    soft, reach = blur(x, 1), pixels(x, 2)
    around = (2 * reach + 1, 1, reach)
    local = -F.max_pool2d(-soft, *around) * 0.3 + F.max_pool2d(soft, *around) * 0.7
    vivid = saturate(local / local.amax(1, keepdim=True).clamp(min=0.1), 1.9)
    tube = vivid * line
    halo = blur(blur(tube, 4), 4) * 1.5
    return (x.new_tensor([0.03, 0.02, 0.08]).view(1, 3, 1, 1) + 0.16 * saturate(x, 1.5) + tube + halo + 0.35 * line ** 3).clamp(0, 1)


def oil(x: Tensor, noise: Tensor) -> Tensor:
    strokes = kuwahara(warp(x, noise, 0.014), 5)
    relief = blur(noise, 1)
    relief = (relief - relief.roll((1, 1), (2, 3))) * 0.16
    return (saturate(strokes, 1.25) + relief).clamp(0, 1)


def comic(x: Tensor, _noise: Tensor) -> Tensor:
    side = x.shape[-1]
    axis = torch.arange(side, device=x.device, dtype=x.dtype) * (2 * math.pi / pixels(x, 6, least=3))
    a, b = axis.view(1, 1, 1, -1), axis.view(1, 1, -1, 1)
    dots = 0.5 + 0.25 * ((a + b).sin() + (a - b).sin())
    flat = (saturate(kuwahara(x, 3), 1.4) * 6).round() / 6
    shaded = flat * torch.where(dots > 0.25 + grey(x) * 0.75, 0.8, 1.0)
    ink = ((edges(blur(x, 1)) - 0.16) * 5).clamp(0, 1)
    return (shaded * (1 - ink)).clamp(0, 1)


TABLE: dict[str, Style] = {'plain': plain, 'watercolour': watercolour, 'pixel art': pixel_art, 'pencil': pencil, 'neon': neon,
                           'oil painting': oil, 'comic': comic}
