"""Random numbers that are a function of (seed, name) alone: every picture is the same in any batch and on any device."""
import zlib

import torch
from torch import Tensor

MASK = (1 << 64) - 1


def signed(value: int) -> int:
    value &= MASK
    return value - (1 << 64) if value >> 63 else value


def mix(x: Tensor) -> Tensor:
    """splitmix64's finaliser (Steele, Lea, Flood 2014) on int64 that wraps."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        x = (x ^ ((x >> shift) & (MASK >> shift))) * signed(factor)
    return x ^ ((x >> 31) & (MASK >> 31))


def hashed(values: Tensor, name: str) -> Tensor:
    """63 pseudo-random bits of each int64."""
    return mix(mix(values * signed(0x9E3779B97F4A7C15) + zlib.crc32(name.encode())) + 1) & (MASK >> 1)


def uniform(seeds: Tensor, name: str) -> Tensor:
    """[n] in 0..1."""
    return (hashed(seeds, name) >> 39).float() / (1 << 24)


def between(seeds: Tensor, name: str, low: float, high: float) -> Tensor:
    return low + (high - low) * uniform(seeds, name)


def pick(seeds: Tensor, name: str, count: int | Tensor) -> Tensor:
    """[n] integers below `count`."""
    return (hashed(seeds, name) >> 20) % count


def choose(seeds: Tensor, name: str, weights: Tensor) -> Tensor:
    """[n] indices, drawn in proportion to `weights`."""
    edges = weights.double().cumsum(0)
    return torch.searchsorted(edges / edges[-1], uniform(seeds, name).double(), right=True).clamp(max=len(weights) - 1)
