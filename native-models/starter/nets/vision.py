"""The image trunk of the judge and of CLIP, and the judge on it."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from ..config import SCALE
from ..world.appearances import NATURAL
from ..world.scenes import SCENES
from ..world.spec import STYLES, TIMES, WEATHERS, Column, Relation, canonical
from ..world.things import THINGS
from .blocks import zero


class Look(nn.Module):
    """Two convolutions around the identity. Batch norm: things are learnt in a fraction of the pictures that group norm asks for."""

    def __init__(self, width: int):
        super().__init__()
        self.n1, self.n2 = nn.BatchNorm2d(width), nn.BatchNorm2d(width)
        self.first, self.second = nn.Conv2d(width, width, 3, 1, 1), zero(nn.Conv2d(width, width, 3, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.relu(self.n2(self.first(F.relu(self.n1(x))))))


class Trunk(nn.Module):
    """[n, 3, s, s] in -1..1, read at SCALE.look, to [n, 2·width]: mean and maximum over places."""

    def __init__(self, widths: tuple[int, ...]):
        super().__init__()
        inside = 3
        self.blocks = nn.ModuleList()
        for width in widths:
            self.blocks.append(nn.Sequential(nn.Conv2d(inside, width, 4, 2, 1), *(Look(width) for _ in range(SCALE.depth))))
            inside = width
        self.norm, self.width = nn.BatchNorm2d(inside), 2 * inside

    def maps(self, x: Tensor) -> list[Tensor]:
        out = []
        x = F.interpolate(x, size=(SCALE.look, SCALE.look), mode='bilinear', align_corners=False, antialias=False)
        for block in self.blocks:
            x = block(x)
            out.append(x)
        return out

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.norm(self.maps(x)[-1]))
        return torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)


# Which column each head reads, how many answers it has, and the figure of the score that it belongs to.
HEADS: dict[str, tuple[Column, int, str]] = {
    'thing': (Column.THING, len(THINGS), 'thing'), 'colour': (Column.APPEARANCE, NATURAL, 'colour'),
    'scene': (Column.SCENE, len(SCENES), 'scene'), 'count': (Column.COUNT, 3, 'count'),
    'relation': (Column.RELATION, len(Relation), 'relation'), 'second_thing': (Column.OTHER, len(THINGS), 'thing'),
    'second_colour': (Column.OTHER_APPEARANCE, NATURAL, 'colour'), 'style': (Column.STYLE, len(STYLES), 'style'),
    'time': (Column.TIME, len(TIMES), 'time'), 'weather': (Column.WEATHER, len(WEATHERS), 'weather')}


def answers(labels: Tensor) -> dict[str, Tensor]:
    """The right answer of each head, -100 where there is none: a thing as it is has no colour, a lone thing no second."""
    told = canonical(labels)
    out = {}
    for name, (column, size, _) in HEADS.items():
        value = told[:, column] - (1 if column == Column.COUNT else 0)
        out[name] = value.masked_fill((value < 0) | (value >= size), -100)
    return out


class Answers(nn.Module):
    """One linear head a question."""

    def __init__(self, width: int):
        super().__init__()
        self.heads = nn.ModuleDict({name: nn.Linear(width, size) for name, (_, size, _) in HEADS.items()})

    def forward(self, features: Tensor) -> dict[str, Tensor]:
        return {name: head(features) for name, head in self.heads.items()}


def answers_loss(logits: dict[str, Tensor], labels: Tensor, thing: float = 1.0) -> Tensor:
    """`thing`: how much the question for the thing counts beside each of the others; it is the hardest by far."""
    right = answers(labels)
    return torch.stack([F.cross_entropy(logits[name].float(), right[name], reduction='sum') / (right[name] >= 0).sum().clamp(min=1)
                        * (thing if name == 'thing' else 1.0) for name in HEADS]).sum()


def accuracies(logits: dict[str, Tensor], labels: Tensor) -> dict[str, float]:
    right = answers(labels)
    known = {name: right[name] >= 0 for name in HEADS}
    return {name: float((logits[name].argmax(1) == right[name])[known[name]].float().mean()) for name in HEADS if known[name].any()}


def halves(x: Tensor) -> list[Tensor]:
    """A map whole, and its left, right, upper and lower half: where a thing stands decides which of two it is."""
    return [x, *x.chunk(2, 3), *x.chunk(2, 2)]


class Judge(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.trunk = Trunk(SCALE.judge)
        self.norm, self.mixed = nn.LayerNorm(5 * self.trunk.width), nn.Linear(5 * self.trunk.width, 2 * self.trunk.width)
        self.answers = Answers(2 * self.trunk.width)

    def features(self, x: Tensor) -> Tensor:
        seen = F.relu(self.trunk.norm(self.trunk.maps(x)[-1]))
        parts = [pooled for part in halves(seen) for pooled in (part.mean((2, 3)), part.amax((2, 3)))]
        return F.relu(self.mixed(self.norm(torch.cat(parts, 1))))

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        return self.answers(self.features(x))
