"""Records what PyTorch computes for a narrow TAESD decoder of random weights: python record_taesd.py.

The architecture is the published one (madebyollin/taesd): tanh(x / 3) * 3, then convolutions and residual blocks with three doublings of the size.
"""
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

WIDTH = 8


class Clamp(nn.Module):
    def forward(self, x):
        return torch.tanh(x / 3) * 3


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        conv = lambda: nn.Conv2d(WIDTH, WIDTH, 3, padding=1)
        self.conv = nn.Sequential(conv(), nn.ReLU(), conv(), nn.ReLU(), conv())

    def forward(self, x):
        return torch.relu(self.conv(x) + x)


def stage():
    return [Block(), Block(), Block(), nn.Upsample(scale_factor=2), nn.Conv2d(WIDTH, WIDTH, 3, padding=1, bias=False)]


torch.manual_seed(7)
decoder = nn.Sequential(
    Clamp(), nn.Conv2d(4, WIDTH, 3, padding=1), nn.ReLU(),
    *stage(), *stage(), *stage(),
    Block(), nn.Conv2d(WIDTH, 3, 3, padding=1),
).eval()
here = Path(__file__).parent / "taesd"
save_file({name: tensor.contiguous() for name, tensor in decoder.state_dict().items()}, here / "taesd_decoder.safetensors")
latent = torch.randn(1, 4, 2, 3)
with torch.no_grad():
    # the files give 0..1, the pipelines want -1..1
    pixels = decoder(latent) * 2 - 1
latent.numpy().astype("<f4").tofile(here / "latent.f32")
pixels.numpy().astype("<f4").tofile(here / "pixels.f32")
print(pixels.shape, float(pixels.std()))
