"""A judge of two things side by side, what stands left and what right, learnt from renderings only; it answers beside the judge that ships."""
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from ..config import MODELS
from ..nets.shipped_judge import WIDTHS, begin
from ..nets.vision import Trunk
from ..onnx_file import beside, write
from ..stages.judge import disturb
from ..training import generator, load, train
from .prompts import world
from .world import World

NAME, RATE, SIZE = 'zero-sides', 1e-3, 64
JUDGE = MODELS / 'starter-judge'
# The answers in order, each with what the card calls its labels.
HEADS = {'left thing': 'things', 'left colour': 'colours', 'right thing': 'things', 'right colour': 'colours'}


class Sides(nn.Module):
    """One trunk; the same questions to each half of its last map."""

    def __init__(self) -> None:
        super().__init__()
        known = world()
        self.trunk = Trunk(WIDTHS)
        self.norm = nn.LayerNorm(self.trunk.width)
        self.thing, self.colour = (nn.Linear(self.trunk.width, len(known[kind])) for kind in ('things', 'colours'))

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """[n, 3, 64, 64] in -1..1 → logits in the order of HEADS."""
        out = []
        for half in F.relu(self.trunk.norm(self.trunk.maps(x)[-1])).chunk(2, 3):
            features = self.norm(torch.cat([half.mean((2, 3)), half.amax((2, 3))], 1))
            out += [self.thing(features), self.colour(features)]
        return tuple(out)


def answers(labels: Tensor) -> list[Tensor]:
    """In the order of HEADS; -100 where a thing has its own colours."""
    thing, colour, _, other, other_colour, side, _ = labels.unbind(1)
    first, second = (one.masked_fill(one >= 10, -100) for one in (colour, other_colour))
    left = side == 0
    return [torch.where(left, thing, other), torch.where(left, first, second), torch.where(left, other, thing), torch.where(left, second, first)]


def run(minutes: float) -> None:
    world, g, model = World(), generator(990), Sides()
    begin(model.trunk, world.render(world.pairs(256, g), g))

    def loss(_step: int) -> Tensor:
        labels = world.pairs(SIZE, g)
        return torch.stack([F.cross_entropy(said.float(), right) for said, right in zip(model(disturb(world.render(labels, g), g)), answers(labels))]).sum()

    def look(model: nn.Module) -> dict[str, float]:
        held = generator(991)
        labels = world.pairs(500, held)
        said = model(world.render(labels, held))
        known = [(logits.argmax(1) == right)[right >= 0].float().mean() for logits, right in zip(said, answers(labels))]
        return dict(zip(HEADS, map(float, known)))

    train(NAME, model, loss, minutes=minutes, rate=RATE, fall=0.6, keep=0.99, look=look)


def export() -> None:
    """Its answers in the graph of the judge that ships, behind the same picture."""
    path, ours = JUDGE / 'model.onnx', JUDGE / 'sides.onnx'
    whole = onnx.load(path)
    if any(one.name == 'left thing' for one in whole.graph.output):
        raise ValueError(f'{path} knows sides already; its first form is in the history.')
    names = list(HEADS)
    write(load(NAME, Sides()), {'sample': torch.rand(1, 3, 64, 64) * 2 - 1}, names, {name: {0: 'batch'} for name in ['sample', *names]}, ours)
    onnx.save(beside(whole, onnx.load(ours)), path)
    ours.unlink()
