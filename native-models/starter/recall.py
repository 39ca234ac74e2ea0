"""How well pictures and words find each other: retrieval among a hundred, and zero-shot answers."""
from random import Random

import torch
import torch.nn.functional as F
from torch import Tensor

from .captions.grammar import LANGUAGES, full_caption
from .captions.tokenizer import Reader, trimmed
from .nets.clip import Clip
from .nets.vision import HEADS, answers
from .stages.pictures import Pictures
from .training import device
from .world.spec import STYLES, Column, Relation, training_labels

AMONG, BATCH, PHRASINGS = 100, 100, 12


@torch.no_grad()
def seen(clip: Clip, pixels: Tensor) -> Tensor:
    """[n, width] unit vectors of uint8 pictures."""
    return torch.cat([clip.image((part.float() / 127.5 - 1).to(device())) for part in pixels.split(BATCH)]).cpu()


@torch.no_grad()
def understood(clip: Clip, ids: Tensor, eos: int) -> Tensor:
    """[n, width] unit vectors of texts."""
    return torch.cat([clip.caption(trimmed(part, eos).to(device())) for part in ids.split(BATCH)]).cpu()


def embedded(clip: Clip, asked: Pictures, eos: int) -> tuple[Tensor, Tensor]:
    """[n, width] of the pictures, [n, languages, width] of their captions."""
    return seen(clip, asked.pixels), torch.stack([understood(clip, asked.ids[:, k], eos) for k in range(asked.ids.shape[1])], 1)


def ranks(image: Tensor, text: Tensor) -> Tensor:
    """[n] place of the right picture among AMONG for each text; 0 is first. What is left over of a hundred is not asked."""
    out = []
    for i in range(0, len(image) - AMONG + 1, AMONG):
        scores = text[i:i + AMONG] @ image[i:i + AMONG].T
        out.append((scores > scores.diag()[:, None]).sum(1))
    return torch.cat(out)


def retrieval(image: Tensor, text: Tensor, asked: Pictures) -> dict[str, float]:
    """R@1 and R@5 of 100 by language, and R@1 in English by style; pictures of a hundred differ in everything."""
    out: dict[str, float] = {}
    for k, language in enumerate(LANGUAGES):
        place = ranks(image, text[:, k])
        out[f'{language} r1'], out[f'{language} r5'] = float((place < 1).float().mean()), float((place < 5).float().mean())
        if language == 'en':
            style = asked.labels[:len(place), Column.STYLE]
            out |= {f'{name} r1': float((place[style == i] < 1).float().mean()) for i, name in enumerate(STYLES) if (style == i).any()}
    return out


def zero_shot(clip: Clip, reader: Reader, image: Tensor, labels: Tensor, language: str) -> dict[str, float]:
    """The share of right answers where a class is the mean of PHRASINGS captions that name it, of other pictures. Only pictures of one kind
    of thing are asked."""
    right, alone = answers(labels), labels[:, Column.RELATION] == Relation.ALONE
    others = training_labels(torch.arange(PHRASINGS) + 77)
    out = {}
    for head in ('thing', 'colour', 'scene', 'style'):
        column, size, _ = HEADS[head]
        rows = others.repeat(size, 1)
        rows[:, Column.RELATION], rows[:, Column.OTHER:] = Relation.ALONE, -1
        rows[:, column] = torch.arange(size).repeat_interleave(PHRASINGS)
        texts = [full_caption(row, language, Random(i)) for i, row in enumerate(rows.tolist())]
        classes = F.normalize(understood(clip, reader(texts), reader.eos).view(size, PHRASINGS, -1).mean(1), dim=1)
        known = (right[head] >= 0) & alone
        out[head] = float(((image @ classes.T).argmax(1) == right[head])[known].float().mean())
    return out
