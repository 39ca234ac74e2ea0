"""Records how front-ends draw: python make_front_ends.py FORGE_FOLDER > front-ends.json

FORGE_FOLDER is a checkout of lllyasviel/stable-diffusion-webui-forge (dfdcbab): its modules/rng.py and rng_philox.py run as they are, with `devices` and
`shared` replaced. ComfyUI's and diffusers' habits are the few torch lines below (comfy/sample.py prepare_noise, comfy/k_diffusion/sampling.py
default_noise_sampler; diffusers utils/torch_utils.py randn_tensor).
"""
import json
import platform
import sys
import types

import numpy
import torch

options = types.SimpleNamespace(randn_source="CPU", forge_try_reproduce="None", eta_noise_seed_delta=0)
devices = types.ModuleType("modules.devices")
devices.cpu = devices.device = torch.device("cpu")
shared = types.ModuleType("modules.shared")
shared.opts, shared.device = options, torch.device("cpu")
package = types.ModuleType("modules")
package.__path__ = [sys.argv[1] + "/modules"]
package.devices, package.shared = devices, shared
sys.modules.update({"modules": package, "modules.devices": devices, "modules.shared": shared})
from modules import rng  # noqa: E402


def numbers(tensor):
    return [round(float(v), 7) for v in tensor.flatten()]


cases = []
for source, piece in [("CPU", "a1111-cpu@1"), ("NV", "a1111-nv@1")]:
    for name, seed, shape, ensd, subseed, strength, resize in [
        ("plain", 11, (4, 6, 5), 0, None, 0, (0, 0)),
        ("large seed", 2**33 + 4, (4, 4, 4), 0, None, 0, (0, 0)),
        ("ensd", 11, (4, 6, 5), 31337, None, 0, (0, 0)),
        ("variation", 11, (4, 6, 5), 0, 99, 0.3, (0, 0)),
        ("variation of itself", 11, (4, 6, 5), 0, 11, 0.25, (0, 0)),
        ("resized from smaller", 11, (4, 6, 8), 0, None, 0, (32, 40)),
        ("resized from larger", 11, (4, 5, 4), 0, 7, 0.5, (64, 56)),
        ("resized from the same", 11, (4, 6, 5), 0, None, 0, (48, 40)),
    ]:
        options.randn_source, options.eta_noise_seed_delta = source, ensd
        image = rng.ImageRNG(shape, [seed], [subseed] if subseed is not None else None, strength, *resize)
        given = {"etaNoiseSeedDelta": ensd, "variationSeed": subseed, "variationStrength": strength, "resizeFromHeight": resize[0], "resizeFromWidth": resize[1]}
        draws = [numbers(image.next()) for _ in range(3)]
        cases.append({"name": name, "piece": piece, "seed": seed, "shape": shape, "options": given, "initial": draws[0], "steps": draws[1:]})

shape, count = (4, 4, 3), 3
for index in range(count):
    generator = torch.Generator("cpu").manual_seed(5)
    draws = [torch.randn((count, *shape), generator=generator)[index] for _ in range(3)]
    given = {"batchIndex": index, "batchCount": count}
    cases.append({"name": f"picture {index}", "piece": "diffusers@1", "seed": 5, "shape": shape, "options": given, "initial": numbers(draws[0]), "steps": [numbers(d) for d in draws[1:]]})
    start = torch.randn((count, *shape), generator=torch.manual_seed(5))[index]
    stepper = torch.Generator("cpu").manual_seed(5 + 1)
    steps = [numbers(torch.randn((count, *shape), generator=stepper)[index]) for _ in range(2)]
    cases.append({"name": f"picture {index}", "piece": "comfyui-cpu@1", "seed": 5, "shape": shape, "options": given, "initial": numbers(start), "steps": steps})

versions = f"stable-diffusion-webui-forge dfdcbab, torch {torch.__version__}, numpy {numpy.__version__}, Python {platform.python_version()}"
json.dump({"made_by": "make_front_ends.py", "versions": versions, "cases": cases}, sys.stdout)
