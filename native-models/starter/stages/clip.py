"""The small CLIP: pictures and captions in four languages in one space. It learns from renderings and from pictures that a model of ours
drew, because those are what it will be asked about; its image trunk begins where the judge that ships ended."""
import json
from random import Random

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from ..augment import augmented
from ..captions.grammar import LANGUAGES, brief
from ..captions.tokenizer import Reader, trimmed
from ..config import SCALE, SEED, WORK
from ..nets import shipped_judge
from ..nets.clip import Clip, Taught, clip_loss
from ..nets.vision import answers_loss
from ..recall import embedded, retrieval, zero_shot
from ..training import device, load, train
from ..world.spec import Column, Relation
from ..world.things import THINGS
from . import pictures, synthetic
from .pictures import Pictures

RATE, CROP, HELP, THING = 1.5e-3, 0.8, 0.1, 5.0
BRIEF = 0.3  # of the captions are as short as what is typed into a search


def names_of_things(reader: Reader) -> list[Tensor]:
    """[things, length] of ids in each language: the bare names."""
    return [trimmed(reader([getattr(thing, language) for thing in THINGS]), reader.eos) for language in ('english', 'arabic', 'hindi', 'japanese')]


def name_loss(image: Tensor, names: Tensor, labels: Tensor, scale: Tensor) -> Tensor:
    """Each picture of one kind of thing among the names of all things (classes as texts: Yang et al. 2022, UniCL). Other captions of a
    batch differ in scene and colour already, so that alone they ask little for the thing."""
    alone = labels[:, Column.RELATION] == Relation.ALONE
    return F.cross_entropy(image[alone] @ names.T * scale.exp().clamp(max=100), labels[alone, Column.THING])


def run(minutes: float) -> None:
    reader, known, g = Reader(), pictures.training(), torch.Generator()
    made, asked = synthetic.told(reader, synthetic.made('generated')), pictures.held_out().rows(slice(0, 600))
    single = ((known.labels[:, Column.RELATION] == Relation.ALONE) & (known.labels[:, Column.COUNT] == 1)).nonzero().squeeze(1)
    known = pictures.joined([known, made])
    # Of each step half are renderings of one thing, where a shape is largest; a quarter any rendering; a quarter drawn by a model.
    kinds = [(single, SCALE.pairs // 2), (torch.arange(len(known) - len(made)), SCALE.pairs // 4),
             (torch.arange(len(known) - len(made), len(known)), SCALE.pairs // 4)]
    names, things = list(LANGUAGES), names_of_things(reader)
    torch.manual_seed(2)
    model = Taught(reader.size, reader.eos)
    if (SCALE.clip, SCALE.depth) == (shipped_judge.WIDTHS, 1):
        shipped_judge.begin(model.clip.trunk, made.pixels[:200].float() / 127.5 - 1)

    def loss(step: int) -> tuple[Tensor, dict[str, float]]:
        g.manual_seed(SEED + (900 << 32) + step)  # a start goes on with the pictures that were next
        rows = torch.cat([some[torch.randint(len(some), (count,), generator=g)] for some, count in kinds])
        language = step % len(names)  # one a step: texts of a batch are then about as long
        ids, curt = known.ids[rows, language].long(), torch.rand(len(rows), generator=g) < BRIEF
        ids[curt] = reader([brief(row, names[language], Random(step + i)) for i, row in enumerate(known.labels[rows[curt]].tolist())])
        x = augmented(known.pixels[rows], CROP, g).to(device()).contiguous(memory_format=torch.channels_last)
        labels = known.labels[rows].to(device())
        image, text, sights, meanings = model(x, trimmed(ids, reader.eos).to(device()))
        alike, shown = clip_loss(image, text, model.clip.scale), answers_loss(sights, labels, THING)
        named = name_loss(image, model.clip.caption(things[language].to(device())), labels, model.clip.scale)
        figures = {'contrast': float(alike.detach()), 'seen': float(shown.detach()), 'named': float(named.detach())}
        return alike + named + HELP * (shown + answers_loss(meanings, labels, THING)), figures

    def look(model: nn.Module) -> dict[str, float]:
        image, text = embedded(model.clip, asked, reader.eos)
        return {**retrieval(image, text, asked), **zero_shot(model.clip, reader, image, asked.labels, 'en')}

    train('clip', model, loss, minutes=minutes, rate=RATE, look=look, keep=0.998)


def trained(reader: Reader) -> Clip:
    model = load('clip', Taught(reader.size, reader.eos))
    assert isinstance(model, Taught)
    return model.clip


def drawn(reader: Reader) -> Pictures:
    """What the model that made `synthetic` drew of held-out combinations."""
    return synthetic.told(reader, pictures.joined([pictures.read(synthetic.ASKED)]))


def report(_minutes: float) -> None:
    """Writes and prints clip.json: retrieval and zero-shot answers in each language on held-out combinations, rendered and drawn by the
    model that made `synthetic`."""
    reader = Reader()
    model = trained(reader)
    out: dict[str, dict[str, float]] = {}
    for kind, asked in (('rendered', pictures.held_out()), ('drawn', drawn(reader))):
        image, text = embedded(model, asked, reader.eos)
        out[kind] = retrieval(image, text, asked)
        out |= {f'{kind}, {language}': zero_shot(model, reader, image, asked.labels, language) for language in LANGUAGES}
    (WORK / 'clip.json').write_text(json.dumps(out, indent=2) + '\n')
    for name, figures in out.items():
        print(name, {k: round(v, 3) for k, v in figures.items()})
