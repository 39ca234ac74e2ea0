"""Pictures that the fast model draws, several of the same prompt: what StableRep learns from."""
import torch
from torch import Tensor

from ..config import DOWN, IMAGE, LATENT
from ..diffusion import Schedule, kernel
from ..lessons import captions, seeds
from ..training import device, generator, half
from ..world.spec import training_labels
from . import vae
from .denoiser import Lessons
from .distil import consistent, distilled
from .latents import STATS

TIMES = (999, 759, 499, 259)


class Synthetic:
    def __init__(self) -> None:
        self.model, self.decoder, self.schedule, self.g = distilled(), vae.trained().decoder, Schedule(device()), generator(800)
        self.reader = Lessons(0).reader
        saved = torch.load(STATS)
        self.mean, self.std = (saved[k].to(device()).view(1, -1, 1, 1) for k in ('mean', 'std'))

    @torch.no_grad()
    def pictures(self, step: int, prompts: int, each: int) -> Tensor:
        """[prompts · each, 3, IMAGE, IMAGE], those of one prompt one after the other; four consistency steps."""
        labels = training_labels(seeds('clip', step * prompts, prompts))
        ids = self.reader(captions(labels, step << 20)).to(device()).repeat_interleave(each, 0)
        side = IMAGE // DOWN
        with half():
            words = self.model.text(ids)
            x = kernel(torch.empty(len(ids), LATENT, side, side, device=device()), float('inf'), self.g)
            for i, time in enumerate(TIMES):
                t = torch.full((len(ids),), time, device=device())
                clean = consistent(self.schedule, self.model.unet, x, t, words)
                if i + 1 < len(TIMES):
                    after = torch.full_like(t, TIMES[i + 1])
                    x, _ = self.schedule.noised(clean, kernel(clean, float('inf'), self.g), after)
            return self.decoder(clean * self.std + self.mean).float().clamp(-1, 1)
