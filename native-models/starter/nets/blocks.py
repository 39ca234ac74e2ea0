"""Layers that several networks share."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor


def norm(width: int) -> nn.GroupNorm:
    """Group norm of sixteen channels a group."""
    return nn.GroupNorm(width // 16, width)


def zero(layer: nn.Module) -> nn.Module:
    """A last layer that adds nothing at first."""
    for weight in layer.parameters():
        nn.init.zeros_(weight)
    return layer


def attend(q: Tensor, k: Tensor, v: Tensor, heads: int, mask: Tensor | None = None) -> Tensor:
    """Attention over [n, length, width]. Written out: the export to ONNX stays plain operators."""
    n, length, width = q.shape
    q, k, v = (t.view(n, -1, heads, width // heads).transpose(1, 2) for t in (q, k, v))
    if q.is_cuda:
        out = F.scaled_dot_product_attention(q, k, v.to(q.dtype), None if mask is None else mask.to(q.dtype))
    else:
        scores = (q * (width // heads) ** -0.5) @ k.transpose(2, 3)
        out = (scores if mask is None else scores + mask).softmax(3).to(v.dtype) @ v
    return out.transpose(1, 2).reshape(n, length, width)


class Res(nn.Module):
    """Two convolutions around the identity."""

    def __init__(self, width: int):
        super().__init__()
        self.norm = norm(width)
        self.first, self.second = nn.Conv2d(width, width, 3, 1, 1), zero(nn.Conv2d(width, width, 3, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.silu(self.first(F.silu(self.norm(x)))))


class TextLayer(nn.Module):
    """CLIP's: pre-norm, quick GELU."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.n1, self.n2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.q, self.k, self.v, self.out = (nn.Linear(width, width) for _ in range(4))
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        h = self.n1(x)
        x = x + self.out(attend(self.q(h), self.k(h), self.v(h), self.heads, mask))
        h = self.up(self.n2(x))
        return x + self.down(h * torch.sigmoid(1.702 * h))
