"""Every size, time and seed of the starter model, in one place.

A bigger model is the same scripts with other numbers: raise `IMAGE`, the widths and the minutes.
"""
import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODELS = ROOT / 'assets' / 'models'
# Caches, checkpoints and logs: large, and made again by the scripts.
WORK = Path(os.environ.get('STARTER_WORK', HERE / 'work'))
WORK.mkdir(parents=True, exist_ok=True)

SEED = 20261121
IMAGE = int(os.environ.get('STARTER_IMAGE', 64))  # pixels a side
THREADS = int(os.environ.get('STARTER_THREADS', 2))

FONT = os.environ.get('STARTER_FONT', '/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf')
SPRITE = IMAGE * 3 // 4  # a cached sprite's side
SCENE_VARIANTS = int(os.environ.get('STARTER_SCENE_VARIANTS', 400))  # drawn backgrounds a scene
TWO_THINGS = 0.15  # share of pictures with two things
NATURAL = 0.2  # share of things in their natural colours
HELD_OUT = 9  # one (thing, colour, scene) in this many never appears in training

# The autoencoder: 8 times down, so a 64 x 64 picture is 8 x 8 x 16 numbers.
DOWN = 8
LATENT = 16
LATENT_SIDE = IMAGE // DOWN

# Text.
MAX_TOKENS = 24
TEXT_WIDTH = 256
TEXT_LAYERS = 2
TEXT_HEADS = 4

# Noise, as Stable Diffusion has it.
STEPS = 1000
BETA_START = 0.00085
BETA_END = 0.012


def minutes(name: str, default: float) -> float:
    """How long a stage may train, by the clock; STARTER_<NAME>_MINUTES overrides it."""
    return float(os.environ.get(f'STARTER_{name}_MINUTES', default))
