"""A text encoder in four languages for version 0 and its siblings: it begins as the CLIP's that ships, and learns to say to the UNet, which stays
as it is, what the first one said in English."""
from dataclasses import replace
from random import Random

import torch
import torch.nn as nn
from torch import Tensor

from ..captions.everyday import EVERYDAY, FIELDS, called
from ..captions.english import NUMBERS, plural
from ..captions.grammar import LANGUAGES
from ..captions.spec import Noun, Said, spec_of
from ..captions.tokenizer import Reader
from ..config import SCALE, SEED
from ..nets.text import TextEncoder
from ..stages.synthetic import SCENES_NOW, THINGS_NOW
from ..training import device, generator, load, read_pieces, ready, train
from ..world.appearances import APPEARANCES, NATURAL
from ..world.scenes import SCENES
from ..world.spec import COLUMNS, Column, Relation
from ..world.things import THINGS
from .paths import TIMES, Shipped, walked
from .prompts import Prompt, world

NAME, RATE, SIZE, WIDTH = 'zero-words', 1e-3, 32, 256
EMPTY, FROM_NOISE, GIST = 0.08, 0.5, 1.0
# "next to" says nothing of sides: only English has words for it here
SIDES = {'left of': Relation.LEFT, 'to the left of': Relation.LEFT, 'right of': Relation.RIGHT, 'to the right of': Relation.RIGHT}
BEGINNINGS = ('a picture of {}', 'a photo of {}', 'a drawing of {}', 'an image of {}')
PLACES, HOURS = [scene.name for scene in SCENES], {'night sky': 3, 'sunset': 2}
STACKS = {'on': Relation.ON, 'on top of': Relation.ON, 'under': Relation.UNDER, 'below': Relation.UNDER}
CALLED = {language: {getattr(thing, FIELDS[language][0]) for thing in THINGS} for language in FIELDS}  # by the grammar
NAMES, LOOKS = [thing.english for thing in THINGS], [look.name for look in APPEARANCES]


class Words(nn.Module):
    """[n, length] ids to [n, length, WIDTH]."""

    def __init__(self, words: int):
        super().__init__()
        self.text, self.wide = TextEncoder(words, SCALE.clip_width, SCALE.clip_layers), nn.Linear(SCALE.clip_width, WIDTH)

    def forward(self, ids: Tensor) -> Tensor:
        return self.wide(self.text(ids))


def row_of(asked: Prompt) -> list[int]:
    row = [-1] * COLUMNS
    place = 'beach' if asked.scene is None else SCENES_NOW[asked.scene][1]
    row[Column.STYLE], row[Column.SCENE], row[Column.TIME], row[Column.WEATHER] = 0, PLACES.index(place), HOURS.get(asked.scene or '', 0), 0
    row[Column.RELATION], row[Column.COUNT] = (Relation.ALONE if asked.relation is None else {**SIDES, **STACKS}[asked.relation]), asked.count
    nouns = [(asked.thing, asked.colour)] + ([] if asked.other is None else [asked.other])
    for column, (thing, colour) in zip((Column.THING, Column.OTHER), nouns):
        row[column] = NAMES.index(THINGS_NOW.get(thing, thing))
        row[column + 1] = NATURAL if colour is None else LOOKS.index(colour)
    return row


def several(asked: Prompt, number: str) -> str:
    """The English prompt for so many."""
    words = [number, asked.colour, plural(asked.thing), None if asked.scene is None else SCENES_NOW[asked.scene][0]]
    return ' '.join(word for word in words if word is not None)


def everyday(noun: Noun, thing: str, language: str, rng: Random) -> Noun:
    """Half of the nouns by what people call them, where no other thing is called so."""
    names = [name for name in EVERYDAY.get(language, {}).get(thing, ()) if name.partition('|')[0] not in CALLED[language]]
    return Noun(called(noun.thing, rng.choice(names), language), noun.look) if names and rng.random() < 0.5 else noun


