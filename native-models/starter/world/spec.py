"""What is in a picture, as one row of integers, drawn from a seed; and which combinations training never sees."""
from enum import IntEnum

import torch
from torch import Tensor

from ..config import HELD_OUT, SCALE
from .appearances import APPEARANCES, NATURAL
from .draws import choose, hashed, pick, uniform
from .scenes import SCENES
from .things import THINGS, flies

STYLES = ('plain', 'watercolour', 'pixel art', 'pencil', 'neon', 'oil painting', 'comic')
TIMES = ('day', 'dawn', 'sunset', 'night')
WEATHERS = ('clear', 'rain', 'snowfall', 'fog', 'storm')


class Relation(IntEnum):
    ALONE = 0  # one kind of thing, one to three of it
    LEFT = 1
    RIGHT = 2
    ON = 3
    UNDER = 4
    HOLDING = 5
    ROW = 6  # three different things, from left to right


class Column(IntEnum):
    STYLE = 0
    SCENE = 1
    TIME = 2
    WEATHER = 3
    RELATION = 4
    COUNT = 5
    THING = 6  # then its appearance; the second and the third thing follow, -1 where there is none
    APPEARANCE = 7
    OTHER = 8
    OTHER_APPEARANCE = 9
    THIRD = 10
    THIRD_APPEARANCE = 11


COLUMNS = len(Column)
OUTDOORS = torch.tensor([scene.outdoors for scene in SCENES])
HOLDERS = torch.tensor([i for i, t in enumerate(THINGS) if t.hand == 'holder'])
HELD = torch.tensor([i for i, t in enumerate(THINGS) if t.hand == 'held' and t.english != 'balloon'])
GROUNDED = torch.tensor([i for i, t in enumerate(THINGS) if not flies(t)])
CARRIERS = torch.tensor([i for i, t in enumerate(THINGS) if not flies(t) and t.kind in ('vehicle', 'place', 'object', 'animal', 'food')])

STYLE_SHARES, RELATION_SHARES, COUNT_SHARES = (torch.tensor(shares) for shares in (SCALE.world.styles, SCALE.world.relations, SCALE.world.counts))
TIME_SHARES = torch.tensor([0.55, 0.1, 0.15, 0.2])
WEATHER_SHARES = torch.tensor([0.68, 0.09, 0.09, 0.08, 0.06])
NATURAL_SHARE = 0.35
TRIES, HELD_OUT_TRIES = 12, 48


def held_out(labels: Tensor) -> Tensor:
    """[n] of bool: one of its (thing, colour, scene) triples, or its (thing, relation, thing), is kept from training. Things in
    their own colours are always seen, and so are things alone."""
    scene, relation = labels[:, Column.SCENE], labels[:, Column.RELATION]
    answer = torch.zeros(len(labels), dtype=torch.bool, device=labels.device)
    for thing, look in ((Column.THING, Column.APPEARANCE), (Column.OTHER, Column.OTHER_APPEARANCE), (Column.THIRD, Column.THIRD_APPEARANCE)):
        code = (labels[:, thing] * 64 + labels[:, look]) * 64 + scene
        rare = hashed(code, 'held out look') % HELD_OUT == 0
        answer |= rare & (labels[:, thing] >= 0) & (labels[:, look] != NATURAL)
    # Left and right say the same of a pair: they are held out together.
    first, second = labels[:, Column.THING], labels[:, Column.OTHER]
    swap = relation == Relation.RIGHT
    a, b = torch.where(swap, second, first), torch.where(swap, first, second)
    kind = torch.where(swap, int(Relation.LEFT), relation)
    pair = hashed((a * 4096 + b) * 8 + kind, 'held out pair') % HELD_OUT == 0
    return answer | (pair & (relation != Relation.ALONE) & (relation != Relation.ROW))


