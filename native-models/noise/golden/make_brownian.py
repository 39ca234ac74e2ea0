"""Records torchsde's Brownian tree as k-diffusion queries it: python make_brownian.py TORCHSDE_FOLDER > brownian.json

TORCHSDE_FOLDER holds google-research/torchsde (eb3a00e) and a `trampoline` module: the package's own, or any that runs generators from a stack.
"""
import json
import platform
import sys

sys.path.insert(0, sys.argv[1])
import numpy
import torch
from torchsde import BrownianTree


def noise_sampler(length, sigma_min, sigma_max, seed):
    """k_diffusion.sampling.BrownianTreeNoiseSampler for one picture."""
    tree = BrownianTree(torch.as_tensor(sigma_min), torch.zeros(length), torch.as_tensor(sigma_max), entropy=seed)

    def sample(a, b):
        low, high, sign = (a, b, 1) if a < b else (b, a, -1)
        return tree(low, high) * sign / (b - a).abs().sqrt()

    return sample


def karras(n, low, high, rho=7.0):
    ramp = torch.linspace(0, 1, n)
    return (high ** (1 / rho) + ramp * (low ** (1 / rho) - high ** (1 / rho))) ** rho


def exponential(n, low, high):
    return torch.linspace(torch.tensor(high).log().item(), torch.tensor(low).log().item(), n).exp()


cases = []
for seed, length, sigmas in [
    (42, 256, karras(10, 0.0291675, 14.614642)),
    (0, 256, karras(20, 0.0291675, 14.614642)),
    (1, 105, exponential(8, 0.0291675, 14.614642)),
    (2**40 + 7, 9, karras(6, 0.002, 80.0)),
    (2**53 - 1, 32, torch.tensor([1.0, 0.75, 0.5, 0.25, 0.0078125])),
]:
    sample = noise_sampler(length, sigmas[-1], sigmas[0], seed)
    queries = [(a, b) for a, b in zip(sigmas[:-1], sigmas[1:])]
    # the two halves of DPM++ SDE's step, and the path backwards
    queries += [(a, (a * b).sqrt()) for a, b in zip(sigmas[:-1], sigmas[1:])][:4] + [(b, a) for a, b in zip(sigmas[:-1], sigmas[1:])][:2]
    draws = [{"from": float(a), "to": float(b), "first": [round(float(v), 7) for v in sample(a, b)[:9]], "l2": float(sample(a, b).double().norm())} for a, b in queries]
    cases.append({"seed": seed, "length": length, "ends": [float(sigmas[-1]), float(sigmas[0])], "draws": draws})

versions = f"torchsde 0.2.6 (eb3a00e), torch {torch.__version__}, numpy {numpy.__version__}, Python {platform.python_version()}"
json.dump({"made_by": "make_brownian.py", "versions": versions, "cases": cases}, sys.stdout)
