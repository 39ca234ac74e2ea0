"""Where things stand: centre x, foot y and size of each, in parts of the picture's side."""
from dataclasses import dataclass

import torch
from torch import Tensor

from ..config import SCALE
from .draws import between
from .spec import Column, Relation

PLACES = 3  # at most so many things a picture


@dataclass(frozen=True)
class Layout:
    x: Tensor  # [n, PLACES], and so are all
    foot: Tensor
    size: Tensor  # the longer side of the thing
    thing: Tensor  # -1 where there is nothing
    appearance: Tensor
    front: Tensor  # [n] of bool: the second thing lies over the first


def arrange(labels: Tensor, seeds: Tensor, sizes: Tensor) -> Layout:
    """`sizes` [things, 2]: how wide and high each is within its own square."""
    n = len(labels)
    relation, count = labels[:, Column.RELATION], labels[:, Column.COUNT]
    thing = labels[:, [Column.THING, Column.OTHER, Column.THIRD]]
    look = labels[:, [Column.APPEARANCE, Column.OTHER_APPEARANCE, Column.THIRD_APPEARANCE]]
    alone = relation == Relation.ALONE
    for place in (1, 2):  # two or three of the same
        more = alone & (count > place)
        thing[:, place] = torch.where(more, thing[:, 0], thing[:, place])
        look[:, place] = torch.where(more, look[:, 0], look[:, place])

    def spread(name: str, low: float, high: float) -> Tensor:
        middle = (low + high) / 2
        return middle + (between(seeds, name, low, high) - middle) * SCALE.world.loose

    high = sizes[thing.clamp(min=0), 1]
    base = spread('foot', 0.84, 0.93)
    large = SCALE.world.large
    single = spread('size', 0.5, 0.68) * large
    x = torch.stack([spread('x', 0.38, 0.62), torch.full((n,), 0.5, device=labels.device), torch.full((n,), 0.5, device=labels.device)], 1)
    size = torch.stack([single, single, single], 1)
    foot = torch.stack([base, base, base], 1)

    def put(where: Tensor, place: int, at: Tensor, ground: Tensor, large: Tensor) -> None:
        x[:, place] = torch.where(where, at, x[:, place])
        foot[:, place] = torch.where(where, ground, foot[:, place])
        size[:, place] = torch.where(where, large, size[:, place])

    # Side by side: two of a kind, or left and right of each other.
    two, three = alone & (count == 2), (alone & (count == 3)) | (relation == Relation.ROW)
    left, right = relation == Relation.LEFT, relation == Relation.RIGHT
    west, east = spread('west', 0.24, 0.29), spread('east', 0.71, 0.76)
    first, second = spread('first', 0.38, 0.44) * large, spread('second', 0.38, 0.44) * large
    step = spread('step', -0.05, 0.05)
    put(two | left, 0, west, base, first)
    put(two | left, 1, east, base + step.clamp(max=0), torch.where(two, first, second))
    put(right, 0, east, base, first)
    put(right, 1, west, base + step.clamp(max=0), second)
    small = spread('small', 0.28, 0.32) * large
    for place, at in enumerate((0.19, 0.5, 0.81)):
        put(three, place, at + spread(f'row {place}', -0.02, 0.02), base - spread(f'row foot {place}', 0.0, 0.04), small)

    # One above the other: the lower thing stands, the upper one rests on its top.
    middle = spread('stack', 0.42, 0.58)
    on, under = relation == Relation.ON, relation == Relation.UNDER
    upper_size, lower_size = spread('upper', 0.36, 0.42), spread('lower', 0.46, 0.52)
    put(on, 1, middle, base, lower_size)
    put(on, 0, middle + step, base - lower_size * high[:, 1] * 0.93, upper_size)
    put(under, 0, middle, base, upper_size)
    put(under, 1, middle + step, base - upper_size * high[:, 0] * 0.97, lower_size * 0.96)

    # In the hand: small, in front, beside the middle of the holder.
    holding = relation == Relation.HOLDING
    side = torch.where(spread('hand', -1, 1) < 0, -1.0, 1.0)
    holder = spread('holder size', 0.58, 0.66)
    put(holding, 0, 0.5 - side * 0.07, base, holder)
    held = spread('held size', 0.27, 0.31)
    put(holding, 1, 0.5 + side * 0.17, base - holder * high[:, 0] * 0.26 + held * high[:, 1] * 0.35, held)
    return Layout(x, foot.clamp(max=0.97), size, thing, look, holding | under)
