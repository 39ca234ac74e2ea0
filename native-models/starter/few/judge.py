"""The judge of the few things' world: every question of version 1's, asked of 64 × 64 pixels. Learnt from renderings only, held-out combinations included."""
import torch
import torch.nn as nn
from torch import Tensor

from ..lessons import held_out_pictures
from ..nets.shipped_judge import begin
from ..nets.vision import Judge, accuracies, answers_loss
from ..stages.judge import disturb
from ..training import device, generator, load, train
from ..world.render import open_world
from . import data

NAME, RATE, SIZE, THING = 'few-judge', 1e-3, 96, 2.0


def run(minutes: float) -> None:
    labels, pixels = (torch.cat([data.kept(stream, name) for stream in ('latents', 'judge')]) for name in ('labels', 'pixels'))
    g, model = generator(1100), Judge()

    def pictures(rows: Tensor) -> Tensor:
        return (pixels[rows].to(device()).float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)

    begin(model.trunk, pictures(torch.randperm(len(pixels), generator=g)[:256]))

    def loss(_step: int) -> Tensor:
        rows = torch.randint(len(pixels), (SIZE,), generator=g)
        return answers_loss(model(disturb(pictures(rows), g)), labels[rows].long().to(device()), THING)

    def look(model: nn.Module) -> dict[str, float]:
        x, held = held_out_pictures(open_world(side=2 * data.SIDE), 1000)
        return accuracies(model(nn.functional.avg_pool2d(x, 2)), held)

    train(NAME, model, loss, minutes=minutes, rate=RATE, look=look, fall=0.6, keep=0.998)


def trained() -> Judge:
    model = Judge()
    load(NAME, model)
    return model
