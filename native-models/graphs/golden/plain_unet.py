"""The UNet of Stable Diffusion in plain PyTorch, to check against and to export: no library but torch.

Written from the papers (Ho et al. 2020; Rombach et al. 2022; Podell et al. 2023; Luo et al. 2023) with the module names and the keys of
`config.json` that diffusers publishes, so that its files load. `python plain_unet.py` checks it against the recordings of diffusers beside it.
"""
import json
import math
import pathlib

import torch
from torch import nn
from torch.nn import functional as F


def per_level(value, levels):
    return list(value) if isinstance(value, (list, tuple)) else [value] * levels


def sinusoids(x, width, cosines_first, shift):
    half = width // 2
    frequencies = torch.exp(-math.log(10_000) * torch.arange(half, dtype=torch.float32) / (half - shift))
    angles = x[..., None].float() * frequencies
    parts = [angles.cos(), angles.sin()]
    return torch.cat(parts if cosines_first else parts[::-1], dim=-1)


class Embedding(nn.Module):
    def __init__(self, inner, width, guidance=None):
        super().__init__()
        self.linear_1 = nn.Linear(inner, width)
        self.linear_2 = nn.Linear(width, width)
        if guidance is not None:
            self.cond_proj = nn.Linear(guidance, inner, bias=False)

    def forward(self, x, guidance=None):
        if guidance is not None:
            x = x + self.cond_proj(guidance)
        return self.linear_2(F.silu(self.linear_1(x)))


class Resnet(nn.Module):
    def __init__(self, inner, out, time, groups, epsilon):
        super().__init__()
        self.norm1 = nn.GroupNorm(groups, inner, epsilon)
        self.conv1 = nn.Conv2d(inner, out, 3, padding=1)
        self.time_emb_proj = nn.Linear(time, out)
        self.norm2 = nn.GroupNorm(groups, out, epsilon)
        self.conv2 = nn.Conv2d(out, out, 3, padding=1)
        self.conv_shortcut = nn.Conv2d(inner, out, 1) if inner != out else nn.Identity()

    def forward(self, x, time):
        y = self.conv1(F.silu(self.norm1(x))) + self.time_emb_proj(F.silu(time))[:, :, None, None]
        return self.conv_shortcut(x) + self.conv2(F.silu(self.norm2(y)))


