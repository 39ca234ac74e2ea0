"""CLIP's text transformer: causal, pre-norm, quick GELU."""
import torch
import torch.nn as nn
from torch import Tensor

from ..config import MAX_TOKENS
from .blocks import TextLayer

HEAD = 64


class TextEncoder(nn.Module):
    def __init__(self, words: int, width: int, layers: int):
        super().__init__()
        self.words = nn.Embedding(words, width)
        self.places = nn.Parameter(torch.randn(MAX_TOKENS, width) * 0.02)
        nn.init.normal_(self.words.weight, std=0.05)
        self.layers = nn.ModuleList(TextLayer(width, max(1, width // HEAD)) for _ in range(layers))
        self.norm = nn.LayerNorm(width)

    def forward(self, ids: Tensor) -> Tensor:
        """[n, length] token ids to [n, length, width]."""
        length = ids.shape[1]
        x = self.words(ids) + self.places[:length]
        mask = torch.full((MAX_TOKENS, MAX_TOKENS), -1e4, device=x.device).triu(1)[:length, :length]
        for layer in self.layers:
            x = layer(x, mask)
        return self.norm(x)


def pooled(hidden: Tensor, ids: Tensor, eos: int) -> Tensor:
    """[n, width]: the state at the first end token, which has seen the whole text."""
    end = (ids == eos).to(torch.int32).argmax(1)
    return hidden.gather(1, end[:, None, None].expand(-1, 1, hidden.shape[2])).squeeze(1)
