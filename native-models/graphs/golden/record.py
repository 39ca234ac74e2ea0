"""Records what diffusers and transformers compute for tiny random networks, for components.test.ts.

python record.py OUT    (written with torch 2.13, diffusers 0.40.0.dev0, transformers 5.18)

For each network: its folder in diffusers' layout, float16 on disk, and expected.json with inputs and outputs, computed in float32
from the rounded weights. Outputs of pictures are thinned to every seventh number.
"""
import json
import pathlib
import sys

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

out = pathlib.Path(sys.argv[1])
KEEP = 7
UNET = dict(
    layers_per_block=1,
    block_out_channels=(16, 32),
    norm_num_groups=8,
    down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
    up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
    cross_attention_dim=24,
)
LINEAR = dict(UNET, use_linear_projection=True)
XL = dict(LINEAR, addition_embed_type="text_time", addition_time_embed_dim=8)


def randomise(model):
    """Weights large enough that every part matters, rounded to float16."""
    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for name, p in model.named_parameters():
            scale = 0.3 / max(1, p[0].numel()) ** 0.5 * 3 if p.dim() > 1 else 0.2
            p.copy_(torch.randn(p.shape, generator=generator) * scale)
            if name.endswith("weight") and p.dim() == 1:
                p.add_(1)
            p.copy_(p.half().float())
    return model.eval()


def numbers(tensor):
    return {"dims": list(tensor.shape), "data": tensor.flatten().tolist()}


def thin(tensor):
    return {"dims": list(tensor.shape), "every": KEEP, "data": tensor.flatten()[::KEEP].tolist()}


def write(name, model, inputs, outputs):
    model.half().save_pretrained(out / name)
    (out / name / "expected.json").write_text(json.dumps({"inputs": inputs, "outputs": outputs}))


@torch.no_grad()
def unet(name, config, size, ids=None, pooled=None, guidance=None):
    torch.manual_seed(3)
    model = randomise(UNet2DConditionModel(sample_size=8, **config))
    sample = torch.randn(2, config.get("in_channels", 4), *size)
    context = torch.randn(2, 5, 24)
    timestep = torch.tensor(261.0)
    inputs = {"sample": numbers(sample), "timestep": numbers(timestep), "encoder_hidden_states": numbers(context)}
    extra = {}
    if ids is not None:
        added = {"text_embeds": torch.randn(2, pooled), "time_ids": torch.randint(0, 1024, (2, ids)).float()}
        inputs |= {key: numbers(value) for key, value in added.items()}
        extra["added_cond_kwargs"] = added
    if guidance is not None:
        extra["timestep_cond"] = torch.randn(2, guidance)
        inputs["timestep_cond"] = numbers(extra["timestep_cond"])
    result = model(sample, timestep, context, **extra).sample
    write(name, model, inputs, {"out_sample": thin(result)})


@torch.no_grad()
def vae(name):
    torch.manual_seed(4)
    blocks = dict(down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2)
    model = randomise(AutoencoderKL(block_out_channels=(16, 32), norm_num_groups=8, layers_per_block=1, latent_channels=4, **blocks))
    image, latent = torch.rand(1, 3, 16, 24) * 2 - 1, torch.randn(1, 4, 8, 12)
    posterior = model.encode(image).latent_dist
    moments = torch.cat([posterior.mean, posterior.logvar], dim=1)
    inputs = {"sample": numbers(image), "latent_sample": numbers(latent)}
    write(name, model, inputs, {"latent_parameters": thin(moments), "sample": thin(model.decode(latent).sample)})


@torch.no_grad()
def text(name, kind, act, eos):
    config = CLIPTextConfig(
        vocab_size=99, hidden_size=32, intermediate_size=64, num_hidden_layers=3, num_attention_heads=2, projection_dim=24,
        hidden_act=act, max_position_embeddings=77, eos_token_id=eos, bos_token_id=97, pad_token_id=0,
    )
    model = randomise(kind(config))
    ids = torch.randint(1, 97, (2, 9))
    # an end token in the middle, and padding with the end token as CLIP's own tokenizer pads
    ids[0, 4:] = 98
    ids[1, 7] = 98
    result = model(ids, output_hidden_states=True)
    outputs = {"last_hidden_state": thin(result.last_hidden_state)}
    outputs |= {f"hidden_states.{i}": thin(state) for i, state in enumerate(result.hidden_states)}
    pooled = {"pooler_output": result.pooler_output} if hasattr(result, "pooler_output") else {"text_embeds": result.text_embeds}
    outputs |= {key: numbers(value) for key, value in pooled.items()}
    write(name, model, {"input_ids": numbers(ids)}, outputs)


unet("unet-sd1", dict(UNET, attention_head_dim=8), (8, 8))
unet("unet-sd1-inpaint", dict(UNET, attention_head_dim=8, in_channels=9), (7, 9))
unet("unet-sd2", dict(LINEAR, attention_head_dim=[1, 2]), (8, 12))
unet("unet-lcm", dict(UNET, attention_head_dim=8, time_cond_proj_dim=16), (8, 8), guidance=16)
unet(
    "unet-xl",
    dict(
        XL,
        attention_head_dim=[2, 4],
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        transformer_layers_per_block=[1, 2],
        projection_class_embeddings_input_dim=6 * 8 + 20,
    ),
    (8, 8),
    ids=6,
    pooled=20,
)
vae("vae")
text("text-clip", CLIPTextModel, "quick_gelu", 98)
text("text-open-clip", CLIPTextModelWithProjection, "gelu", 2)
