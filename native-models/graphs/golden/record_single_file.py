"""Records what the plain PyTorch UNet computes for the kinds of `single-file.ts`, for components.test.ts.

node single-file.ts TEMPORARY && python record_single_file.py TEMPORARY    (written with torch 2.13)

Rewrites single-file.json beside it: inputs, and every seventh number of the output, in float32 from the rounded weights.
"""
import json
import pathlib
import sys

import torch
from plain_unet import Unet
from safetensors.torch import load_file

KEEP = 7


def numbers(tensor):
    return {"dims": list(tensor.shape), "data": [round(value, 6) for value in tensor.flatten().tolist()]}


def rounded(*dims):
    return (torch.randn(*dims) * 1000).round() / 1000


@torch.no_grad()
def record(folder):
    config = json.loads((folder / "config.json").read_text())
    network = Unet(config).eval()
    weights = load_file(folder / "diffusion_pytorch_model.safetensors")
    network.load_state_dict({name: value.float() for name, value in weights.items()})
    inputs = {
        "sample": rounded(1, config["in_channels"], 6, 10),
        "timestep": torch.tensor(261.0),
        "encoder_hidden_states": rounded(1, 5, config["cross_attention_dim"]),
    }
    if "addition_time_embed_dim" in config:
        width = config["projection_class_embeddings_input_dim"]
        ids = 5 if len(config["block_out_channels"]) > 3 else 6
        pooled = width - ids * config["addition_time_embed_dim"]
        inputs |= {"text_embeds": rounded(1, pooled), "time_ids": torch.randint(0, 1024, (1, ids)).float()}
    out = network(**inputs)
    thin = {"dims": list(out.shape), "every": KEEP, "data": out.flatten()[::KEEP].tolist()}
    return {"inputs": {name: numbers(value) for name, value in inputs.items()}, "outputs": {"out_sample": thin}}


torch.manual_seed(5)
cases = {folder.name: record(folder) for folder in sorted(pathlib.Path(sys.argv[1]).iterdir())}
(pathlib.Path(__file__).parent / "single-file.json").write_text(json.dumps(cases) + "\n")
