"""The words that ship learn what people call things, and to say how many there are and which of two is on top. A teacher, the words as they ship, reads
the same sentence with the grammar's names and of one thing; whatever it says of a place in that sentence, its pupil learns to say of the same place
in its own. Numbers and "on" and "under" add a direction to that, as sides do (`marks.py`)."""
import re
from bisect import bisect_left
from difflib import SequenceMatcher
from random import Random

import torch
from torch import Tensor

from ..captions.tokenizer import Reader
from ..config import MAX_TOKENS, SEED
from ..nets.graph import Graph
from ..training import device, generator, load, ready, train
from ..world.spec import Relation
from .marks import EMPTY, FAR, Texts, asked
from .prompts import SHIPPED, Prompt
from .words import STACKS, WIDTH
from .world import World

NAME, RATE, SIZE, TWO, STACKED, SEVERAL = 'zero-speech', 1e-3, 48, 0.6, 0.35, 0.4
WEIGHTS = {'en': 0.16, 'ar': 0.22, 'hi': 0.26, 'ja': 0.36}  # how often each language is heard
QUIET = 0.1  # what a place after the second end token weighs
# Words that say which of two is on top: where they are in a sentence (0 first, -1 last), and whether the lower thing is said after them.
STACKING = {'en': (r'\b((sitting |standing )?on( top of)?|under(neath)?|below|beneath)\b', 0, True), 'ar': (r'(?<!\S)(على|فوق|تحت|أسفل)(?!\S)', 0, True),
            'hi': (r'(?<!\S)(पर|के ऊपर|के नीचे)(?!\S)', -1, False), 'ja': ('の(上|下)に(いる|ある)', -1, False)}
NUMBERS = {'en': r'\b(two|2|a pair of|three|3)\b', 'ar': r'[23٢٣]|\S+ان(?!\w)', 'hi': r'(?<!\S)(दो|2|तीन|3)(?!\S)', 'ja': '(二|2|三|3)(人|匹|台|軒|本|つ|個)の'}
MARKS = 3  # on top or below, two, three


def ends(reader: Reader, text: str) -> list[float]:
    """Where every token ends in a normalised text, in letters; a token may end within one, by its bytes."""
    out, letter, within = [], 0, 0  # the letter that is being read, and how many of its bytes are
    encoding = reader.tokenizer.encode(text)
    for token, (start, _) in list(zip(encoding.tokens, encoding.offsets))[:MAX_TOKENS - 2]:
        if start > letter:  # over a space
            letter, within = start, 0
        within += len(token.removesuffix('</w>'))
        while letter < len(text) and within >= (size := len(text[letter].encode())):
            letter, within = letter + 1, within - size
        out.append(letter + (within / len(text[letter].encode()) if within > 0 else 0))
    return out


def places(said: list[float], known: list[float], text: str, of: str) -> list[int]:
    """For each place of a text's MAX_TOKENS the same place in another one of the same sentence."""
    blocks, out = SequenceMatcher(None, text, of, autojunk=False).get_opcodes(), [0]
    for end in said:
        _, a, b, c, d = next(block for block in blocks if block[2] >= end - 1e-6 and block[2] > block[1])
        there = c + (end - a) * (d - c) / (b - a)
        out.append(1 + min(bisect_left(known, there - 1e-6), len(known) - 1))
    return out + [min(1 + len(known) + i, MAX_TOKENS - 1) for i in range(MAX_TOKENS - len(out))]


def marked(said: list[float], text: str, prompt: Prompt, language: str) -> Tensor:
    """[MAX_TOKENS, MARKS]: what a prompt adds to every place of its text."""
    out = torch.zeros(MAX_TOKENS, MARKS)

    def after(end: int) -> list[int]:
        return [1 + i for i, at in enumerate(said) if at > end]

    if prompt.relation in STACKS:
        words, which, lower = STACKING[language]
        # what is said of the place comes after a comma in Hindi, or before all else
        found = list(re.finditer(words, text.split(',')[0] if language == 'hi' else text))
        if found:
            out[after(found[which].end()), 0] = -1 if (STACKS[prompt.relation] == Relation.ON) == lower else 1
    if prompt.count > 1:
        number = re.search(NUMBERS[language], text)
        out[len(said) + 1:, prompt.count - 1] = 1
        out[after(len(text) if number is None else number.end()), prompt.count - 1] = 1
    return out


def directions() -> Tensor:
    """[MARKS, WIDTH] of ±1."""
    return (torch.randint(0, 2, (MARKS, WIDTH), generator=torch.Generator().manual_seed(78)) * 2 - 1).float().to(device())


class Lessons:
    """Texts with what is to be said of them: whose places of which other text, and which marks."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.texts = reader, Texts()

    def __call__(self, labels: list[list[int]], rng: Random) -> tuple[list[str], list[str], Tensor, Tensor]:
        said, known, rows, marks = [], [], [], []
        for label in labels:
            prompt, language = asked(label, self.texts.known, rng), rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            both = ('', '') if rng.random() < EMPTY else self.texts.phrases.both(prompt, language, rng)
            text, of = (self.reader.tokenizer.normalizer.normalize_str(one) for one in both)
            at = ends(self.reader, text)
            said.append(text)
            known.append(of)
            rows.append(places(at, ends(self.reader, of), text, of))
            marks.append(marked(at, text, prompt, language) if text else torch.zeros(MAX_TOKENS, MARKS))
        return said, known, torch.tensor(rows), torch.stack(marks)


def run(minutes: float) -> None:
    drawn, reader, g, toward = World(), Reader(SHIPPED / 'tokenizer'), generator(1030), directions()
    before, words = ready(Graph(SHIPPED / 'text_encoder' / 'model.onnx')).requires_grad_(False), Graph(SHIPPED / 'text_encoder' / 'model.onnx')
    lessons = Lessons(reader)

    def loss(step: int) -> Tensor:
        labels = drawn.labels(SIZE, g, TWO, STACKED, SEVERAL).tolist()
        said, known, rows, marks = lessons(labels, Random(SEED + (1030 << 32) + step))
        ids = reader(said)
        with torch.no_grad():
            there = before(reader(known).to(device())).float()
            want = there.gather(1, rows[..., None].expand(-1, -1, WIDTH).to(device())) + FAR * marks.to(device()) @ toward
        heard = (torch.arange(MAX_TOKENS) < (ids != reader.eos).sum(1, keepdim=True) + 2).to(device())
        far = (words(ids.to(device())).float() - want).square().mean(2)
        return (far * torch.where(heard, 1, QUIET)).sum() / heard.sum()

    train(NAME, words, loss, minutes=minutes, rate=RATE, fall=0.8, keep=0.98)


def trained() -> Graph:
    words = ready(Graph(SHIPPED / 'text_encoder' / 'model.onnx'))
    load(NAME, words)
    return words
