"""What a picture may go through and still show the same: a crop, other light, a smaller size, JPEG. No mirror: left is not right."""
import io

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

SOFT, WORN, NOISY = 0.4, 0.15, 0.3  # how often: made smaller and larger again, saved as JPEG, grained


def jpeg(pixels: Tensor, quality: int) -> Tensor:
    """[3, h, w] of uint8."""
    file = io.BytesIO()
    Image.fromarray(pixels.permute(1, 2, 0).numpy()).save(file, 'JPEG', quality=quality)
    return torch.from_numpy(np.array(Image.open(file))).permute(2, 0, 1)


def augmented(pixels: Tensor, least: float, g: torch.Generator) -> Tensor:
    """Pictures [n, 3, s, s] of uint8, on the processor, to -1..1; a crop is `least` to all of the side. `g` lies on the processor too."""
    n, side = len(pixels), pixels.shape[-1]

    def draw(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(n, generator=g)

    pixels = pixels.clone()
    quality = draw(20, 90).int()
    for i in (draw(0, 1) < WORN).nonzero().squeeze(1).tolist():
        pixels[i] = jpeg(pixels[i], int(quality[i]))
    x = pixels.float() / 127.5 - 1
    theta = torch.zeros(n, 2, 3)
    scale = draw(least, 1)
    theta[:, 0, 0] = theta[:, 1, 1] = scale
    theta[:, 0, 2], theta[:, 1, 2] = draw(-1, 1) * (1 - scale), draw(-1, 1) * (1 - scale)
    x = F.grid_sample(x, F.affine_grid(theta, list(x.shape), align_corners=False), align_corners=False)
    small = int(side * float(0.35 + 0.45 * torch.rand(1, generator=g)))
    soft = F.interpolate(x, size=(small, small), mode='bilinear', antialias=True, align_corners=False)
    soft = F.interpolate(soft, size=(side, side), mode='bicubic', align_corners=False)
    x = torch.where((draw(0, 1) < SOFT).view(-1, 1, 1, 1), soft, x)
    grain = draw(0, 0.08) * (draw(0, 1) < NOISY)
    x = x + torch.randn(x.shape, generator=g) * grain.view(-1, 1, 1, 1)
    return (x * draw(0.8, 1.15).view(-1, 1, 1, 1) + draw(-0.15, 0.15).view(-1, 1, 1, 1)).clamp(-1, 1)
