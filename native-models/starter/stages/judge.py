"""The judge: what is in a picture, learnt from renderings only, held-out combinations included."""
import torch
import torch.nn.functional as F
from torch import Tensor

from ..config import SCALE
from ..lessons import held_out_pictures, seeds
from ..nets.vision import Judge, accuracies, answers_loss
from ..training import device, generator, load, train
from ..world.render import World, open_world
from ..world.spec import candidate

RATE = 1e-3


def disturb(x: Tensor, g: torch.Generator) -> Tensor:
    """What a generated picture may suffer from without being wrong: blur and noise."""
    n = len(x)

    def draw() -> Tensor:
        return torch.rand(n, 1, 1, 1, generator=g, device=x.device)

    soft = F.interpolate(F.avg_pool2d(x, 4), scale_factor=4, mode='bilinear', align_corners=False)
    return torch.lerp(x, soft, draw() * (draw() < 0.5)) + torch.randn(x.shape, generator=g, device=x.device) * draw() * 0.08


def any_pictures(world: World, step: int, count: int) -> tuple[Tensor, Tensor]:
    """The judge alone sees combinations that training never draws: it has to know them when it meets them."""
    own = seeds('judge', step * count, count).to(world.device)
    labels = candidate(own)
    return world.render(labels, own).contiguous(memory_format=torch.channels_last), labels


def run(minutes: float) -> None:
    world, g = open_world(str(device())), generator(100)
    judge = Judge()
    size = SCALE.batch // 2

    def loss(step: int) -> Tensor:
        x, labels = any_pictures(world, step, size)
        return answers_loss(judge(disturb(x, g)), labels)

    def look(model: torch.nn.Module) -> dict[str, float]:
        x, labels = held_out_pictures(world, SCALE.batch)
        return accuracies(model(x), labels)

    train('judge', judge, loss, minutes=minutes, rate=RATE, look=look)


def trained() -> Judge:
    judge = Judge()
    load('judge', judge)
    return judge
