"""The things: one row of things.tsv each. Names began as Unicode CLDR's annotations and were corrected by hand."""
import csv
from dataclasses import dataclass
from pathlib import Path

from ..config import SCALE


@dataclass(frozen=True)
class Thing:
    emoji: str
    kind: str  # animal, plant, food, vehicle, being, wear, object, sky, place
    hand: str  # holder: may hold things; held: small enough for a hand; -
    english: str
    arabic: str
    arabic_gender: str
    hindi: str
    hindi_gender: str
    japanese: str
    few: str  # yes: among those that a smaller world keeps, told apart most easily at 64 pixels


def read(path: Path) -> tuple[Thing, ...]:
    with path.open(encoding='utf8', newline='') as file:
        rows = csv.reader(file, delimiter='\t', quoting=csv.QUOTE_NONE)
        next(rows)
        return tuple(Thing(*row) for row in rows)


THINGS = tuple(thing for thing in read(Path(__file__).with_name('things.tsv')) if SCALE.world.every or thing.few == 'yes')
# Things that hang in the air, stand behind others or float: they carry nothing and throw no shadow.
AIRBORNE = frozenset({'balloon', 'airplane', 'helicopter', 'rocket', 'flying saucer', 'kite', 'bee', 'butterfly', 'dove', 'ghost'})


def flies(thing: Thing) -> bool:
    return thing.kind == 'sky' or thing.english in AIRBORNE