class Attention(nn.Module):
    def __init__(self, width, context, heads):
        super().__init__()
        self.heads = heads
        self.to_q = nn.Linear(width, width, bias=False)
        self.to_k = nn.Linear(context, width, bias=False)
        self.to_v = nn.Linear(context, width, bias=False)
        self.to_out = nn.ModuleList([nn.Linear(width, width)])

    def forward(self, x, context):
        q, k, v = (y.unflatten(-1, (self.heads, -1)).transpose(1, 2) for y in (self.to_q(x), self.to_k(context), self.to_v(context)))
        return self.to_out[0](F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


class Gate(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.proj = nn.Linear(width, 2 * inner)

    def forward(self, x):
        value, gate = self.proj(x).chunk(2, dim=-1)
        return value * F.gelu(gate)


class FeedForward(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.net = nn.Sequential(Gate(width, 4 * width), nn.Identity(), nn.Linear(4 * width, width))

    def forward(self, x):
        return self.net(x)


class TransformerBlock(nn.Module):
    def __init__(self, width, context, heads):
        super().__init__()
        self.norm1, self.attn1 = nn.LayerNorm(width), Attention(width, width, heads)
        self.norm2, self.attn2 = nn.LayerNorm(width), Attention(width, context, heads)
        self.norm3, self.ff = nn.LayerNorm(width), FeedForward(width)

    def forward(self, x, context):
        own = self.norm1(x)
        x = x + self.attn1(own, own)
        x = x + self.attn2(self.norm2(x), context)
        return x + self.ff(self.norm3(x))


class Transformer(nn.Module):
    def __init__(self, width, context, heads, depth, groups, linear):
        super().__init__()
        self.linear = linear
        self.norm = nn.GroupNorm(groups, width, 1e-6)
        self.proj_in = nn.Linear(width, width) if linear else nn.Conv2d(width, width, 1)
        self.transformer_blocks = nn.ModuleList(TransformerBlock(width, context, heads) for _ in range(depth))
        self.proj_out = nn.Linear(width, width) if linear else nn.Conv2d(width, width, 1)

    def forward(self, x, context):
        size = x.shape[2:]
        y = self.norm(x)
        y = self.proj_in(y.flatten(2).transpose(1, 2)) if self.linear else self.proj_in(y).flatten(2).transpose(1, 2)
        for block in self.transformer_blocks:
            y = block(y, context)
        if self.linear:
            return x + self.proj_out(y).transpose(1, 2).unflatten(2, size)
        return x + self.proj_out(y.transpose(1, 2).unflatten(2, size))


class Resample(nn.Module):
    def __init__(self, width, stride):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, stride=stride, padding=1)

    def forward(self, x):
        return self.conv(x)


class Block(nn.Module):
    """Residual blocks, each with its transformer where the level has any, and a change of size at the end."""

    def __init__(self, pairs, transformer, time, norm):
        super().__init__()
        self.resnets = nn.ModuleList(Resnet(inner, out, time, *norm) for inner, out in pairs)
        if transformer is not None:
            self.attentions = nn.ModuleList(transformer() for _ in pairs)

    def mix(self, i, x, time, context):
        x = self.resnets[i](x, time)
        return self.attentions[i](x, context) if hasattr(self, "attentions") else x


class Unet(nn.Module):
    """sample [N, C, H, W], timestep [], encoder_hidden_states [N, S, width], and what the configuration adds → [N, out, H, W]."""

    def __init__(self, config):
        super().__init__()
        widths = config["block_out_channels"]
        levels, layers = len(widths), config.get("layers_per_block", 2)
        heads = per_level(config["attention_head_dim"], levels)
        depths = per_level(config.get("transformer_layers_per_block", 1), levels)
        groups, time = config.get("norm_num_groups", 32), 4 * widths[0]
        norm = (groups, config.get("norm_eps", 1e-5))
        self.config = config

        def transformer(level):
            args = (widths[level], config["cross_attention_dim"], heads[level], depths[level], groups)
            return lambda: Transformer(*args, config.get("use_linear_projection", False))

        self.conv_in = nn.Conv2d(config.get("in_channels", 4), widths[0], 3, padding=1)
        self.time_embedding = Embedding(widths[0], time, config.get("time_cond_proj_dim"))
        if config.get("addition_embed_type") == "text_time":
            self.add_embedding = Embedding(config["projection_class_embeddings_input_dim"], time)
        self.down_blocks, self.up_blocks = nn.ModuleList(), nn.ModuleList()
        skips, width = [widths[0]], widths[0]
        for level, kind in enumerate(config["down_block_types"]):
            pairs = [(width if i == 0 else widths[level], widths[level]) for i in range(layers)]
            width = widths[level]
            block = Block(pairs, transformer(level) if kind.startswith("CrossAttn") else None, time, norm)
            skips += [width] * layers
            if level < levels - 1:
                block.downsamplers = nn.ModuleList([Resample(width, 2)])
                skips.append(width)
            self.down_blocks.append(block)
        self.mid_block = Block([(width, width)], transformer(levels - 1), time, norm)
        self.mid_block.resnets.append(Resnet(width, width, time, *norm))
        for level, kind in zip(reversed(range(levels)), config["up_block_types"]):
            pairs = [((width if i == 0 else widths[level]) + skips.pop(), widths[level]) for i in range(layers + 1)]
            width = widths[level]
            block = Block(pairs, transformer(level) if kind.startswith("CrossAttn") else None, time, norm)
            if level > 0:
                block.upsamplers = nn.ModuleList([Resample(width, 1)])
            self.up_blocks.append(block)
        self.conv_norm_out = nn.GroupNorm(groups, width, norm[1])
        self.conv_out = nn.Conv2d(width, config.get("out_channels", 4), 3, padding=1)

    def forward(self, sample, timestep, encoder_hidden_states, text_embeds=None, time_ids=None, timestep_cond=None):
        waves = (self.config.get("flip_sin_to_cos", True), self.config.get("freq_shift", 0))
        time = sinusoids(timestep.reshape(1), self.conv_in.out_channels, *waves)
        time = self.time_embedding(time.to(sample.dtype), timestep_cond)
        if text_embeds is not None:
            ids = sinusoids(time_ids, self.config["addition_time_embed_dim"], *waves).flatten(1)
            time = time + self.add_embedding(torch.cat([text_embeds, ids.to(sample.dtype)], dim=-1))
        x = self.conv_in(sample)
        skips = [x]
        for block in self.down_blocks:
            for i in range(len(block.resnets)):
                x = block.mix(i, x, time, encoder_hidden_states)
                skips.append(x)
            if hasattr(block, "downsamplers"):
                x = block.downsamplers[0](x)
                skips.append(x)
        x = self.mid_block.mix(0, x, time, encoder_hidden_states)
        x = self.mid_block.resnets[1](x, time)
        for block in self.up_blocks:
            for i in range(len(block.resnets)):
                x = block.mix(i, torch.cat([x, skips.pop()], dim=1), time, encoder_hidden_states)
            if hasattr(block, "upsamplers"):
                x = block.upsamplers[0](F.interpolate(x, size=skips[-1].shape[2:], mode="nearest"))
        return self.conv_out(F.silu(self.conv_norm_out(x)))


def check(folder):
    """The largest difference from what diffusers computed."""
    from safetensors.torch import load_file

    network = Unet(json.loads((folder / "config.json").read_text())).eval()
    network.load_state_dict({name: value.float() for name, value in load_file(folder / "diffusion_pytorch_model.safetensors").items()})
    recorded = json.loads((folder / "expected.json").read_text())
    inputs = {name: torch.tensor(value["data"]).reshape(value["dims"]) for name, value in recorded["inputs"].items()}
    with torch.no_grad():
        found = network(**inputs).flatten()
    expected = recorded["outputs"]["out_sample"]
    return (found[:: expected.get("every", 1)] - torch.tensor(expected["data"])).abs().max().item()


if __name__ == "__main__":
    for folder in sorted(pathlib.Path(__file__).parent.glob("unet-*")):
        print(f"{folder.name}: {check(folder):.1e}")
