"""Image and text encoders in one space, and the three losses that an image encoder can learn from."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from ..config import SCALE
from .text import TextEncoder
from .vision import Answers, Trunk


class Clip(nn.Module):
    def __init__(self, words: int, eos: int):
        super().__init__()
        self.eos, width = eos, SCALE.clip_width
        self.trunk, self.text = Trunk(SCALE.clip), TextEncoder(words, width, SCALE.clip_layers)
        self.norm = nn.BatchNorm1d(self.trunk.width)
        self.see, self.read = nn.Linear(self.trunk.width, width, bias=False), nn.Linear(width, width, bias=False)
        self.scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    def image(self, x: Tensor) -> Tensor:
        """[n, width] unit vectors of pictures in -1..1."""
        return F.normalize(self.see(self.norm(self.trunk(x))).float(), dim=1)

    def meant(self, ids: Tensor) -> Tensor:
        """[n, width]: the mean over the tokens of a text up to its first end. Every word tells at once, the end token alone learns late."""
        length = ids.shape[1]
        there = torch.arange(length, device=ids.device) <= (ids == self.eos).to(torch.int32).argmax(1, keepdim=True)
        share = there.float()
        return (self.text(ids) * share[:, :, None]).sum(1) / share.sum(1, keepdim=True)

    def caption(self, ids: Tensor) -> Tensor:
        return F.normalize(self.read(self.meant(ids)).float(), dim=1)


class Taught(nn.Module):
    """CLIP with a helper that asks both encoders what is in the picture: ten linear heads each, which stay behind."""

    def __init__(self, words: int, eos: int):
        super().__init__()
        self.clip = Clip(words, eos)
        self.seen, self.understood = Answers(self.clip.trunk.width), Answers(SCALE.clip_width)

    def forward(self, x: Tensor, ids: Tensor) -> tuple[Tensor, Tensor, dict[str, Tensor], dict[str, Tensor]]:
        """Pictures and their captions, to unit vectors of both and what the heads say."""
        clip = self.clip
        features, meaning = clip.norm(clip.trunk(x)), clip.meant(ids)
        image, text = (F.normalize(part.float(), dim=1) for part in (clip.see(features), clip.read(meaning)))
        return image, text, self.seen(features), self.understood(meaning)


class Contrast(nn.Module):
    """A trunk with SimCLR's projection head."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = Trunk(SCALE.clip)
        width = self.trunk.width
        self.project = nn.Sequential(nn.Linear(width, width), nn.SiLU(), nn.Linear(width, 128))

    def forward(self, x: Tensor) -> Tensor:
        return F.normalize(self.project(self.trunk(x)).float(), dim=1)


def clip_loss(image: Tensor, text: Tensor, scale: Tensor) -> Tensor:
    """Symmetric InfoNCE (Radford et al. 2021, figure 3)."""
    logits = image @ text.T * scale.exp().clamp(max=100)
    same = torch.arange(len(image), device=image.device)
    return 0.5 * (F.cross_entropy(logits, same) + F.cross_entropy(logits.T, same))


def multi_positive_loss(embedded: Tensor, group: Tensor, temperature: float = 0.1) -> Tensor:
    """StableRep's (Tian et al. 2023, eq. 3): cross entropy with a target that is uniform over the others of the same group. With
    two views a group it is SimCLR's NT-Xent (Chen et al. 2020, eq. 1)."""
    itself = torch.eye(len(embedded), dtype=torch.bool, device=embedded.device)
    logits = (embedded @ embedded.T / temperature).masked_fill(itself, -1e9)
    target = ((group[:, None] == group[None]) & ~itself).float()
    target = target / target.sum(1, keepdim=True).clamp(min=1)
    return -(target * logits.log_softmax(1)).sum(1).mean()
