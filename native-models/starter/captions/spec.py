"""A row of labels as words need it."""
from dataclasses import dataclass
from random import Random

from ..world.appearances import APPEARANCES, NATURAL
from ..world.scenes import SCENES
from ..world.spec import STYLES, TIMES, WEATHERS, Column, Relation
from ..world.things import THINGS, Thing


@dataclass(frozen=True)
class Noun:
    thing: Thing
    look: str | None  # None: as it is


@dataclass(frozen=True)
class Spec:
    style: str
    scene: str
    time: str
    weather: str
    relation: Relation
    count: int
    nouns: tuple[Noun, ...]


def spec_of(row: list[int]) -> Spec:
    nouns = []
    for column in (Column.THING, Column.OTHER, Column.THIRD):
        if row[column] >= 0:
            look = row[column + 1]
            nouns.append(Noun(THINGS[row[column]], None if look == NATURAL else APPEARANCES[look].name))
    return Spec(STYLES[row[Column.STYLE]], SCENES[row[Column.SCENE]].name, TIMES[row[Column.TIME]], WEATHERS[row[Column.WEATHER]],
                Relation(row[Column.RELATION]), row[Column.COUNT], tuple(nouns))


@dataclass(frozen=True)
class Said:
    """What a caption mentions: the rest of the picture is left to chance."""
    scene: bool
    time: bool
    weather: bool
    style: bool


def mention(spec: Spec, rng: Random) -> Said:
    return Said(scene=rng.random() < 0.92, time=(spec.time != 'day' and rng.random() < 0.9) or rng.random() < 0.1,
                weather=spec.weather != 'clear' and rng.random() < 0.9,
                style=(spec.style != 'plain' and rng.random() < 0.92) or rng.random() < 0.1)


EVERYTHING = Said(scene=True, time=True, weather=True, style=True)
