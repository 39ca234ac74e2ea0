"""An image encoder learnt in three ways on equal budgets, compared by a linear probe: SimCLR, CLIP, and StableRep's several positives; each
from pictures that a model of ours drew, and from renderings of the same prompts. One step is as many views through the same trunk,
under the same augmentation, in all of them."""
import json

import torch
from torch import Tensor

from ..augment import augmented
from ..captions.tokenizer import Reader, trimmed
from ..config import SCALE, SEED, WORK
from ..nets.clip import Clip, Contrast, clip_loss, multi_positive_loss
from ..nets.vision import Answers, Trunk, accuracies, answers_loss
from ..training import device, load, pieces_of, train
from . import pictures, synthetic
from .pictures import Pictures
from .synthetic import EACH

WAYS, SOURCES, SEEDS = ('simclr', 'clip', 'stablerep'), ('generated', 'again'), (0, 1, 2)
RATE, CROP = 1e-3, 0.5
PROBED, PROBE_STEPS = 6_000, 300
KEPT = SCALE.prompts // 6  # prompts that no encoder learns from
Views = tuple[Tensor, Tensor, Tensor]  # pictures, the prompt of each, its tokens


def named(way: str, source: str, seed: int) -> str:
    return f'{way}-{source}-{seed}'


def drawn(known: Pictures, way: str, g: torch.Generator) -> Views:
    """SCALE.pairs views: SimCLR's two of one picture, CLIP's one with its words, StableRep's EACH pictures of one prompt."""
    each = {'simclr': 2, 'clip': 1, 'stablerep': EACH}[way]
    prompts = torch.randperm(len(known) // EACH, generator=g)[:SCALE.pairs // each]
    if way == 'stablerep':
        rows = (prompts[:, None] * EACH + torch.arange(EACH)).flatten()
    else:
        rows = (prompts * EACH + torch.randint(EACH, (len(prompts),), generator=g)).repeat_interleave(each)
    x = augmented(known.pixels[rows], CROP, g).to(device()).contiguous(memory_format=torch.channels_last)
    return x, known.group[rows].to(device()), known.ids[rows, 0]


def learn(way: str, source: str, seed: int) -> None:
    known = synthetic.made(source)
    known, g, reader = known.rows(known.group < SCALE.prompts - KEPT), torch.Generator(), Reader()
    torch.manual_seed(seed)
    model = Clip(reader.size, reader.eos) if way == 'clip' else Contrast()

    def loss(step: int) -> Tensor:
        g.manual_seed(SEED + (seed << 32) + step)
        x, group, ids = drawn(known, way, g)
        if isinstance(model, Clip):
            return clip_loss(model.image(x), model.caption(trimmed(ids, reader.eos).to(device())), model.scale)
        return multi_positive_loss(model(x), group)

    train(named(way, source, seed), model, loss, minutes=float('inf'), rate=RATE, keep=0.99, steps=SCALE.way_steps)


def run(_minutes: float) -> None:
    """All of them, one seed after the other; what has ended is left as it is."""
    for seed in SEEDS:
        for source in SOURCES:
            for way in WAYS:
                learn(way, source, seed)


@torch.no_grad()
def features(trunk: Trunk, pixels: Tensor) -> Tensor:
    parts = [trunk((part.float() / 127.5 - 1).to(device()).contiguous(memory_format=torch.channels_last)) for part in pixels.split(100)]
    return torch.cat(parts)


def probe(trunk: Trunk, known: Pictures, asked: Pictures) -> dict[str, float]:
    """Linear heads on frozen features, each brought to mean 0 and variance 1 over what the heads learn from."""
    seen, heads = features(trunk, known.pixels), Answers(trunk.width).to(device())
    mean, std = seen.mean(0), seen.std(0) + 1e-6
    seen, labels = (seen - mean) / std, known.labels.to(device())
    optimiser = torch.optim.AdamW(heads.parameters(), 3e-3, weight_decay=0.05)
    g = torch.Generator().manual_seed(SEED)
    steps = PROBE_STEPS if SCALE.batch > 8 else 5
    for step in range(steps):
        rows = torch.randint(len(seen), (512,), generator=g).to(device())
        optimiser.param_groups[0]['lr'] = 3e-3 * (1 - step / steps)
        loss = answers_loss(heads(seen[rows]), labels[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    with torch.no_grad():
        return accuracies(heads((features(trunk, asked.pixels) - mean) / std), asked.labels.to(device()))


def trunk_of(way: str, source: str, seed: int) -> Trunk:
    if way == 'untrained':
        torch.manual_seed(seed)
        return Contrast().trunk.to(device()).eval()
    reader = Reader()
    model = load(named(way, source, seed), Clip(reader.size, reader.eos) if way == 'clip' else Contrast())
    assert isinstance(model, Clip | Contrast)
    return model.trunk


def table(_minutes: float) -> None:
    """Writes and prints the linear-probe table: on renderings of the whole world (held-out combinations), and on pictures that the model
    drew of prompts that no encoder saw. Every trained encoder is a row; its seeds lie side by side."""
    world, other = pictures.training().rows(slice(0, PROBED)), pictures.held_out()
    made = synthetic.made('generated')
    kept = made.group >= SCALE.prompts - KEPT
    tests = {'rendered': (world, other, ('thing', 'colour', 'scene', 'style', 'relation')),
             'drawn': (made.rows(~kept), made.rows(kept), ('thing', 'colour', 'scene'))}
    path = WORK / 'probe.json'
    done: dict[str, dict[str, float]] = json.loads(path.read_text()) if path.exists() else {}
    for way, source in (('untrained', '-'), *((way, source) for source in SOURCES for way in WAYS)):
        for seed in SEEDS:
            name = named(way, source, seed)
            if name in done or (way != 'untrained' and not ended(name)):
                continue
            trunk = trunk_of(way, source, seed)
            done[name] = {f'{test} {head}': figures[head] for test, (known, asked, heads) in tests.items()
                          for figures in [probe(trunk, known, asked)] for head in heads}
            path.write_text(json.dumps(done, indent=2) + '\n')
            print(name, {k: round(v, 3) for k, v in done[name].items()}, flush=True)


def ended(name: str) -> bool:
    state = pieces_of(name) / 'state.json'
    return state.exists() and json.loads(state.read_text())['step'] >= SCALE.way_steps
