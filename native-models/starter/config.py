"""Every size, seed and path of the starter models. STARTER_SCALE=smoke runs the same code in seconds, to see that it runs;
STARTER_SCALE=processor is what two cores can train in hours."""
import os
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODELS = Path(os.environ.get('STARTER_MODELS', ROOT / 'assets' / 'models'))
# Banks, latents, checkpoints and logs: large, and made again by the stages.
WORK = Path(os.environ.get('STARTER_WORK', HERE / 'work'))
FONT = Path(os.environ.get('STARTER_FONT', '/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf'))
SEED = 20261122

SPRITE = 128  # a thing's sprite, pixels a side
HELD_OUT = 9  # one combination in this many is never drawn for training

DOWN, LATENT = 8, 8  # the autoencoder: 8 times down, 8 channels
MAX_TOKENS = 64
VOCABULARY = 6144

# Noise, as Stable Diffusion has it.
STEPS, BETA_START, BETA_END = 1000, 0.00085, 0.012


@dataclass(frozen=True)
class Shares:
    """How often a rendering shows what, and how loosely things stand in it."""
    every: bool  # thing of things.tsv, or only the few that are told apart most easily
    styles: tuple[float, ...]
    relations: tuple[float, ...]
    counts: tuple[float, ...]
    loose: float  # of the room that a thing has around its place
    large: float  # how much larger a thing is, alone or beside others


WIDE = Shares(every=True, styles=(0.34, *[0.11] * 6), relations=(0.44, 0.13, 0.13, 0.1, 0.07, 0.07, 0.06), counts=(0.6, 0.2, 0.2), loose=1.0, large=1.0)
NARROW = Shares(every=False, styles=(0.46, *[0.09] * 6), relations=(0.7, 0.09, 0.09, 0.05, 0.04, 0.03, 0), counts=(0.8, 0.1, 0.1), loose=0.2,
                large=1.12)


@dataclass(frozen=True)
class Scale:
    world: Shares
    image: int  # pixels a side
    look: int  # what classifier and CLIP look at
    scene_variants: int
    overlay_variants: int
    encoder: tuple[int, ...]  # widths of the autoencoder, from the picture down
    decoder: tuple[int, ...]  # and from the latent up
    text_width: int
    text_layers: int
    unet: tuple[int, ...]
    judge: tuple[int, ...]
    clip: tuple[int, ...]
    depth: int  # residual blocks a level of judge and CLIP
    clip_width: int
    clip_layers: int  # of its text encoder
    pairs: int  # pictures a step of CLIP
    batch: int
    latents: int  # pictures encoded for the denoiser
    captions: int  # phrasings kept for each
    pictures: int  # small pictures kept for CLIP, one caption a language
    prompts: int  # that a model of ours draws four pictures of each
    way_steps: int  # of each way that an image encoder learns in, for the comparison


FULL = Scale(world=WIDE, image=256, look=128, scene_variants=48, overlay_variants=24, encoder=(48, 96, 192), decoder=(192, 96, 48), text_width=320,
             text_layers=4, unet=(128, 224, 320), judge=(48, 96, 160, 256), clip=(48, 96, 160, 256), depth=2, clip_width=256, clip_layers=2,
             pairs=512, batch=512, latents=600_000, captions=4, pictures=200_000, prompts=10_000, way_steps=2_000)
PROCESSOR = Scale(world=WIDE, image=128, look=64, scene_variants=24, overlay_variants=12, encoder=(32, 64, 96), decoder=(96, 64, 32), text_width=192,
                  text_layers=2, unet=(64, 128, 192), judge=(32, 64, 112, 160), clip=(32, 64, 112, 160), depth=1, clip_width=192, clip_layers=2,
                  pairs=96, batch=64, latents=60_000, captions=4, pictures=100_000, prompts=450, way_steps=200)
SMOKE = Scale(world=WIDE, image=256, look=128, scene_variants=2, overlay_variants=2, encoder=(16, 16, 32), decoder=(32, 16, 16), text_width=64, text_layers=1,
              unet=(32, 32, 64), judge=(16, 16, 32, 32), clip=(16, 16, 32, 32), depth=1, clip_width=32, clip_layers=1, pairs=8, batch=8,
              latents=64, captions=4, pictures=256, prompts=40, way_steps=2)
# What version 0's latents hold, and two cores learn in an evening.
FEW = replace(PROCESSOR, world=NARROW, image=256, scene_variants=48, overlay_variants=24)
SCALES = {'full': FULL, 'processor': PROCESSOR, 'few': FEW, 'smoke': SMOKE}
SCALE = SCALES[os.environ.get('STARTER_SCALE', 'full')]
IMAGE = SCALE.image
