"""One command a stage, from native-models/: python -m starter STAGE [--minutes N] [--dimensions D]. Stages go on where they stopped."""
import argparse
import os
from collections.abc import Callable
from functools import partial

import torch

from .config import WORK
from .stages import banks, clip, denoiser, distil, export, heldout, judge, latents, physics, pictures, read, synthetic, tokens, vae, ways
from .few import data as few_data
from .few import decoder as few_decoder
from .few import draw as few_draw
from .few import export as few_export
from .few import judge as few_judge
from .few import read as few_read
from .zero import export as zero_export
from .zero import counts, fast, fields, groups, large, marks, pairs, paths, sides, speech, words
from .zero import physics as zero_physics

# In the order in which they need each other; minutes are a default for one H100.
STAGES: dict[str, tuple[float, Callable[[float], None]]] = {
    'banks': (0, banks.run), 'tokens': (0, tokens.run), 'judge': (2.0, judge.run), 'vae': (4.5, vae.run), 'read': (0.75, read.run),
    'latents': (0, latents.run), 'denoiser': (9.5, partial(denoiser.run, denoiser.BASE)), 'distil': (2.5, distil.run),
    'inpaint': (1.5, partial(denoiser.run, denoiser.INPAINT)), 'pictures': (0, pictures.run), 'synthetic': (0, synthetic.run),
    'clip': (1.0, clip.run), 'recall': (0, clip.report), 'ways': (0, ways.run), 'probe': (0, ways.table),
    'physics': (0, physics.run), 'export': (0, export.run), 'heldout': (0, heldout.run),
    'zero-paths': (0, paths.run), 'zero-words': (20, words.run), 'zero-sides': (2.2, sides.run), 'zero-marks': (6, marks.run), 'zero-pairs': (22, pairs.run), 'zero-speech': (8, speech.run), 'zero-groups': (24, groups.run), 'zero-counts': (3, counts.run), 'zero-fast': (11, fast.run),
    'zero-large': (38, large.run), 'zero-physics': (0, zero_physics.run), 'zero-export': (0, zero_export.run),
    'few-data': (0, few_data.run), 'few-judge': (25, few_judge.run), 'few-read': (4, few_read.run), 'few-draw': (75, few_draw.run),
    'few-decoder': (30, few_decoder.run), 'few-export': (0, few_export.run)}
# Trained for one D each.
OF_A_DIMENSION = {'pfgmpp': (9.5, lambda dimensions: partial(denoiser.run, denoiser.flow_of(dimensions))),
                  'zero-field': (5.0, lambda dimensions: partial(fields.run, dimensions))}


def main() -> None:
    parser = argparse.ArgumentParser(prog='python -m starter', description=__doc__)
    parser.add_argument('stage', choices=[*STAGES, *OF_A_DIMENSION])
    parser.add_argument('--minutes', type=float, help='how long the stage may train in all, by the clock')
    parser.add_argument('--dimensions', type=float, default=2048, help="pfgmpp and zero-field: the D of PFGM++'s kernel, inf for the Gaussian one")
    parser.add_argument('--threads', type=int, default=os.cpu_count())
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    torch.manual_seed(0)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = torch.backends.cudnn.benchmark = True
    WORK.mkdir(parents=True, exist_ok=True)
    if asked.stage in OF_A_DIMENSION:
        usual, of = OF_A_DIMENSION[asked.stage]
        run = of(asked.dimensions)
    else:
        usual, run = STAGES[asked.stage]
    run(usual if asked.minutes is None else asked.minutes)


if __name__ == '__main__':
    main()
