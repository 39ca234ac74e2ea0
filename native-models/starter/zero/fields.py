"""Version 0's network under PFGM++'s kernel (finite D) and, for a fair table, under the Gaussian one again (D = inf): the same start, data,
minutes and seeds. The data are the ends of version 0's own paths."""
import torch
from torch import Tensor

from ..diffusion import Schedule, kernel
from ..nets.graph import Graph
from ..training import device, generator, load, ready, train
from .paths import Shipped, walked
from .prompts import SHIPPED

RATE, SIZE, EMPTY = 2e-4, 32, 0.1


def name_of(dimensions: float) -> str:
    return f'zero-field-{dimensions:g}'


def run(dimensions: float, minutes: float) -> None:
    paths, schedule, silence, g = walked(), Schedule(device()), Shipped().silence, generator(950)
    # noise of its own for every D, lessons the same for all
    unlike = generator(960)

    def loss(_step: int) -> Tensor:
        rows, t = paths.draw(SIZE, g), schedule.times(SIZE, g)
        unsaid = torch.rand(SIZE, 1, 1, generator=g, device=device()) < EMPTY
        clean, words = paths.clean(rows), torch.where(unsaid, silence, paths.words[rows].float())
        noisy, want = schedule.noised(clean, kernel(clean, dimensions, unlike), t)
        return (model(noisy, t, words).float() - want).square().mean()

    model = Graph(SHIPPED / 'unet' / 'model.onnx')
    train(name_of(dimensions), model, loss, minutes=minutes, rate=RATE, fall=0.5, keep=0.998)


def trained(dimensions: float) -> Graph:
    model = ready(Graph(SHIPPED / 'unet' / 'model.onnx'))
    load(name_of(dimensions), model)
    return model
