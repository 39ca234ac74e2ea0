"""The words that ship learn to say what is in a caption of the few things' world, and go on saying to the UNet what they said before."""
import torch
import torch.nn as nn
from torch import Tensor

from ..captions.tokenizer import Reader
from ..lessons import read_labels
from ..nets.graph import Graph
from ..nets.text import pooled
from ..nets.vision import Answers, accuracies, answers_loss
from ..training import device, load, ready, train
from ..zero.prompts import SHIPPED
from ..zero.words import WIDTH

NAME, RATE, SIZE, STAY = 'few-read', 1e-3, 64, 2.0


class Reading(nn.Module):
    """The words, and ten questions to the state at the end token and to the mean of all before."""

    def __init__(self, eos: int):
        super().__init__()
        self.words, self.eos = Graph(SHIPPED / 'text_encoder' / 'model.onnx'), eos
        self.norm, self.answers = nn.LayerNorm(2 * WIDTH), Answers(2 * WIDTH)

    def told(self, said: Tensor, ids: Tensor) -> dict[str, Tensor]:
        there = (ids != self.eos).float()[..., None]
        mean = (said * there).sum(1) / there.sum(1)
        return self.answers(self.norm(torch.cat([pooled(said, ids, self.eos), mean], 1)))


def run(minutes: float) -> None:
    reader = Reader(SHIPPED / 'tokenizer')
    before, model = ready(Graph(SHIPPED / 'text_encoder' / 'model.onnx')).requires_grad_(False), Reading(reader.eos)

    def loss(step: int) -> tuple[Tensor, dict[str, float]]:
        ids, labels = (one.to(device()) for one in read_labels(reader, step, SIZE))
        said = model.words(ids).float()
        with torch.no_grad():
            want = before(ids).float()
        away = (said - want).square().mean()
        read = answers_loss(model.told(said, ids), labels)
        return read + STAY * away, {'read': read.item(), 'away': away.item()}

    def look(model: nn.Module) -> dict[str, float]:
        assert isinstance(model, Reading)
        ids, labels = read_labels(reader, 1 << 20, 4 * SIZE)
        return accuracies(model.told(model.words(ids.to(device())).float(), ids.to(device())), labels.to(device()))

    train(NAME, model, loss, minutes=minutes, rate=RATE, look=look, fall=0.6, keep=0.99)


def trained(reader: Reader) -> Reading:
    model = Reading(reader.eos)
    load(NAME, model)
    return model.requires_grad_(True)
