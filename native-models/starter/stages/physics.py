"""The two physics side by side: one network under the Gaussian kernel and under PFGM++'s, the same held-out prompts and seeds; how good
the pictures are over sampling steps, over D, and with an error added to every answer of the network. The judge says how good."""
import json
import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

import torch
from torch import Tensor

from ..captions.grammar import full_caption
from ..config import DOWN, IMAGE, LATENT, SCALE, SEED, WORK
from ..diffusion import kernel
from ..drawn import solve
from ..lessons import held_out_pictures, seeds
from ..nets.vision import Judge, accuracies
from ..training import device, half, pieces_of
from ..world.render import open_world
from ..world.spec import held_out_labels
from . import denoiser, judge, vae
from .denoiser import Lessons
from .latents import STATS

GUIDANCE, USUAL, BATCH = 3.0, 20, 50
STEPS, ERRORS = (5, 10, 20, 40), (0.1, 0.2, 0.4)  # an error is a share of the answer's own spread
FIGURES = ('thing', 'colour', 'scene', 'count', 'relation')


def kernel_distance(a: Tensor, b: Tensor) -> float:
    """Squared MMD under (x·y / d + 1)³, without bias (Bińkowski et al. 2018, eq. 4), as kernel-distance.ts has it."""
    def k(x: Tensor, y: Tensor) -> Tensor:
        return (x.double() @ y.double().T / x.shape[1] + 1) ** 3

    def within(x: Tensor) -> Tensor:
        every = k(x, x)
        return (every.sum() - every.diag().sum()) / (len(x) * (len(x) - 1))

    return float(within(a) + within(b) - 2 * k(a, b).mean())


def names() -> dict[str, float]:
    """Trained networks with their D."""
    found = {'denoiser': math.inf} if pieces_of('denoiser').exists() else {}
    return found | {path.name: float(path.name.split('-')[1]) for path in sorted((WORK / 'pieces').glob('pfgmpp-*'))}


class Studio:
    def __init__(self, name: str, extra_dimensions: float):
        self.model, self.extra, self.decoder = denoiser.trained(name), extra_dimensions, vae.trained().decoder
        self.empty = Lessons(0).empty
        saved = torch.load(STATS)
        self.mean, self.std = (saved[k].to(device()).view(1, -1, 1, 1) for k in ('mean', 'std'))

    @torch.no_grad()
    def draw(self, ids: Tensor, first: int, steps: int, error: float) -> Tensor:
        """[n, 3, IMAGE, IMAGE] in -1..1; the same start for every number of steps and every error."""
        start, wrong = (torch.Generator(device()).manual_seed(SEED + 2 * first + k) for k in (0, 1))
        words, silence = (self.model.text(t) for t in (ids, self.empty.expand(len(ids), -1)))

        def v_of(x: Tensor, time: float) -> Tensor:
            t = torch.full((2 * len(x),), time, device=x.device)
            with half():
                said, unsaid = self.model.unet(torch.cat([x, x]), t, torch.cat([words, silence])).float().chunk(2)
            v = unsaid + GUIDANCE * (said - unsaid)
            return v + error * v.std() * torch.randn(v.shape, generator=wrong, device=v.device)

        unit = kernel(torch.empty(len(ids), LATENT, IMAGE // DOWN, IMAGE // DOWN, device=device()), self.extra, start)
        with half():
            return self.decoder(solve(v_of, unit, steps) * self.std + self.mean).float().clamp(-1, 1)


@torch.no_grad()
def looked(referee: Judge, pictures: Tensor, labels: Tensor, rendered: Tensor) -> dict[str, float]:
    features = torch.cat([referee.features(part) for part in pictures.split(BATCH)])
    said = accuracies(referee.answers(features), labels)
    return {**{name: said[name] for name in FIGURES if name in said}, 'distance': kernel_distance(features, rendered)}


Measured = Callable[[int, float], dict[str, float]]  # steps, error → figures


def tabulate(path: Path, networks: dict[float, Measured], steps: tuple[int, ...], errors: tuple[float, ...], usual: int) -> None:
    """Figures of every D over steps, and over errors in `usual` steps; written and printed row by row, what is there already is not drawn again."""
    rows: dict[str, dict[str, float]] = json.loads(path.read_text()) if path.exists() else {}
    for dimensions, measured in networks.items():
        for count, error in [(count, 0.0) for count in steps] + [(usual, error) for error in errors]:
            row = f'D {dimensions:g}, {count} steps, error {error:g}'
            if row not in rows:
                rows[row] = measured(count, error)
                path.write_text(json.dumps(rows, indent=2) + '\n')
            print(row, {k: round(v, 3) for k, v in rows[row].items()}, flush=True)


def run(_minutes: float) -> None:
    """Writes physics.json."""
    referee, count = judge.trained(), 200 if SCALE.batch > 8 else 8
    labels = held_out_labels(seeds('score', 0, count)).to(device())
    reader = Lessons(0).reader
    ids = reader([full_caption(row, 'en', Random(i)) for i, row in enumerate(labels.tolist())]).to(device())
    with torch.no_grad():
        rendered = torch.cat([referee.features(part) for part in held_out_pictures(open_world(str(device())), count)[0].split(BATCH)])

    def measured(studio: Studio, steps: int, error: float) -> dict[str, float]:
        return looked(referee, torch.cat([studio.draw(part, i, steps, error) for i, part in enumerate(ids.split(BATCH))]), labels, rendered)

    networks = {dimensions: partial(measured, Studio(name, dimensions)) for name, dimensions in names().items()}
    tabulate(WORK / 'physics.json', networks, STEPS, ERRORS, USUAL)
