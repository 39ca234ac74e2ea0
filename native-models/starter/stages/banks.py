"""Sprites, scenes, rain and snow; and a sheet of 64 pictures to look at."""
import os

from ..config import WORK
from ..lessons import pictures
from ..training import device
from ..world.render import open_world
from ..world.sheet import write_sheet


def run(_minutes: float) -> None:
    world = open_world(str(device()), workers=os.cpu_count() or 2)
    write_sheet(pictures(world, 'check', 0, 64)[0], 8, WORK / 'world.png')
    print(f'a sheet in {WORK / "world.png"}')
