"""Captions of a picture in four languages."""
from collections.abc import Callable
from random import Random

from ..world.appearances import NATURAL
from ..world.spec import Column
from . import arabic, english, hindi, japanese
from .spec import EVERYTHING, Said, Spec, mention, spec_of

Say = Callable[[Spec, Said, Random], str]
LANGUAGES: dict[str, Say] = {'en': english.say, 'ar': arabic.say, 'hi': hindi.say, 'ja': japanese.say}

PLACES = {'en': english.PLACES, 'ar': arabic.PLACES, 'hi': hindi.PLACES, 'ja': japanese.PLACES}
LOOKS = (Column.APPEARANCE, Column.OTHER_APPEARANCE, Column.THIRD_APPEARANCE)


def caption(row: list[int], language: str, rng: Random) -> str:
    """One of the many ways to say what is in the picture of these labels; small things may go unsaid."""
    spec = spec_of(row)
    return ' '.join(LANGUAGES[language](spec, mention(spec, rng), rng).split())


def full_caption(row: list[int], language: str, rng: Random) -> str:
    """One that leaves nothing out but daylight, clear weather and the plain style."""
    spec = spec_of(row)
    said = Said(scene=EVERYTHING.scene, time=spec.time != 'day', weather=spec.weather != 'clear', style=spec.style != 'plain')
    return ' '.join(LANGUAGES[language](spec, said, rng).split())


def brief(row: list[int], language: str, rng: Random) -> str:
    """What somebody types who looks for such a picture: a place, or what is there and little else."""
    if rng.random() < 0.2:
        return rng.choice(PLACES[language][spec_of(row).scene])
    bare = rng.random() < 0.5
    spec = spec_of([NATURAL if bare and column in LOOKS and value >= 0 else value for column, value in enumerate(row)])
    said = Said(scene=rng.random() < 0.3, time=False, weather=False, style=rng.random() < 0.15)
    return ' '.join(LANGUAGES[language](spec, said, rng).split())
