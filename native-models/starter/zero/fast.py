"""The few-step sibling of version 0: from any place of a path straight to its end (Luhman and Luhman 2021, from the noise alone; here from every
time that a few-step sampler asks at), guidance built in. It samples as a consistency model does."""
import torch
from torch import Tensor

from ..diffusion import Schedule
from ..nets.graph import Graph
from ..stages.distil import consistent
from ..training import device, generator, load, ready, train
from .paths import TIMES, walked
from .prompts import SHIPPED

NAME, RATE, SIZE = 'zero-fast', 3e-4, 32
FROM_NOISE = 0.35  # of the lessons begin at the noise itself, from where the way is farthest


def run(minutes: float) -> None:
    paths, schedule, g = walked(), Schedule(device()), generator(900)
    student, times = Graph(SHIPPED / 'unet' / 'model.onnx'), torch.tensor(TIMES, device=device())

    def loss(_step: int) -> Tensor:
        rows = paths.draw(SIZE, g)
        at = torch.randint(1, len(TIMES), (SIZE,), generator=g, device=device())
        at = torch.where(torch.rand(SIZE, generator=g, device=device()) < FROM_NOISE, 0, at)
        t = times[at]
        got = consistent(schedule, student, paths.states[rows, at].float(), t, paths.words[rows].float())
        return ((got - paths.clean(rows)).square() + 0.01 ** 2).sqrt().mean() - 0.01  # pseudo-Huber

    train(NAME, student, loss, minutes=minutes, rate=RATE, fall=0.5, keep=0.998)


def trained() -> Graph:
    model = ready(Graph(SHIPPED / 'unet' / 'model.onnx'))
    load(NAME, model)
    return model
