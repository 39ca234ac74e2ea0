"""Version 0 learns how many and what stands on what, as it learnt sides: its UNet goes on from where it is, on renderings of one to three of a thing and
of two beside or on each other, asked for through words that mark it (`speech.py`)."""
import torch
from torch import Tensor

from ..nets.graph import Graph
from ..training import generator, load, ready
from . import pairs, speech
from .prompts import SHIPPED
from .world import Stands, World

NAME = 'zero-groups'
COUNT, TWO, STACKED, SEVERAL = 20_000, 0.5, 0.55, 0.5
ONE, MORE, BESIDE, ON = 0.36, 0.28, 0.16, 0.20  # of the lessons show one thing, several of it, two beside each other, one on the other


def kinds(labels: Tensor) -> list[tuple[float, Tensor]]:
    """What is learnt how often, and which labels show it."""
    pair, stacked, many = labels[:, 3] >= 0, labels[:, 5] >= Stands.ON, labels[:, 6] > 1
    return [(ONE, ~pair & ~many), (MORE, many), (BESIDE, pair & ~stacked), (ON, pair & stacked)]


def labels(world: World, g: torch.Generator) -> Tensor:
    return world.labels(COUNT, g, TWO, STACKED, SEVERAL)


def run(minutes: float) -> None:
    drawn = pairs.latents('zero-group-latents', labels, generator(1040))
    pairs.learn(NAME, drawn, kinds(drawn['labels']), speech.trained(), minutes, 1050, 0.6)


def trained() -> Graph:
    unet = ready(Graph(SHIPPED / 'unet' / 'model.onnx'))
    load(NAME, unet)
    return unet
