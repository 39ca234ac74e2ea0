"""What the model that ships is asked to draw for its siblings: its whole world, but for the combinations that the score asks for."""
import json
from dataclasses import dataclass
from random import Random

from ..config import ROOT, SEED
from ..stages.synthetic import SCENES_NOW

SHIPPED = ROOT / 'assets' / 'models' / 'starter'
ASKED = ROOT / 'assets' / 'models' / 'starter-judge' / 'heldout.json'
RELATIONS = ('left of', 'right of', 'to the left of', 'to the right of', 'next to', 'and')
Combination = tuple[str, str, str]


@dataclass(frozen=True)
class Prompt:
    """`colour` and `scene` are None where nothing is said of them; `other` is a second thing with its colour; `count` is how many there are of a lone one."""
    text: str
    thing: str
    colour: str | None
    scene: str | None
    relation: str | None = None
    other: tuple[str, str | None] | None = None
    count: int = 1


def world() -> dict[str, list[str]]:
    return json.loads((SHIPPED / 'tincture.json').read_text('utf8'))['world']


def a(words: str) -> str:
    return f'{"an" if words[0] in "aeiou" else "a"} {words}'


def held_out() -> list[tuple[str, Combination]]:
    """The single things that the score asks for, in English, whatever the language that it asks in."""
    wanted = [asked['wanted'] for asked in json.loads(ASKED.read_text('utf8')) if 'thing' in asked['wanted']]
    combinations = [(one['thing'], one['colour'], one['scene']) for one in wanted]
    return [(f'{a(f"{colour} {thing}")} {SCENES_NOW[scene][0]}', (thing, colour, scene)) for thing, colour, scene in combinations]


class Prompts:
    def __init__(self) -> None:
        known = world()
        self.things, self.colours, self.scenes = known['things'], known['colours'], known['scenes']
        self.kept = {combination for _, combination in held_out()}

    def __call__(self, n: int) -> Prompt:
        """The n-th: half of them a thing with its colour and place, a fifth two things, the rest leave something open."""
        rng = Random(SEED + n)
        while True:
            thing, colour, scene = rng.choice(self.things), rng.choice(self.colours), rng.choice(self.scenes)
            if (thing, colour, scene) not in self.kept:
                break
        where, kind = SCENES_NOW[scene][0], rng.random()
        one = a(f'{colour} {thing}')
        if kind < 0.5:
            return Prompt(f'{one} {where}', thing, colour, scene)
        if kind < 0.7:
            second, shape = rng.choice(self.colours), rng.choice(self.things)
            relation = rng.choice(RELATIONS)
            return Prompt(f'{one} {relation} {a(f"{second} {shape}")} {where}', thing, colour, scene, relation, (shape, second))
        return rng.choice((Prompt(f'{a(thing)} {where}', thing, None, scene), Prompt(one, thing, colour, None),
                           Prompt(a(thing), thing, None, None), Prompt(f'{one}, {where}', thing, colour, scene)))
