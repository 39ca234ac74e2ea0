"""Sampling for scores and data: DPM-Solver++ 2M with guidance over any network, and a model folder of ours run through onnxruntime."""
import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor

from .captions.tokenizer import Reader
from .diffusion import alphas

Network = Callable[[Tensor, float], Tensor]  # the latent of a variance-preserving model, its time → v, guidance done
KNOWN = ((1 - alphas()) / alphas()).sqrt()  # sigma of every training step
LOG_KNOWN, TIMES = KNOWN.log().numpy(), np.arange(len(KNOWN))


def karras(steps: int, rho: float = 7) -> list[float]:
    """steps + 1 sigmas over the whole range (Karras et al. 2022, eq. 5), the last of them 0."""
    low, high = float(KNOWN[0]) ** (1 / rho), float(KNOWN[-1]) ** (1 / rho)
    return [(high + (low - high) * i / max(1, steps - 1)) ** rho for i in range(steps)] + [0.0]


def walk(v_of: Network, unit: Tensor, sigmas: list[float]) -> Iterator[tuple[Tensor, float]]:
    """The way from unit noise to the clean latent, every place with its sigma, the last of which is 0; DPM-Solver++ 2M in sigma
    (Lu et al. 2022, algorithm 2), h is a step in -log sigma."""
    x, before, moved = unit * sigmas[0], None, 1.0
    for sigma, after in zip(sigmas, sigmas[1:]):
        yield x, sigma
        scale = math.sqrt(1 + sigma ** 2)
        time = float(np.interp(math.log(sigma), LOG_KNOWN, TIMES))
        clean = x / scale ** 2 - v_of(x / scale, time) * (sigma / scale)
        if after == 0:
            yield clean, 0.0
            return
        h = math.log(sigma / after)
        ahead = clean if before is None else clean + (clean - before) * (h / (2 * moved))
        x = x * (after / sigma) - ahead * math.expm1(-h)
        before, moved = clean, h


def solve(v_of: Network, unit: Tensor, steps: int) -> Tensor:
    """The clean latent from unit noise, on Karras' schedule."""
    *_, (clean, _) = walk(v_of, unit, karras(steps))
    return clean


class Draughtsman:
    def __init__(self, folder: Path, threads: int):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.text, self.unet, self.decoder = (
            onnxruntime.InferenceSession(str(folder / part / 'model.onnx'), options, providers=['CPUExecutionProvider'])
            for part in ('text_encoder', 'unet', 'vae_decoder'))
        self.reader = Reader(folder / 'tokenizer')
        self.window = json.loads((folder / 'tokenizer' / 'tokenizer_config.json').read_text('utf8'))['model_max_length']  # tokens that are read

    def read(self, prompts: list[str]) -> np.ndarray:
        return self.text.run(['last_hidden_state'], {'input_ids': self.reader(prompts)[:, :self.window].numpy()})[0]

    def draw(self, prompts: list[str], first_seed: int, steps: int, guidance: float) -> Tensor:
        """[n, 3, side, side] in -1..1."""
        words = np.concatenate([self.read(prompts), self.read([''] * len(prompts))])

        def v_of(x: Tensor, time: float) -> Tensor:
            given = {'sample': torch.cat([x, x]).numpy(), 'timestep': np.array(time, np.float32), 'encoder_hidden_states': words}
            said, unsaid = torch.from_numpy(self.unet.run(['out_sample'], given)[0]).chunk(2)
            return unsaid + guidance * (said - unsaid)

        shape = self.unet.get_inputs()[0].shape[1:]
        unit = torch.stack([torch.randn(shape, generator=torch.Generator().manual_seed(first_seed + i)) for i in range(len(prompts))])
        return torch.from_numpy(self.decoder.run(['sample'], {'latent_sample': solve(v_of, unit, steps).numpy()})[0]).clamp(-1, 1)
