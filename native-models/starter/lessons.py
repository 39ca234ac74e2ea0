"""Batches that every stage learns from."""
from random import Random

import torch
from torch import Tensor

from .captions.grammar import LANGUAGES, caption, full_caption
from .captions.tokenizer import Reader
from .config import SEED
from .world.draws import hashed
from .world.render import World
from .world.spec import held_out_labels, training_labels

# Pictures of different stages never share a seed.
STREAMS = {name: (i + 1) << 40 for i, name in enumerate(('judge', 'vae', 'latents', 'read', 'clip', 'check', 'tokens', 'score', 'synthetic'))}


def seeds(stream: str, start: int, count: int) -> Tensor:
    return STREAMS[stream] + SEED + torch.arange(start, start + count)


def pictures(world: World, stream: str, step: int, count: int) -> tuple[Tensor, Tensor]:
    """Pictures in -1..1 and their labels, for step 0, 1, 2 … of a stage, all of combinations that may be trained on."""
    own = seeds(stream, step * count, count).to(world.device)
    labels = training_labels(own)
    return world.render(labels, own).contiguous(memory_format=torch.channels_last), labels


def held_out_pictures(world: World, count: int) -> tuple[Tensor, Tensor]:
    own = seeds('check', 0, count).to(world.device)
    labels = held_out_labels(own)
    return world.render(labels, own[:len(labels)]), labels


def captions(labels: Tensor, first_seed: int, everything: bool = False) -> list[str]:
    """One caption a row, its language and its words a function of the seed."""
    languages = list(LANGUAGES)
    say = full_caption if everything else caption
    out = []
    for i, row in enumerate(labels.tolist()):
        rng = Random(first_seed + i)
        out.append(say(row, rng.choice(languages), rng))
    return out


def read_labels(reader: Reader, step: int, count: int) -> tuple[Tensor, Tensor]:
    """Ids of captions that leave nothing out, and their labels: no picture is drawn."""
    own = seeds('read', step * count, count)
    labels = training_labels(own)
    return reader(captions(labels, int(hashed(own[:1], 'captions')), everything=True)), labels
