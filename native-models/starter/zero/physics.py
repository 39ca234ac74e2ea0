"""The two physics side by side: version 0's network as it learnt again under each kernel, asked for the score's held-out prompts from the same
seeds; how good the pictures are over steps, over D, and with an error added to every answer of the network. The judge says how good."""
import json
from functools import partial

import numpy as np
import onnxruntime
import torch
import torch.nn.functional as F
from torch import Tensor

from ..config import MODELS, SEED, WORK
from ..diffusion import kernel
from ..drawn import solve
from ..stages.physics import tabulate
from ..training import device
from . import fields
from .paths import Shipped, guided
from .prompts import held_out
from .world import SIDE

JUDGE = MODELS / 'starter-judge'
GUIDANCE, USUAL, BATCH, COUNT = 2.0, 10, 50, 100
STEPS, ERRORS = (3, 5, 10, 20), (0.5, 1.0, 2.0, 3.0)  # an error is a share of the answer's own spread
FIGURES = ('thing', 'colour', 'scene')


def names() -> list[float]:
    """The D of every network that is trained."""
    found = [float(path.name.removeprefix('zero-field-')) for path in (WORK / 'pieces').glob('zero-field-*')]
    return sorted(found, reverse=True)


class Judge:
    def __init__(self) -> None:
        self.session = onnxruntime.InferenceSession(str(JUDGE / 'model.onnx'), providers=['CPUExecutionProvider'])
        heads = json.loads((JUDGE / 'judge.json').read_text('utf8'))['heads']
        self.labels = {name: heads[name]['labels'] for name in FIGURES}

    def __call__(self, pictures: Tensor, wanted: list[tuple[str, str, str]]) -> dict[str, float]:
        """The share of right answers, and how surprised it is by what was asked for, in nats a question."""
        parts = [self.session.run(list(FIGURES), {'sample': F.adaptive_avg_pool2d(part, SIDE).numpy()}) for part in pictures.split(BATCH)]
        said, surprise = {}, 0.0
        for i, name in enumerate(FIGURES):
            logits = torch.from_numpy(np.concatenate([part[i] for part in parts]))
            right = torch.tensor([self.labels[name].index(row[i]) for row in wanted])
            said[name] = float((logits.argmax(1) == right).float().mean())
            surprise += float(F.cross_entropy(logits, right)) / len(FIGURES)
        return {**said, 'surprise': surprise}


@torch.no_grad()
def drawn(shipped: Shipped, dimensions: float, prompts: list[str], steps: int, error: float) -> Tensor:
    """The same starts for every number of steps and every error; of two D they differ in their length alone."""
    unet, pictures = fields.trained(dimensions), []
    for first in range(0, len(prompts), BATCH):
        some = prompts[first:first + BATCH]
        wrong = torch.Generator(device()).manual_seed(SEED + 2 * first + 1)
        answer = guided(unet, shipped.read(some), shipped.silence, GUIDANCE)

        def v_of(x: Tensor, now: float) -> Tensor:
            v = answer(x, now)
            return v + error * v.std() * torch.randn(v.shape, generator=wrong, device=v.device)

        start = torch.Generator(device()).manual_seed(SEED + 2 * first)
        unit = kernel(torch.empty(len(some), 16, 8, 8, device=device()), dimensions, start)
        pictures.append(shipped.look(solve(v_of, unit, steps)))
    return torch.cat(pictures)


def run(_minutes: float) -> None:
    """Writes zero-physics.json."""
    judge, shipped, asked = Judge(), Shipped(), held_out()[:COUNT]
    prompts, wanted = [prompt for prompt, _ in asked], [combination for _, combination in asked]

    def measured(dimensions: float, steps: int, error: float) -> dict[str, float]:
        return judge(drawn(shipped, dimensions, prompts, steps, error), wanted)

    tabulate(WORK / 'zero-physics.json', {dimensions: partial(measured, dimensions) for dimensions in names()}, STEPS, ERRORS, USUAL)