class Phrases:
    """The many ways to ask for what a prompt asks for."""

    def __init__(self) -> None:
        self.also = world()['synonyms']

    def __call__(self, asked: Prompt, language: str, rng: Random) -> str:
        return self.both(asked, language, rng)[0]

    def both(self, asked: Prompt, language: str, rng: Random) -> tuple[str, str]:
        """What is said, and the same words for a lone thing by the grammar's name."""
        if language == 'en' and rng.random() < 0.6 or asked.relation not in (None, *SIDES, *STACKS):
            return self.plain(asked, rng)
        # a sunset is an hour, the night sky a place by night; everywhere else the hour goes unsaid
        hour = asked.scene == 'sunset' or asked.scene == 'night sky' and rng.random() < 0.5
        place = asked.scene not in (None, 'sunset') and not (hour and rng.random() < 0.3)
        said = Said(scene=place, time=hour, weather=False, style=rng.random() < 0.1 and asked.count == 1)
        spec = spec_of(row_of(asked))
        names = [asked.thing] + ([] if asked.other is None else [asked.other[0]])
        nouns = tuple(everyday(noun, name, language, rng) for noun, name in zip(spec.nouns, names))
        chance = rng.random()
        called, known = (' '.join(LANGUAGES[language](one, said, Random(chance)).split()) for one in (replace(spec, nouns=nouns), replace(spec, count=1)))
        return called, known

    def plain(self, asked: Prompt, rng: Random) -> tuple[str, str]:
        """The English prompt, now and then with another word for its thing, and with what people write before it."""
        text = asked.text
        if asked.thing in self.also and rng.random() < 0.3:
            text = text.replace(asked.thing, rng.choice(self.also[asked.thing]), 1)
        called = text if asked.count == 1 else several(asked, rng.choice(NUMBERS[asked.count]))
        before = rng.choice(BEGINNINGS) if rng.random() < 0.2 else '{}'
        return before.format(called), before.format(text)


def run(minutes: float) -> None:
    paths, shipped, reader, phrases, g = walked(), Shipped(), Reader(), Phrases(), generator(980)
    languages, times = list(LANGUAGES), torch.tensor(TIMES, device=device())
    torch.manual_seed(3)
    model = Words(reader.size)
    model.text.load_state_dict({key.removeprefix('clip.text.'): value for key, value in read_pieces('clip').items() if key.startswith('clip.text.')})

    def loss(step: int) -> tuple[Tensor, dict[str, float]]:
        rows = paths.draw(SIZE, g)
        rng = Random(SEED + (980 << 32) + step)
        said = [phrases(paths.asked[row], rng.choice(languages), rng) for row in rows.tolist()]
        unsaid = torch.rand(SIZE, generator=g, device=device()) < EMPTY
        ids = reader(['' if nothing else text for text, nothing in zip(said, unsaid.tolist())]).to(device())
        before = torch.where(unsaid.view(-1, 1, 1), shipped.silence, paths.words[rows].float())
        at = torch.randint(1, len(TIMES), (SIZE,), generator=g, device=device())
        at = torch.where(torch.rand(SIZE, generator=g, device=device()) < FROM_NOISE, 0, at)
        noisy, t = paths.states[rows, at].float(), times[at]
        with torch.no_grad():
            want = shipped.unet(noisy, t, before).float()
        words = model(ids)
        drawn = (shipped.unet(noisy, t, words).float() - want).square().mean()
        gist = (words.float().mean(1) - before.mean(1)).square().mean() / before.mean(1).var()  # the UNet reads the mean, too
        return drawn + GIST * gist, {'drawn': drawn.item(), 'gist': gist.item()}

    train(NAME, model, loss, minutes=minutes, rate=RATE, fall=0.5, keep=0.998)


def trained(reader: Reader) -> Words:
    model = ready(Words(reader.size))
    load(NAME, model)
    return model
