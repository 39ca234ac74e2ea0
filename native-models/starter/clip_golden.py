"""Six held-out pictures that the shipped model drew and what CLIP makes of them, recorded for the test that opens it in the studio's engine."""
import base64
import json
from pathlib import Path
from random import Random

import torch

from .captions.grammar import LANGUAGES, caption
from .captions.tokenizer import Reader, trimmed
from .nets.clip import Clip
from .recall import seen, understood
from .stages.pictures import Pictures
from .world.spec import Column

FILE, COUNT = Path(__file__).parent / 'golden' / 'clip.json', 6


def different(asked: Pictures) -> list[int]:
    """The first COUNT pictures of which no two share their thing, look or scene."""
    rows: list[int] = []
    columns = (Column.THING, Column.APPEARANCE, Column.SCENE)
    for row, label in enumerate(asked.labels.tolist()):
        if all(label[c] != asked.labels[other, c] for other in rows for c in columns):
            rows.append(row)
    return rows[:COUNT]


def write(clip: Clip, reader: Reader, asked: Pictures) -> None:
    some = asked.rows(torch.tensor(different(asked)))
    clip = clip.cpu()
    out = []
    for pixels, label, vector in zip(some.pixels, some.labels.tolist(), seen(clip, some.pixels)):
        texts = {language: caption(label, language, Random(1)) for language in LANGUAGES}
        ids = reader(list(texts.values()))
        read = understood(clip, ids, reader.eos)
        out.append({
            'pixels': base64.b64encode(pixels.permute(1, 2, 0).contiguous().numpy().tobytes()).decode(),
            'embedding': [round(v, 6) for v in vector.tolist()],
            'captions': [{'language': language, 'text': text, 'ids': trimmed(ids[i:i + 1], reader.eos)[0].tolist(),
                          'embedding': [round(v, 6) for v in read[i].tolist()]} for i, (language, text) in enumerate(texts.items())]})
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps({'side': some.pixels.shape[-1], 'pictures': out}, ensure_ascii=False) + '\n', 'utf8')
