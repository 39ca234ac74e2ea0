"""All scenes by name; outdoor ones have a time of day and weather."""
from collections.abc import Callable
from dataclasses import dataclass

from . import built, wild
from .canvas import Canvas


@dataclass(frozen=True)
class Scene:
    name: str
    draw: Callable[[Canvas], None]
    outdoors: bool = True


SCENES = (
    Scene('beach', wild.beach), Scene('sea', wild.sea), Scene('underwater', wild.underwater, outdoors=False),
    Scene('lake', wild.lake), Scene('forest', wild.forest), Scene('jungle', wild.jungle), Scene('autumn', wild.autumn),
    Scene('snow', wild.snowfield), Scene('mountains', wild.mountains), Scene('desert', wild.desert), Scene('meadow', wild.meadow),
    Scene('cave', wild.cave, outdoors=False), Scene('space', wild.space, outdoors=False), Scene('moon', wild.moon, outdoors=False),
    Scene('garden', built.garden), Scene('farm', built.farm), Scene('road', built.road), Scene('city', built.city),
    Scene('village', built.village), Scene('park', built.park), Scene('room', built.room, outdoors=False),
    Scene('kitchen', built.kitchen, outdoors=False), Scene('library', built.library, outdoors=False),
    Scene('stage', built.stage, outdoors=False),
)
