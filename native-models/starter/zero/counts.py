"""A judge of how many there are of a thing, and of two things one on the other, learnt from renderings only; it answers beside the judge that ships, as
`sides.py`'s does."""
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from ..nets.shipped_judge import WIDTHS, begin
from ..nets.vision import Trunk
from ..onnx_file import beside, write
from ..stages.judge import disturb
from ..training import generator, load, train
from .prompts import world
from .sides import JUDGE
from .world import Stands, World

NAME, RATE, SIZE = 'zero-counts', 1e-3, 96
NUMBERS = ['one', 'two', 'three', 'unlike']  # the last: two that are not the same
COLOURS = 10
# The answers in order, each with what the card calls its labels; None: NUMBERS.
HEADS = {'count': None, 'counted thing': 'things', 'counted colour': 'colours', 'top thing': 'things', 'top colour': 'colours', 'bottom thing': 'things',
         'bottom colour': 'colours'}


class Counts(nn.Module):
    """One trunk; what is asked of two things goes to the halves of its last map, the rest to all of it."""

    def __init__(self) -> None:
        super().__init__()
        known = world()
        self.trunk = Trunk(WIDTHS)
        self.whole, self.part = (nn.LayerNorm(self.trunk.width) for _ in range(2))
        things, colours = (len(known[kind]) for kind in ('things', 'colours'))
        self.count, self.counted_thing, self.counted_colour = (nn.Linear(self.trunk.width, size) for size in (len(NUMBERS), things, colours))
        self.thing, self.colour = (nn.Linear(self.trunk.width, size) for size in (things, colours))

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """[n, 3, 64, 64] in -1..1 → logits in the order of HEADS."""
        seen = F.relu(self.trunk.norm(self.trunk.maps(x)[-1]))
        whole = self.whole(torch.cat([seen.mean((2, 3)), seen.amax((2, 3))], 1))
        out = [self.count(whole), self.counted_thing(whole), self.counted_colour(whole)]
        for half in seen.chunk(2, 2):
            features = self.part(torch.cat([half.mean((2, 3)), half.amax((2, 3))], 1))
            out += [self.thing(features), self.colour(features)]
        return tuple(out)


def pictures(drawn: World, n: int, g: torch.Generator) -> Tensor:
    """Labels: half of them one to three of a thing, a third two on each other, the rest two side by side."""
    return torch.cat([drawn.several(n // 2, g), drawn.pairs(n // 3, g, (Stands.ON, Stands.UNDER)), drawn.pairs(n - n // 2 - n // 3, g)])


def answers(labels: Tensor) -> list[Tensor]:
    """In the order of HEADS; -100 where nothing is asked: of things with their own colours, of what a picture does not show."""
    thing, colour, _, other, other_colour, stands, count = labels.unbind(1)
    first, second = (one.masked_fill(one >= COLOURS, -100) for one in (colour, other_colour))
    pair, stacked, top = other >= 0, (other >= 0) & (stands >= Stands.ON), stands == Stands.ON
    same = (thing == other) & (colour == other_colour) & ~stacked
    numbers = torch.where(pair, torch.where(same, 1, 3), count - 1)
    alone = [one.masked_fill(pair, -100) for one in (thing, first)]
    both = [torch.where(top, thing, other), torch.where(top, first, second), torch.where(top, other, thing), torch.where(top, second, first)]
    return [numbers, *alone, *(one.masked_fill(~stacked, -100) for one in both)]


def run(minutes: float) -> None:
    drawn, g, model = World(), generator(1060), Counts()
    begin(model.trunk, drawn.render(pictures(drawn, 256, g), g))

    def loss(_step: int) -> Tensor:
        labels = pictures(drawn, SIZE, g)
        said = model(disturb(drawn.render(labels, g), g))
        return torch.stack([F.cross_entropy(logits.float(), right) for logits, right in zip(said, answers(labels))]).sum()

    def look(model: nn.Module) -> dict[str, float]:
        held = generator(1061)
        labels = pictures(drawn, 600, held)
        said = model(drawn.render(labels, held))
        known = [(logits.argmax(1) == right)[right >= 0].float().mean() for logits, right in zip(said, answers(labels))]
        return dict(zip(HEADS, map(float, known)))

    train(NAME, model, loss, minutes=minutes, rate=RATE, fall=0.6, keep=0.99, look=look)


def export() -> None:
    """Its answers in the graph of the judge that ships, behind the same picture."""
    path, ours = JUDGE / 'model.onnx', JUDGE / 'counts.onnx'
    whole, names = onnx.load(path), list(HEADS)
    if any(one.name == names[0] for one in whole.graph.output):
        raise ValueError(f'{path} counts already; its first form is in the history.')
    write(load(NAME, Counts()), {'sample': torch.rand(1, 3, 64, 64) * 2 - 1}, names, {name: {0: 'batch'} for name in ['sample', *names]}, ours)
    onnx.save(beside(whole, onnx.load(ours)), path)
    ours.unlink()
