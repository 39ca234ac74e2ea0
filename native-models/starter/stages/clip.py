"""The small CLIP: pictures and captions in four languages in one space."""
import json

import torch
import torch.nn as nn
from torch import Tensor

from ..augment import augmented
from ..captions.grammar import LANGUAGES
from ..captions.tokenizer import Reader, trimmed
from ..config import SCALE, SEED, WORK
from ..nets.clip import Clip, Taught, clip_loss
from ..nets.vision import answers_loss
from ..recall import embedded, ranks, retrieval, seen, understood, zero_shot
from ..training import device, load, train
from ..world.spec import Column, Relation
from . import pictures, synthetic

RATE, CROP, HELP, THING = 2e-3, 0.8, 0.1, 5.0


def run(minutes: float) -> None:
    reader, known, g = Reader(), pictures.training(), torch.Generator().manual_seed(SEED + 900)
    asked = pictures.held_out().rows(slice(0, 600))
    single = ((known.labels[:, Column.RELATION] == Relation.ALONE) & (known.labels[:, Column.COUNT] == 1)).nonzero().squeeze(1)
    torch.manual_seed(2)
    model = Taught(reader.size, reader.eos)

    def loss(step: int) -> tuple[Tensor, dict[str, float]]:
        g.manual_seed(SEED + (900 << 32) + step)  # a start goes on with the pictures that were next
        rows = torch.randint(len(known), (SCALE.pairs,), generator=g)
        if step < SCALE.alone:  # first single things only: in crowded pictures their shapes stay unlearnt for long
            rows = single[rows % len(single)]
        language = step % known.ids.shape[1]  # one a step: texts of a batch are then about as long
        x = augmented(known.pixels[rows], CROP, g).to(device()).contiguous(memory_format=torch.channels_last)
        labels = known.labels[rows].to(device())
        image, text, seen, understood = model(x, trimmed(known.ids[rows, language], reader.eos).to(device()))
        alike = clip_loss(image, text, model.clip.scale)
        return alike + HELP * (answers_loss(seen, labels, THING) + answers_loss(understood, labels, THING)), {'contrast': float(alike.detach())}

    def look(model: nn.Module) -> dict[str, float]:
        return retrieval(*embedded(model.clip, asked, reader.eos), asked)

    train('clip', model, loss, minutes=minutes, rate=RATE, look=look, keep=0.998)


def trained(reader: Reader) -> Clip:
    model = Taught(reader.size, reader.eos)
    load('clip', model)
    return model.clip


def report(_minutes: float) -> None:
    """Writes and prints clip.json: retrieval and zero-shot answers on held-out renderings in each language, and on pictures that the
    shipped model drew (English alone: their prompts are)."""
    reader, asked = Reader(), pictures.held_out()
    model = trained(reader)
    image, text = embedded(model, asked, reader.eos)
    out = {'rendered': retrieval(image, text, asked)}
    out |= {f'rendered, {language}': zero_shot(model, reader, image, asked.labels, language) for language in LANGUAGES}
    if any(pictures.PLACE.glob('generated-*.npz')):
        drawn = synthetic.made('generated')
        drawn = drawn.rows(torch.arange(0, len(drawn), synthetic.EACH))  # one picture a prompt: those of one would be each other's
        seen_there = seen(model, drawn.pixels)
        place = ranks(seen_there, understood(model, drawn.ids[:, 0], reader.eos))
        out['drawn'] = {'r1': float((place < 1).float().mean()), 'r5': float((place < 5).float().mean()),
                        **zero_shot(model, reader, seen_there, drawn.labels, 'en')}
    (WORK / 'clip.json').write_text(json.dumps(out, indent=2) + '\n')
    for name, figures in out.items():
        print(name, {k: round(v, 3) for k, v in figures.items()})
