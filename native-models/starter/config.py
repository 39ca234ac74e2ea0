"""Every size, seed and path of the starter models. STARTER_SCALE=smoke runs the same code in seconds, to see that it runs."""
import os
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODELS = Path(os.environ.get('STARTER_MODELS', ROOT / 'assets' / 'models'))
# Banks, latents, checkpoints and logs: large, and made again by the stages.
WORK = Path(os.environ.get('STARTER_WORK', HERE / 'work'))
FONT = Path(os.environ.get('STARTER_FONT', '/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf'))
SEED = 20261122

IMAGE = 256  # pixels a side
SPRITE = 128  # a thing's sprite
JUDGE_SIDE = 128  # what classifier and CLIP look at
HELD_OUT = 9  # one combination in this many is never drawn for training

DOWN, LATENT = 8, 8  # the autoencoder: 8 times down, 8 channels
MAX_TOKENS = 64
VOCABULARY = 6144

# Noise, as Stable Diffusion has it.
STEPS, BETA_START, BETA_END = 1000, 0.00085, 0.012


@dataclass(frozen=True)
class Scale:
    scene_variants: int
    overlay_variants: int
    encoder: tuple[int, ...]  # widths of the autoencoder, from the picture down
    decoder: tuple[int, ...]  # and from the latent up
    text_width: int
    text_layers: int
    unet: tuple[int, ...]
    judge: tuple[int, ...]
    clip: tuple[int, ...]
    clip_width: int
    batch: int
    latents: int  # pictures encoded for the denoiser
    captions: int  # phrasings kept for each


FULL = Scale(scene_variants=48, overlay_variants=24, encoder=(48, 96, 192), decoder=(192, 96, 48), text_width=320,
             text_layers=4, unet=(128, 224, 320), judge=(48, 96, 160, 256), clip=(48, 96, 160, 256), clip_width=256,
             batch=512, latents=600_000, captions=4)
SMOKE = Scale(scene_variants=2, overlay_variants=2, encoder=(16, 16, 32), decoder=(32, 16, 16), text_width=64, text_layers=1,
              unet=(32, 32, 64), judge=(16, 16, 32, 32), clip=(16, 16, 32, 32), clip_width=32, batch=8, latents=64, captions=4)
SCALES = {'full': FULL, 'smoke': SMOKE}
SCALE = SCALES[os.environ.get('STARTER_SCALE', 'full')]
