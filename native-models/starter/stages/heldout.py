"""Writes heldout.json beside the judge: what is asked of the finished model, held-out combinations only, each in all four languages."""
import json
from random import Random

from ..captions.grammar import LANGUAGES, full_caption
from ..config import MODELS
from ..lessons import seeds
from ..nets.vision import HEADS, answers
from ..world.appearances import APPEARANCES
from ..world.scenes import SCENES
from ..world.spec import STYLES, TIMES, WEATHERS, Column, Relation, held_out_labels
from ..world.things import THINGS

PICTURES = 250
NAMES: dict[Column, list[str]] = {
    Column.THING: [t.english for t in THINGS], Column.APPEARANCE: [a.name for a in APPEARANCES], Column.SCENE: [s.name for s in SCENES],
    Column.COUNT: ['1', '2', '3'], Column.RELATION: [r.name.lower() for r in Relation], Column.OTHER: [t.english for t in THINGS],
    Column.OTHER_APPEARANCE: [a.name for a in APPEARANCES], Column.STYLE: list(STYLES), Column.TIME: list(TIMES),
    Column.WEATHER: list(WEATHERS)}


def labels_of(head: str) -> list[str]:
    return NAMES[HEADS[head][0]]


def run(_minutes: float) -> None:
    labels = held_out_labels(seeds('score', 0, PICTURES))
    right = {head: values.tolist() for head, values in answers(labels).items()}
    rows = []
    for i, row in enumerate(labels.tolist()):
        wanted = {head: labels_of(head)[values[i]] for head, values in right.items() if values[i] >= 0}
        rows += [{'prompt': full_caption(row, language, Random(i)), 'seed': 1000 + i, 'language': language, 'wanted': wanted}
                 for language in LANGUAGES]
    lines = ',\n'.join('  ' + json.dumps(row, ensure_ascii=False) for row in rows)
    folder = MODELS / 'starter-judge'
    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'heldout.json').write_text(f'[\n{lines}\n]\n', 'utf8')
    print(f'{len(rows)} prompts in {folder / "heldout.json"}')
