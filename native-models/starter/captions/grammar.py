"""Captions of a picture in four languages."""
from collections.abc import Callable
from random import Random

from . import arabic, english, hindi, japanese
from .spec import EVERYTHING, Said, Spec, mention, spec_of

Say = Callable[[Spec, Said, Random], str]
LANGUAGES: dict[str, Say] = {'en': english.say, 'ar': arabic.say, 'hi': hindi.say, 'ja': japanese.say}


def caption(row: list[int], language: str, rng: Random) -> str:
    """One of the many ways to say what is in the picture of these labels; small things may go unsaid."""
    spec = spec_of(row)
    return ' '.join(LANGUAGES[language](spec, mention(spec, rng), rng).split())


def full_caption(row: list[int], language: str, rng: Random) -> str:
    """One that leaves nothing out but daylight, clear weather and the plain style."""
    spec = spec_of(row)
    said = Said(scene=EVERYTHING.scene, time=spec.time != 'day', weather=spec.weather != 'clear', style=spec.style != 'plain')
    return ' '.join(LANGUAGES[language](spec, said, rng).split())
