"""Noise as Stable Diffusion has it, the two kernels that add it, and what the network is asked for."""
import math

import torch
from torch import Tensor

from .config import BETA_END, BETA_START, STEPS


def alphas() -> Tensor:
    """[STEPS] cumulative alphas of the scaled-linear schedule."""
    betas = torch.linspace(BETA_START ** 0.5, BETA_END ** 0.5, STEPS, dtype=torch.float64) ** 2
    return torch.cumprod(1 - betas, 0)


def kernel(like: Tensor, extra_dimensions: float, g: torch.Generator) -> Tensor:
    """Unit noise: Gaussian, or for finite D PFGM++'s multivariate Student t with D degrees of freedom (Xu et al. 2023, eq. 5 with
    r = σ√D): one Gaussian a picture, divided by √(χ²_D / D)."""
    noise = torch.randn(like.shape, generator=g, device=like.device)
    if math.isinf(extra_dimensions):
        return noise
    half = torch.full((len(like),), extra_dimensions / 2, device=like.device)
    chi = 2 * torch._standard_gamma(half, generator=g)
    return noise * (extra_dimensions / chi).sqrt().view(-1, *[1] * (like.ndim - 1))


class Schedule:
    def __init__(self, device: torch.device):
        self.alphas = alphas().float().to(device)
        # Above a sigma of 4 little more than the average picture is left to learn, below 0.1 little more than the noise: such steps are
        # drawn less often. (Weighting the loss instead, as min-SNR does, would spend the same time on them.)
        variance = (1 - self.alphas) / self.alphas
        self.often = 1 / (1 + variance / 16) * variance / (variance + 0.01)

    def times(self, n: int, g: torch.Generator) -> Tensor:
        return torch.multinomial(self.often, n, replacement=True, generator=g)

    def parts(self, t: Tensor) -> tuple[Tensor, Tensor]:
        """√ᾱ and √(1 − ᾱ), [n, 1, 1, 1]."""
        a = self.alphas[t].view(-1, 1, 1, 1)
        return a.sqrt(), (1 - a).sqrt()

    def noised(self, clean: Tensor, noise: Tensor, t: Tensor) -> tuple[Tensor, Tensor]:
        """The noisy latent and v = √ᾱ·noise − √(1 − ᾱ)·clean (Salimans and Ho 2022)."""
        a, b = self.parts(t)
        return a * clean + b * noise, a * noise - b * clean

    def clean(self, noisy: Tensor, v: Tensor, t: Tensor) -> Tensor:
        a, b = self.parts(t)
        return a * noisy - b * v

    def noise(self, noisy: Tensor, v: Tensor, t: Tensor) -> Tensor:
        a, b = self.parts(t)
        return b * noisy + a * v
