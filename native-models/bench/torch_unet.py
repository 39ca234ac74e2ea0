"""One forward of the UNet in FOLDER/unet by diffusers, timed: python torch_unet.py FOLDER N,C,H,W RUNS.

Reads the inputs beside it (sample.f32, timestep.f32, encoder_hidden_states.f32), writes out.f32 and prints one JSON line.
float16 on a CUDA card, float32 on the processor.
"""

import json
import statistics
import sys
import time

import numpy
import torch
from diffusers import UNet2DConditionModel


def main() -> None:
    folder, shape, runs = sys.argv[1], [int(side) for side in sys.argv[2].split(",")], int(sys.argv[3])
    cuda = torch.cuda.is_available()
    device, dtype = ("cuda", torch.float16) if cuda else ("cpu", torch.float32)
    unet = UNet2DConditionModel.from_pretrained(folder, subfolder="unet", torch_dtype=dtype).to(device).eval()

    def read(name: str, *dims: int) -> torch.Tensor:
        return torch.from_numpy(numpy.fromfile(f"{folder}/{name}.f32", dtype=numpy.float32)).reshape(dims).to(device, dtype)

    sample = read("sample", *shape)
    context = read("encoder_hidden_states", shape[0], 77, unet.config.cross_attention_dim)
    times = []
    with torch.inference_mode():
        for run in range(runs + 2):
            start = time.perf_counter()
            out = unet(sample, 500, context).sample
            if cuda:
                torch.cuda.synchronize()
            if run >= 2:
                times.append(1000 * (time.perf_counter() - start))
    out.float().cpu().numpy().tofile(f"{folder}/out.f32")
    name = torch.cuda.get_device_name() if cuda else "the processor"
    print(json.dumps({"device": name, "dtype": str(dtype).removeprefix("torch."), "milliseconds": statistics.median(times)}))


main()
