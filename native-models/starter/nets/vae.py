"""The autoencoder: pictures [n, 3, s, s] to latents [n, LATENT, s/8, s/8] and back."""
import torch.nn as nn
from torch import Tensor

from ..config import LATENT, SCALE
from .blocks import Res, norm


class Encoder(nn.Module):
    def __init__(self, widths: tuple[int, ...]):
        super().__init__()
        layers: list[nn.Module] = []
        inside = 3
        for width in widths:
            # As large as the stride: a learnt unshuffle, which fits every picture whose side is a multiple of 8.
            layers += [nn.Conv2d(inside, width, 4, 2, 1), Res(width), Res(width)]
            inside = width
        self.net = nn.Sequential(*layers, norm(inside), nn.SiLU(), nn.Conv2d(inside, 2 * LATENT, 3, 1, 1))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log variance."""
        mean, logvar = self.net(x).chunk(2, 1)
        return mean, logvar.clamp(-12, 4)


class Decoder(nn.Module):
    def __init__(self, widths: tuple[int, ...]):
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(LATENT, widths[0], 3, 1, 1), Res(widths[0]), Res(widths[0])]
        for before, width in zip(widths, widths[1:]):
            layers += [nn.Conv2d(before, 4 * width, 1), nn.PixelShuffle(2), Res(width), Res(width)]
        last = widths[-1]
        self.net = nn.Sequential(*layers, norm(last), nn.SiLU(), nn.Conv2d(last, 12, 3, 1, 1), nn.PixelShuffle(2))

    def forward(self, z: Tensor) -> Tensor:
        return self.net(z)


class Autoencoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.decoder = Encoder(SCALE.encoder), Decoder(SCALE.decoder)
