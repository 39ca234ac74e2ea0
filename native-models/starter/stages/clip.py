"""The small CLIP, and its image encoder learnt in three ways on equal budgets, compared by a linear probe."""
import json

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from ..captions.tokenizer import Reader
from ..config import SCALE, WORK
from ..lessons import captions, held_out_pictures, pictures
from ..nets.clip import Clip, clip_loss, multi_positive_loss
from ..nets.vision import Answers, Trunk, accuracies, answers_loss
from ..training import device, generator, load, train
from ..world.render import World, open_world
from .synthetic import Synthetic

RATE, VIEWS, PROBE_STEPS = 1e-3, 4, 300


def augmented(x: Tensor, g: torch.Generator) -> Tensor:
    """SimCLR's views: a crop of a quarter to all of the picture, mirrored or not, other brightness and contrast."""
    n = len(x)

    def draw(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(n, generator=g, device=x.device)

    scale = draw(0.5, 1.0)
    theta = torch.zeros(n, 2, 3, device=x.device)
    theta[:, 0, 0] = scale * torch.where(draw(0, 1) < 0.5, -1.0, 1.0)
    theta[:, 1, 1] = scale
    theta[:, 0, 2], theta[:, 1, 2] = draw(-1, 1) * (1 - scale), draw(-1, 1) * (1 - scale)
    crop = F.grid_sample(x, F.affine_grid(theta, list(x.shape), align_corners=False), align_corners=False)
    return (crop * draw(0.7, 1.2).view(-1, 1, 1, 1) + draw(-0.2, 0.2).view(-1, 1, 1, 1)).clamp(-1, 1)


class Contrast(nn.Module):
    """A trunk with SimCLR's projection head."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = Trunk(SCALE.clip)
        width = self.trunk.width
        self.project = nn.Sequential(nn.Linear(width, width), nn.SiLU(), nn.Linear(width, 128))

    def forward(self, x: Tensor) -> Tensor:
        return F.normalize(self.project(self.trunk(x)).float(), dim=1)


def run(way: str, minutes: float) -> None:
    """`way`: clip, simclr or stablerep. Each sees as many pictures a step and trains as long."""
    world, g, size = open_world(str(device())), generator(900), max(8, SCALE.batch // 2)
    if way == 'clip':
        reader = Reader()
        clip = Clip(reader.size, reader.eos)

        def loss(step: int) -> Tensor:
            x, labels = pictures(world, 'clip', step, size)
            ids = reader(captions(labels, step << 20)).to(device())
            return clip_loss(clip.image(x), clip.caption(ids), clip.scale)

        train('clip', clip, loss, minutes=minutes, rate=RATE)
        return
    model = Contrast()
    made = Synthetic() if way == 'stablerep' else None

    def contrast(step: int) -> Tensor:
        views = 2 if made is None else VIEWS
        groups = size // views
        if made is None:
            x = pictures(world, 'clip', step, groups)[0].repeat_interleave(views, 0)
        else:
            x = made.pictures(step, groups, views)
        return multi_positive_loss(model(augmented(x, g)), torch.arange(groups, device=device()).repeat_interleave(views))

    train(way, model, contrast, minutes=minutes, rate=RATE)


def probe(world: World, trunk: Trunk) -> dict[str, float]:
    """Linear heads on frozen features, trained on renderings and asked about held-out combinations."""
    heads = Answers(trunk.width).to(device())
    optimiser = torch.optim.AdamW(heads.parameters(), 3e-3)
    for step in range(PROBE_STEPS if SCALE.batch > 8 else 5):
        x, labels = pictures(world, 'check', step + 1, SCALE.batch // 2)
        with torch.no_grad():
            features = F.normalize(trunk(x).float(), dim=1) * trunk.width ** 0.5
        loss = answers_loss(heads(features), labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    with torch.no_grad():
        x, labels = held_out_pictures(world, 4 * SCALE.batch)
        features = torch.cat([F.normalize(trunk(part).float(), dim=1) * trunk.width ** 0.5 for part in x.split(SCALE.batch // 2)])
        return accuracies(heads(features), labels)


def table(_minutes: float) -> None:
    """Writes and prints the linear-probe table; an untrained trunk is the floor."""
    world, reader, rows = open_world(str(device())), Reader(), {}
    torch.manual_seed(3)
    rows['untrained'] = probe(world, Trunk(SCALE.clip).to(device()).eval())
    for way in ('simclr', 'clip', 'stablerep'):
        model = Clip(reader.size, reader.eos) if way == 'clip' else Contrast()
        load(way, model)
        rows[way] = probe(world, model.trunk)
    (WORK / 'probe.json').write_text(json.dumps(rows, indent=2) + '\n')
    for way, figures in rows.items():
        print(way, {k: round(v, 3) for k, v in figures.items()})