def candidate(seeds: Tensor) -> Tensor:
    """[n, COLUMNS]: a picture each, whether it may be trained on or not."""
    device = seeds.device

    def among(name: str, table: Tensor) -> Tensor:
        return table.to(device)[pick(seeds, name, len(table))]

    def weighed(name: str, shares: Tensor) -> Tensor:
        return choose(seeds, name, shares.to(device))

    def look(name: str) -> Tensor:
        drawn = pick(seeds, name, len(APPEARANCES))
        return torch.where(uniform(seeds, name + ' natural') < NATURAL_SHARE, NATURAL, drawn)

    scene = pick(seeds, 'scene', len(SCENES))
    relation = weighed('relation', RELATION_SHARES)
    outdoors = OUTDOORS.to(device)[scene]
    any_thing, grounded = pick(seeds, 'thing', len(THINGS)), among('grounded', GROUNDED)
    physical = (relation == Relation.ON) | (relation == Relation.UNDER)
    thing = torch.where(relation == Relation.HOLDING, among('holder', HOLDERS), torch.where(physical, grounded, any_thing))
    other = pick(seeds, 'other', len(THINGS))
    other = torch.where(relation == Relation.HOLDING, among('held', HELD), torch.where(physical, among('carrier', CARRIERS), other))
    third = pick(seeds, 'third', len(THINGS))
    # The same thing twice would be a count, not a relation.
    other = torch.where(other == thing, (other + 1) % len(THINGS), other)
    third = torch.where((third == thing) | (third == other), (torch.maximum(thing, other) + 1) % len(THINGS), third)
    third = torch.where((third == thing) | (third == other), (third + 1) % len(THINGS), third)
    alone, row = relation == Relation.ALONE, relation == Relation.ROW
    count = torch.where(alone, weighed('count', COUNT_SHARES) + 1, 1)
    return torch.stack([
        weighed('style', STYLE_SHARES), scene, torch.where(outdoors, weighed('time', TIME_SHARES), 0),
        torch.where(outdoors, weighed('weather', WEATHER_SHARES), 0), relation, count, thing, look('look'),
        torch.where(alone, -1, other), torch.where(alone, -1, look('other look')),
        torch.where(row, third, -1), torch.where(row, look('third look'), -1)], 1)


def settle(seeds: Tensor, wanted: bool, tries: int) -> Tensor:
    labels = candidate(seeds)
    for attempt in range(1, tries):
        wrong = held_out(labels) != wanted
        labels = torch.where(wrong[:, None], candidate(hashed(seeds, f'attempt {attempt}')), labels)
    return labels


def training_labels(seeds: Tensor) -> Tensor:
    """[n, COLUMNS] of pictures that may be trained on. `seeds`: int64."""
    labels = settle(seeds, wanted=False, tries=TRIES)
    # A picture in a million is still held out: its one thing keeps its own colour, which is always seen.
    plain = labels.clone()
    plain[:, Column.RELATION], plain[:, Column.APPEARANCE] = Relation.ALONE, NATURAL
    plain[:, Column.OTHER:] = -1
    return torch.where(held_out(labels)[:, None], plain, labels)


def held_out_labels(seeds: Tensor) -> Tensor:
    """[n, COLUMNS] of pictures that were kept from training; a few in a million are not and are left out."""
    labels = settle(seeds, wanted=True, tries=HELD_OUT_TRIES)
    return labels[held_out(labels)]


def canonical(labels: Tensor) -> Tensor:
    """The same pictures with "right of" told as "left of", and "under" as "on", from the other thing's side: what can be seen
    or understood without knowing which thing was named first."""
    relation = labels[:, Column.RELATION]
    turned = (relation == Relation.RIGHT) | (relation == Relation.UNDER)
    swapped = labels.clone()
    swapped[:, Column.THING], swapped[:, Column.APPEARANCE] = labels[:, Column.OTHER], labels[:, Column.OTHER_APPEARANCE]
    swapped[:, Column.OTHER], swapped[:, Column.OTHER_APPEARANCE] = labels[:, Column.THING], labels[:, Column.APPEARANCE]
    swapped[:, Column.RELATION] = torch.where(relation == Relation.UNDER, int(Relation.ON), int(Relation.LEFT))
    return torch.where(turned[:, None], swapped, labels)
