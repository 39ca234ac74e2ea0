"""Records which original tensor name diffusers turns into which of its own, for keys.test.ts.

python record_names.py SD15.safetensors SDXL.safetensors OUT.json    (diffusers 0.40.0.dev0)

Only names matter: any checkpoints of the two families will do. Tensors are traced by a number of their own.
"""
import json
import sys

import torch
from diffusers.loaders.single_file_utils import convert_ldm_unet_checkpoint, convert_ldm_vae_checkpoint
from safetensors import safe_open

SD = dict(layers_per_block=2, class_embed_type=None, addition_embed_type=None, block_out_channels=[1] * 4)
XL = dict(SD, addition_embed_type="text_time", block_out_channels=[1] * 3)
VAE = dict(block_out_channels=[1] * 4, layers_per_block=2, down_block_types=["DownEncoderBlock2D"] * 4, up_block_types=["UpDecoderBlock2D"] * 4)


def trace(names, convert):
    """Original name -> converted name; a tensor's first number says where it came from."""
    tensors = {name: torch.full((3, 3), float(i)) for i, name in enumerate(names)}
    return {names[int(value.flatten()[0])]: name for name, value in convert(tensors).items()}


def unet(names, config):
    down = len(config["block_out_channels"])
    blocks = dict(down_block_types=[""] * down, up_block_types=[""] * down)
    own = [name for name in names if name.startswith("model.diffusion_model.")]
    return trace(own, lambda tensors: convert_ldm_unet_checkpoint(tensors, dict(config, **blocks)))


def vae(names):
    own = [name for name in names if name.startswith("first_stage_model.")]
    return trace(own, lambda tensors: convert_ldm_vae_checkpoint(tensors, VAE))


def names_in(path):
    with safe_open(path, "pt") as file:
        return list(file.keys())


sd, xl = names_in(sys.argv[1]), names_in(sys.argv[2])
recorded = {"unet-sd1": unet(sd, SD), "unet-xl": unet(xl, XL), "vae": vae(sd)}
json.dump(recorded, open(sys.argv[3], "w"), indent=0)
print({key: len(value) for key, value in recorded.items()})
