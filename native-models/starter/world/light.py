"""Time of day and weather over a scene. Pictures are [n, 3, h, w] in 0..1."""
import torch
import torch.nn.functional as F
from torch import Tensor

from .draws import between, uniform
from .spec import TIMES, WEATHERS

DAY, DAWN, SUNSET, NIGHT = range(len(TIMES))
CLEAR, RAIN, SNOWFALL, FOG, STORM = range(len(WEATHERS))
# What the ground is multiplied by, and the sky's colours from top to horizon.
GROUND = torch.tensor([[1.0, 1.0, 1.0], [1.0, 0.88, 0.90], [0.96, 0.66, 0.56], [0.40, 0.46, 0.66]])
THINGS = torch.tensor([[1.0, 1.0, 1.0], [1.0, 0.95, 0.95], [1.0, 0.86, 0.78], [0.78, 0.81, 0.93]])
HIGH = torch.tensor([[0.0, 0.0, 0.0], [0.56, 0.62, 0.86], [0.28, 0.16, 0.44], [0.02, 0.03, 0.12]])
LOW = torch.tensor([[0.0, 0.0, 0.0], [1.0, 0.80, 0.72], [1.0, 0.56, 0.24], [0.14, 0.18, 0.42]])
GLOOM = torch.tensor([1.0, 0.78, 0.94, 1.0, 0.52])  # by weather


def column(values: Tensor) -> Tensor:
    return values.view(-1, 1, 1, 1)


def grid(side: int, device: torch.device) -> tuple[Tensor, Tensor]:
    axis = (torch.arange(side, device=device) + 0.5) / side
    return axis.view(1, 1, 1, -1), axis.view(1, 1, -1, 1)


def disc(x: Tensor, y: Tensor, at: tuple[Tensor, Tensor], radius: float, soft: float) -> Tensor:
    away = ((x - column(at[0])) ** 2 + (y - column(at[1])) ** 2).sqrt()
    return ((radius - away) / soft + 0.5).clamp(0, 1)


def lit(scene: Tensor, time: Tensor, weather: Tensor, seeds: Tensor) -> Tensor:
    """`scene` [n, 4, h, w] with its share of sky, under the sky of that hour."""
    rgb, sky = scene[:, :3], scene[:, 3:]
    x, y = grid(rgb.shape[-1], rgb.device)
    tables = [t.to(rgb.device)[time].view(-1, 3, 1, 1) for t in (GROUND, HIGH, LOW)]
    ground, high, low = tables
    heavens = high + (low - high) * (y / 0.55).clamp(0, 1)
    place = between(seeds, 'sun x', 0.12, 0.88), between(seeds, 'sun y', 0.1, 0.4)
    evening, night = column(time == SUNSET), column(time == NIGHT)
    sun = disc(x, y, place, 0.07, 0.012)
    glow = disc(x, y, place, 0.16, 0.3)
    heavens = torch.where(evening, heavens + glow * 0.25, heavens)
    heavens = torch.lerp(heavens, heavens.new_tensor([1.0, 0.88, 0.50]).view(1, 3, 1, 1), sun * evening)
    # Stars: points where a fine pattern of two waves, shifted by the seed, peaks.
    shift = column(uniform(seeds, 'stars') * 50)
    cell_x, cell_y = (x * 26).floor(), (y * 26).floor()
    jitter = torch.frac((torch.sin(cell_x * 12.9898 + cell_y * 78.233 + shift) * 437.585).abs())
    near = ((torch.frac(x * 26) - 0.2 - 0.6 * jitter) ** 2 + (torch.frac(y * 26) - 0.8 + 0.6 * jitter) ** 2).sqrt()
    stars = (1 - near / 0.13).clamp(0, 1) * (torch.frac(jitter * 7) > 0.6)
    crescent = disc(x, y, place, 0.06, 0.008) * (1 - disc(x, y, (place[0] + 0.03, place[1] - 0.015), 0.055, 0.008))
    heavens = torch.where(night, heavens + stars * 0.9 + crescent * heavens.new_tensor([0.98, 0.95, 0.8]).view(1, 3, 1, 1), heavens)
    heavens = torch.where(column(time == DAY), rgb, heavens)
    overcast = heavens.mean(1, keepdim=True) * heavens.new_tensor([0.82, 0.86, 0.92]).view(1, 3, 1, 1)
    heavens = torch.where(column(weather > CLEAR), torch.lerp(heavens, overcast, 0.8), heavens)
    gloom = column(GLOOM.to(rgb.device)[weather])
    return ((rgb * ground * (1 - sky) + heavens * sky) * gloom).clamp(0, 1)


def weathered(picture: Tensor, weather: Tensor, overlays: Tensor, pick: Tensor, seeds: Tensor) -> Tensor:
    """What falls or drifts in front of everything. `overlays` [2, variants, 1, h, w], `pick` [n]."""
    x, y = grid(picture.shape[-1], picture.device)
    rain = overlays[0, pick].float() / 255
    snow = overlays[1, pick].float() / 255
    picture = torch.lerp(picture, picture.new_tensor([0.78, 0.86, 0.96]).view(1, 3, 1, 1),
                         rain * column((weather == RAIN) | (weather == STORM)))
    picture = torch.lerp(picture, torch.ones_like(picture), snow * column(weather == SNOWFALL))
    drift = F.interpolate(torch.stack([torch.sin(y * 9 + column(uniform(seeds, 'fog') * 7)).expand(-1, 1, -1, x.shape[-1])[:, 0]], 1),
                          size=picture.shape[-2:])
    fog = (0.5 + 0.14 * drift) * column(weather == FOG)
    picture = torch.lerp(picture, picture.new_full((1, 3, 1, 1), 0.86), fog)
    # Lightning: a broken line from the sky.
    place = column(between(seeds, 'bolt', 0.1, 0.9))
    kink = 0.05 * torch.sin(y * 43) + 0.035 * torch.sin(y * 97 + 1)
    bolt = (1 - (x - place - kink).abs() / 0.008).clamp(0, 1) * (y < 0.42) * column(weather == STORM)
    return torch.lerp(picture, picture.new_tensor([1.0, 0.98, 0.8]).view(1, 3, 1, 1), bolt)
