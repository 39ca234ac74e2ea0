"""Labels and seeds to pictures, a batch at a time and with no loop over pictures, on any device."""
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from ..config import IMAGE, SPRITE
from . import light, styles
from .banks import banks
from .draws import pick, uniform
from .dress import dress
from .layout import PLACES, arrange
from .spec import STYLES, Column, Relation
from .things import THINGS, flies

FLIES = torch.tensor([flies(thing) for thing in THINGS])


def noise_field(side: int, seed: int) -> Tensor:
    return torch.rand(1, 1, side, side, generator=torch.Generator().manual_seed(seed))


@dataclass(frozen=True)
class World:
    sprites: Tensor
    tones: Tensor
    sizes: Tensor
    scenes: Tensor
    overlays: Tensor
    grain: Tensor  # soft noise for wood and stone
    paper: Tensor  # white noise for the styles

    @property
    def device(self) -> torch.device:
        return self.sprites.device

    def place(self, picture: Tensor, sprite: Tensor, x: Tensor, foot: Tensor, size: Tensor, tint: Tensor) -> Tensor:
        """Blends premultiplied sprites that stand at x on `foot`, `size` of the picture wide, in the light `tint`."""
        theta = torch.zeros(len(x), 2, 3, device=self.device)
        theta[:, 0, 0] = theta[:, 1, 1] = 1 / size
        theta[:, 0, 2] = -(2 * x - 1) / size
        theta[:, 1, 2] = -(2 * (foot - size / 2) - 1) / size
        where = F.affine_grid(theta, [len(x), 4, *picture.shape[2:]], align_corners=False)
        layer = F.grid_sample(sprite, where, align_corners=False)
        return picture * (1 - layer[:, 3:]) + layer[:, :3] * tint

    def shadow(self, picture: Tensor, x: Tensor, foot: Tensor, width: Tensor, there: Tensor) -> Tensor:
        across, down = light.grid(picture.shape[-1], self.device)
        away = ((across - light.column(x)) / light.column(width * 0.5)) ** 2 + (
            (down - light.column(foot - 0.008)) / light.column(width * 0.11)) ** 2
        return picture * (1 - 0.42 * (1.25 - away).clamp(0, 1) * light.column(there))

    def hand(self, picture: Tensor, x: Tensor, y: Tensor, colour: Tensor, there: Tensor) -> Tensor:
        """A mitten in the holder's colour over what it holds."""
        across, down = light.grid(picture.shape[-1], self.device)
        away = (((across - light.column(x)) / 0.045) ** 2 + ((down - light.column(y)) / 0.036) ** 2).sqrt()
        rim = ((1.12 - away) / 0.12).clamp(0, 1) * light.column(there)
        fill = ((0.94 - away) / 0.12).clamp(0, 1) * light.column(there)
        tone = colour.view(-1, 3, 1, 1)
        return torch.lerp(torch.lerp(picture, tone * 0.6, rim), tone, fill)

    def bodies(self, thing: Tensor, appearance: Tensor) -> Tensor:
        """[n, 4, s, s] premultiplied sprites, empty where there is no thing."""
        there = (thing >= 0).nonzero().squeeze(1)
        out = torch.zeros(len(thing), *self.sprites.shape[1:], device=self.device)
        out[there] = dress(self.sprites[thing[there]].float() / 255, self.tones[thing[there]], appearance[there], self.grain[0, 0])
        return out

    @torch.no_grad()
    def render(self, labels: Tensor, seeds: Tensor) -> Tensor:
        """[n, 3, side, side] in -1..1 for labels [n, COLUMNS] and int64 seeds [n]: the seed says all that the label does not."""
        labels, seeds = labels.to(self.device), seeds.to(self.device)
        scene, time, weather = (labels[:, c] for c in (Column.SCENE, Column.TIME, Column.WEATHER))
        backdrop = self.scenes[scene, pick(seeds, 'variant', self.scenes.shape[1])].float() / 255
        backdrop = torch.where(light.column(uniform(seeds, 'flip') < 0.5), backdrop.flip(3), backdrop)
        picture = light.lit(backdrop, time, weather, seeds)
        tint = light.THINGS.to(self.device)[time].view(-1, 3, 1, 1)
        plan = arrange(labels.clone(), seeds, self.sizes)
        bodies = [self.bodies(plan.thing[:, i], plan.appearance[:, i]) for i in range(PLACES)]
        relation = labels[:, Column.RELATION]
        airborne = FLIES.to(self.device)
        for i in range(PLACES):
            here = (plan.thing[:, i] >= 0) & ~airborne[plan.thing[:, i].clamp(min=0)]
            aloft = ((relation == Relation.ON) & (i == 0)) | (((relation == Relation.UNDER) | (relation == Relation.HOLDING)) & (i == 1))
            width = plan.size[:, i] * self.sizes[plan.thing[:, i].clamp(min=0), 0]
            picture = self.shadow(picture, plan.x[:, i], plan.foot[:, i], width, here & ~aloft)
        for turn in range(PLACES):  # what is drawn last lies in front
            i = [1, 0, 2][turn]
            order = torch.where(plan.front, [0, 1, 2][turn], i)
            row = torch.arange(len(labels), device=self.device)
            row = row[plan.thing[row, order] >= 0]
            if len(row) == 0:
                continue
            order = order[row]
            sprite = torch.stack(bodies, 1)[row, order]
            picture[row] = self.place(picture[row], sprite, plan.x[row, order], plan.foot[row, order], plan.size[row, order], tint[row])
        mean = bodies[0][:, :3].sum((2, 3)) / bodies[0][:, 3:].sum((2, 3)).clamp(min=1)
        grip = plan.foot[:, 1] - plan.size[:, 1] * self.sizes[plan.thing[:, 1].clamp(min=0), 1] * 0.2
        picture = self.hand(picture, plan.x[:, 1], grip, mean, relation == Relation.HOLDING)
        picture = light.weathered(picture, weather, self.overlays, pick(seeds, 'overlay', self.overlays.shape[1]), seeds)
        for index, name in enumerate(STYLES):
            rows = (labels[:, Column.STYLE] == index).nonzero().squeeze(1)
            if len(rows) > 0:
                picture[rows] = styles.TABLE[name](picture[rows].contiguous(), self.paper)
        return picture.clamp(0, 1) * 2 - 1


def smaller(bank: Tensor, side: int) -> Tensor:
    """[…, h, w] of uint8, reduced to `side` by area."""
    if bank.shape[-1] <= side:
        return bank
    return torch.stack([F.interpolate(part.float().flatten(0, -3)[:, None], size=(side, side), mode='area')[:, 0].view(*part.shape[:-2], side, side)
                        .round().byte() for part in bank])


def open_world(device: str = 'cpu', workers: int = 2, side: int = IMAGE) -> World:
    """`side`: of the pictures, at most IMAGE; all that is drawn once is reduced to it."""
    drawn = banks(workers)
    # A thing is at most 0.68 of the picture wide: a larger sprite would only be sampled with gaps.
    sizes = {'sprites': 5 * side // 8, 'scenes': side, 'overlays': side}
    drawn = {name: (smaller(bank, sizes[name]) if name in sizes else bank).to(device) for name, bank in drawn.items()}
    edge = drawn['sprites'].shape[-1]
    soft = F.interpolate(noise_field(SPRITE // 8, 1), size=(edge, edge), mode='bicubic').clamp(0, 1)
    return World(**drawn, grain=soft.to(device), paper=noise_field(side, 2).to(device))
