"""Teaches the text encoder to read before the UNet learns to draw: from a caption in any language it has to say what is in the picture.
Learnt through the UNet alone, words for things stay faint for long."""
import torch
import torch.nn as nn
from torch import Tensor

from ..captions.tokenizer import Reader
from ..config import SCALE
from ..lessons import read_labels
from ..nets.text import TextEncoder
from ..nets.vision import Answers, accuracies, answers_loss
from ..training import device, load, train

RATE = 1e-3


class Reading(nn.Module):
    def __init__(self, words: int):
        super().__init__()
        self.text = TextEncoder(words, SCALE.text_width, SCALE.text_layers)
        self.norm, self.answers = nn.LayerNorm(SCALE.text_width), Answers(SCALE.text_width)

    def forward(self, ids: Tensor) -> dict[str, Tensor]:
        return self.answers(self.norm(self.text(ids).float().mean(1)))


def run(minutes: float) -> None:
    reader = Reader()
    model, size = Reading(reader.size), SCALE.batch

    def loss(step: int) -> Tensor:
        ids, labels = read_labels(reader, step, size)
        return answers_loss(model(ids.to(device())), labels.to(device()))

    def look(model: nn.Module) -> dict[str, float]:
        ids, labels = read_labels(reader, 1 << 20, 4 * size)
        return accuracies(model(ids.to(device())), labels.to(device()))

    train('read', model, loss, minutes=minutes, rate=RATE, look=look)


def taught(reader: Reader) -> TextEncoder:
    model = Reading(reader.size)
    load('read', model)
    return model.text.requires_grad_(True)


def untaught(reader: Reader) -> TextEncoder:
    torch.manual_seed(0)
    return TextEncoder(reader.size, SCALE.text_width, SCALE.text_layers)
