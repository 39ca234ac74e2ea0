"""The words that ship learn to say which side the second thing of a prompt stands on. They are causal, as CLIP's are: what is said before "left of" cannot
know of it, what is said after it can. Every token after it gets one same direction added, forwards for left and backwards for right; all else
stays as it is. The UNet then has one direction to learn (`pairs.py`), where it had a toss-up."""
import re
from random import Random

import torch
from torch import Tensor

from ..captions.grammar import LANGUAGES
from ..captions.tokenizer import Reader
from ..config import MAX_TOKENS, SEED
from ..nets.graph import Graph
from ..stages.synthetic import SCENES_NOW
from ..training import device, generator, load, ready, train
from ..world.spec import Relation
from .prompts import SHIPPED, Prompt, a, world
from .words import SIDES, STACKS, WIDTH, Phrases
from .world import Stands, World

NAME, RATE, SIZE, TWO, EMPTY, FAR = 'zero-marks', 1e-3, 48, 0.6, 0.08, 0.7
EITHER = ('next to', 'and')  # say nothing of sides
LEFT, RIGHT = (tuple(words for words in SIDES if words.endswith(f'{side} of')) for side in ('left', 'right'))
ON, UNDER = (tuple(words for words, relation in STACKS.items() if relation == one) for one in (Relation.ON, Relation.UNDER))
# The words for a side, and on which side stands what is said after them: 1 left, -1 right.
AFTER = [(re.compile(words), side) for words, side in (
    (r'\b(to |on )?(the )?left (side )?of\b|on the left and\b', -1), (r'\b(to |on )?(the )?right (side )?of\b|on the right and\b', 1),
    ('(على|إلى) يسار', -1), ('(على|إلى) يمين', 1), ('के (बाईं ओर|बाएँ)', 1), ('के (दाईं ओर|दाएँ)', -1),
    ('の左(側)?に(いる|ある)?', 1), ('の右(側)?に(いる|ある)?', -1))]


def asked(label: list[int], known: dict[str, list[str]], rng: Random) -> Prompt:
    """A prompt for what a rendering shows; now and then it leaves the scene open."""
    thing, colour, scene, other, other_colour, stands, count = label

    def noun(thing: int, colour: int) -> tuple[str, str | None]:
        return known['things'][thing], known['colours'][colour] if colour < len(known['colours']) else None

    def one(noun: tuple[str, str | None]) -> str:
        return a(' '.join(word for word in reversed(noun) if word is not None))

    first, where = noun(thing, colour), None if rng.random() < 0.1 else known['scenes'][scene]
    place = '' if where is None else f' {SCENES_NOW[where][0]}'
    if other < 0:
        return Prompt(f'{one(first)}{place}', *first, where, count=count)
    second, kind = noun(other, other_colour), rng.random()
    if stands >= Stands.ON:
        relation = rng.choice(ON if stands == Stands.ON else UNDER)
        return Prompt(f'{one(first)} {relation} {one(second)}{place}', *first, where, relation, second)
    if kind < 0.15:
        both = (first, second) if stands == Stands.LEFT else (second, first)
        return Prompt(f'{one(both[0])} on the left and {one(both[1])} on the right{place}', *first, where, 'sides', second)
    relation = rng.choice(EITHER if kind < 0.2 else LEFT if stands == Stands.LEFT else RIGHT)
    return Prompt(f'{one(first)} {relation} {one(second)}{place}', *first, where, relation, second)


class Texts:
    """Ways to ask for what renderings show, in four languages, some of them empty."""

    def __init__(self) -> None:
        self.known, self.phrases, self.languages = world(), Phrases(), list(LANGUAGES)

    def __call__(self, labels: list[list[int]], rng: Random) -> list[str]:
        return ['' if rng.random() < EMPTY else self.phrases(asked(label, self.known, rng), rng.choice(self.languages), rng) for label in labels]


def marks(reader: Reader, texts: list[str]) -> Tensor:
    """[n, MAX_TOKENS]: 1 or -1 at every token that ends after words for a side, 0 elsewhere."""
    out = torch.zeros(len(texts), MAX_TOKENS)
    for row, (text, encoding) in enumerate(zip(texts, reader.tokenizer.encode_batch(texts))):
        found = next(((match.end(), side) for words, side in AFTER if (match := words.search(text.lower())) is not None), None)
        for token, (_, end) in enumerate(encoding.offsets[:MAX_TOKENS - 2]):
            if found is not None and end > found[0]:
                out[row, 1 + token] = found[1]  # after the token that begins the text
    return out


def direction() -> Tensor:
    """[WIDTH] of ±1: one that has nothing to do with what the words said before."""
    return (torch.randint(0, 2, (WIDTH,), generator=torch.Generator().manual_seed(77)) * 2 - 1).float().to(device())


def run(minutes: float) -> None:
    drawn, texts, reader, g, toward = World(), Texts(), Reader(SHIPPED / 'tokenizer'), generator(1020), direction()
    before, words = ready(Graph(SHIPPED / 'text_encoder' / 'model.onnx')).requires_grad_(False), Graph(SHIPPED / 'text_encoder' / 'model.onnx')

    def loss(step: int) -> Tensor:
        said = texts(drawn.labels(SIZE, g, TWO).tolist(), Random(SEED + (1020 << 32) + step))
        ids = reader(said)
        last = int((ids != reader.eos).sum(1).max()) + 2
        with torch.no_grad():
            want = before(ids[:, :last].to(device())).float() + FAR * marks(reader, said)[:, :last, None].to(device()) * toward
        return (words(ids[:, :last].to(device())).float() - want).square().mean()

    train(NAME, words, loss, minutes=minutes, rate=RATE, fall=0.8, keep=0.98)


def trained() -> Graph:
    words = ready(Graph(SHIPPED / 'text_encoder' / 'model.onnx'))
    load(NAME, words)
    return words
