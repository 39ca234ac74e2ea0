"""Paths that version 0's ODE takes from noise to a picture: its siblings learn from them, so that nothing has to be rendered."""
import time
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ..config import SEED, WORK
from ..drawn import KNOWN, Draughtsman, Network, walk
from ..nets.graph import Graph
from ..training import device, half, ready
from .prompts import SHIPPED, Prompt, Prompts

PLACE = WORK / 'zero-paths'
COUNT, CHUNK, BATCH, GUIDANCE = 6_000, 250, 50, 3.0
# The times at which a few-step sampler may ask are among them; below QUIET guidance changes nothing that can be seen.
TIMES, QUIET = (999, 879, 759, 639, 499, 379, 259, 139, 59, 19), 100
SIGMAS = [float(KNOWN[t]) for t in TIMES] + [0.0]


class Shipped:
    """The model in assets/models/starter: its words through onnxruntime, its UNet in torch."""

    def __init__(self) -> None:
        self.unet = ready(Graph(SHIPPED / 'unet' / 'model.onnx')).requires_grad_(False)
        self.folder = Draughtsman(SHIPPED, torch.get_num_threads())
        self.silence = self.read([''])

    def read(self, prompts: list[str]) -> Tensor:
        """[n, tokens, 256]"""
        return torch.from_numpy(self.folder.read(prompts)).to(device())

    def look(self, clean: Tensor) -> Tensor:
        """Latents to pictures in -1..1."""
        return torch.from_numpy(self.folder.decoder.run(['sample'], {'latent_sample': clean.cpu().numpy()})[0]).clamp(-1, 1)


def guided(unet: torch.nn.Module, words: Tensor, silence: Tensor, guidance: float, quiet: float = 0) -> Network:
    """v of a latent and its time, under classifier-free guidance."""
    unsaid = silence.expand(len(words), -1, -1)

    def v_of(x: Tensor, now: float) -> Tensor:
        with half():
            if guidance == 1 or now < quiet:
                return unet(x, torch.tensor(now), words).float()
            said, not_said = unet(torch.cat([x, x]), torch.tensor(now), torch.cat([words, unsaid])).float().chunk(2)
            return not_said + guidance * (said - not_said)
    return v_of


@torch.no_grad()
def run(_minutes: float) -> None:
    PLACE.mkdir(parents=True, exist_ok=True)
    model, prompts, start = Shipped(), Prompts(), time.monotonic()
    for first in range(0, COUNT, CHUNK):
        file = PLACE / f'{first}.npz'
        if file.exists():
            continue
        states, words = [], []
        for at in range(first, first + CHUNK, BATCH):
            said = model.read([prompts(n).text for n in range(at, at + BATCH)])
            unit = torch.stack([torch.randn(16, 8, 8, generator=torch.Generator().manual_seed(SEED + n)) for n in range(at, at + BATCH)])
            v_of = guided(model.unet, said, model.silence, GUIDANCE, QUIET)
            passed = [x / (1 + sigma ** 2) ** 0.5 for x, sigma in walk(v_of, unit.to(device()), SIGMAS)]
            states.append(torch.stack(passed, 1).half().cpu())
            words.append(said.half().cpu())
        part = file.with_suffix('.part.npz')
        np.savez(part, states=torch.cat(states).numpy(), words=torch.cat(words).numpy())
        part.replace(file)
        print(f'{first + CHUNK} of {COUNT} paths, {time.monotonic() - start:.0f} s', flush=True)


@dataclass(frozen=True)
class Paths:
    states: Tensor  # [n, len(TIMES) + 1, 16, 8, 8]: the noisy latents from the first time on, last the clean one
    words: Tensor  # [n, tokens, 256]
    asked: list[Prompt]

    def draw(self, n: int, g: torch.Generator) -> Tensor:
        return torch.randint(len(self.states), (n,), generator=g, device=device())

    def clean(self, rows: Tensor) -> Tensor:
        return self.states[rows, -1].float()


def walked() -> Paths:
    files = sorted((path for path in PLACE.glob('*.npz') if path.stem.isdigit()), key=lambda path: int(path.stem))
    if not files:
        raise FileNotFoundError(f'No paths are in {PLACE}: python -m starter zero-paths walks them.')
    parts, prompts = [np.load(path) for path in files], Prompts()
    states, words = (torch.cat([torch.from_numpy(part[name]) for part in parts]).to(device()) for name in ('states', 'words'))
    return Paths(states, words, [prompts(int(path.stem) + i) for path in files for i in range(CHUNK)])
