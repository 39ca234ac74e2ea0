"""Words and UNet learn to draw the few things' world in version 0's latents: both go on from where they are."""
from dataclasses import replace
from random import Random

import torch
import torch.nn as nn
from torch import Tensor

from ..captions.grammar import LANGUAGES
from ..captions.spec import mention, spec_of
from ..captions.tokenizer import Reader
from ..config import SEED
from ..diffusion import Schedule
from ..nets.graph import Graph
from ..nets.vision import answers_loss
from ..stages.synthetic import THINGS_NOW
from ..training import device, generator, load, train
from ..world.spec import Column, Relation
from ..zero.prompts import SHIPPED
from ..zero.words import everyday
from . import data, read

NAME, RATE, SIZE, EMPTY, READ = 'few-draw', 3e-4, 32, 0.08, 0.04
CARD = {now: card for card, now in THINGS_NOW.items()}  # what version 0's card calls things
SHAPES, SHAPED = (250, 800), 0.7  # the times at which it is decided what a thing looks like, and how many of the lessons are at these
SIMPLE, WORTH = 3_000, 2.0  # for so many steps a single thing, and the plain style, are shown more often


class Drawing(nn.Module):
    def __init__(self, reading: read.Reading):
        super().__init__()
        self.reading, self.unet = reading, Graph(SHIPPED / 'unet' / 'model.onnx')


def text(row: list[int], language: str, rng: Random) -> str:
    """A caption, half of its things by what people call them."""
    spec = spec_of(row)
    nouns = tuple(everyday(noun, CARD.get(noun.thing.english, noun.thing.english), language, rng) for noun in spec.nouns)
    return ' '.join(LANGUAGES[language](replace(spec, nouns=nouns), mention(spec, rng), rng).split())


def texts(labels: list[list[int]], rng: Random) -> list[str]:
    languages = list(LANGUAGES)
    return ['' if rng.random() < EMPTY else text(row, rng.choice(languages), rng) for row in labels]


def run(minutes: float) -> None:
    reader = Reader(SHIPPED / 'tokenizer')
    schedule, g, model = Schedule(device()), generator(1110), Drawing(read.trained(reader))
    labels, codes = data.kept('latents', 'labels').long(), data.kept('latents', 'codes')
    single, even = (labels[:, Column.RELATION] == Relation.ALONE) & (labels[:, Column.COUNT] == 1), torch.ones(len(labels))
    simple = torch.where(single, WORTH, 1) * torch.where(labels[:, Column.STYLE] == 0, WORTH, 1)

    def loss(step: int) -> tuple[Tensor, dict[str, float]]:
        rows = torch.multinomial(simple if step < SIMPLE else even, SIZE, generator=g)
        shapes = torch.rand(SIZE, generator=g, device=device()) < SHAPED
        t = torch.where(shapes, torch.randint(*SHAPES, (SIZE,), generator=g, device=device()), schedule.times(SIZE, g))
        mean, logvar = codes[rows].to(device()).float().chunk(2, 1)
        clean = mean + torch.exp(logvar.clamp(-12, 4) / 2) * torch.randn(mean.shape, generator=g, device=device())
        noisy, want = schedule.noised(clean, torch.randn(clean.shape, generator=g, device=device()), t)
        said = texts(labels[rows].tolist(), Random(SEED + (1110 << 32) + step))
        ids = reader(said).to(device())
        meant = model.reading.words(ids)
        drawn = (model.unet(noisy.contiguous(memory_format=torch.channels_last), t, meant).float() - want).square().mean()
        full = torch.tensor([text != '' for text in said])
        told = answers_loss(model.reading.told(meant[full].float(), ids[full]), labels[rows][full].to(device()))
        return drawn + READ * told, {'drawn': drawn.item(), 'read': told.item()}

    train(NAME, model, loss, minutes=minutes, rate=RATE, fall=0.5, keep=0.999)


def trained() -> Drawing:
    reader = Reader(SHIPPED / 'tokenizer')
    model = Drawing(read.Reading(reader.eos))
    load(NAME, model)
    return model
