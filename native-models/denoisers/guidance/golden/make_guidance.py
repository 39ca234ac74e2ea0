"""Records guidance formulas: python make_guidance.py DIFFUSERS_FOLDER DYNTHRES_FOLDER > guidance.json

DIFFUSERS_FOLDER is a checkout of diffusers 0.39, DYNTHRES_FOLDER one of mcmonkeyprojects/sd-dynamic-thresholding (73e4e04). The functions run as they
are, cut out of their files so that the rest of the package need not be installed.
"""
import __future__
import ast
import json
import platform
import sys

import torch

guiders = sys.argv[1] + "/src/diffusers/guiders/"


def cut(path, *names):
    tree = ast.parse(open(path).read())
    tree.body = [node for node in tree.body if getattr(node, "name", None) in names]
    space = {"torch": torch}
    exec(compile(tree, path, "exec", flags=__future__.annotations.compiler_flag), space)
    return [space[name] for name in names]


(rescale,) = cut(guiders + "guider_utils.py", "rescale_noise_cfg")
momentum_buffer, normalized_guidance = cut(guiders + "adaptive_projected_guidance.py", "MomentumBuffer", "normalized_guidance")
(zero_star,) = cut(guiders + "classifier_free_zero_star_guidance.py", "cfg_zero_star_scale")
sys.path.insert(0, sys.argv[2])
from dynthres_core import DynThresh  # noqa: E402

torch.manual_seed(0)
shape = (1, 4, 4, 6)
uncond, cond, uncond2, cond2 = (torch.randn(shape, dtype=torch.float64) * k for k in (1.0, 1.3, 0.9, 1.1))


def numbers(tensor):
    return [float(v) for v in tensor.flatten()]


w = 6.5
cfg = uncond + w * (cond - uncond)
cases = [
    {"name": "rescale", "piece": "cfg@1", "space": "raw", "scale": w, "options": {"rescale": 0.7}, "results": [numbers(rescale(cfg, cond, 0.7))]},
]
for form, original in (("diffusers", False), ("paper", True)):
    buffer = momentum_buffer(-0.4)
    weight = w - 1 if original else w
    results = [numbers(normalized_guidance(c, u, weight, buffer, 0.3, 7.0, original)) for u, c in ((uncond, cond), (uncond2, cond2))]
    cases.append({"name": f"APG, {form}", "piece": "apg@1", "space": "denoised", "scale": w, "options": {"eta": 0.3, "radius": 7.0, "momentum": -0.4, "form": form}, "results": results})

star = uncond * zero_star(cond.flatten(1), uncond.flatten(1)).view(-1, 1, 1, 1).double()
cases.append({"name": "CFG-Zero*", "piece": "cfg-zero-star@1", "space": "raw", "scale": w, "options": {"zeroSteps": 0}, "results": [numbers(star + w * (cond - star))]})

threshold = DynThresh(3.0, 0.9, "Constant", 0, "Constant", 0, 0, 0, 999, True, "MEAN", "AD", 1.0)
threshold.step = 0
cases.append(
    {"name": "dynamic threshold, latents", "piece": "dynamic-threshold@1", "space": "denoised", "scale": w, "options": {"percentile": 0.9, "mimicScale": 3.0}, "results": [numbers(threshold.dynthresh(cond, uncond, w, None))]}
)
quantile = torch.quantile(cfg.abs().flatten(), 0.9).clamp(min=1)
cases.append(
    {"name": "dynamic threshold, pixels", "piece": "dynamic-threshold@1", "space": "denoised", "scale": w, "options": {"percentile": 0.9, "space": "pixels"}, "results": [numbers(cfg.clamp(-quantile, quantile) / quantile)]}
)

versions = f"diffusers 0.39, sd-dynamic-thresholding 73e4e04, torch {torch.__version__}, Python {platform.python_version()}"
inputs = {"negative": [numbers(uncond), numbers(uncond2)], "positive": [numbers(cond), numbers(cond2)]}
json.dump({"made_by": "make_guidance.py", "versions": versions, "channels": 4, "inputs": inputs, "cases": cases}, sys.stdout)
