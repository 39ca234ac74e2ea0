"""What was learnt for the few things' world, written into the folders that ship."""
import json

import torch
import torch.nn.functional as F

from ..config import MODELS
from ..lessons import held_out_pictures
from ..model_folder import Json, dump
from ..nets.vision import HEADS
from ..onnx_file import write
from ..stages import heldout
from ..stages.export import EXAMPLES, TARGETS, Verdict
from ..stages.heldout import labels_of
from ..training import pieces_of
from ..world.render import open_world
from ..world.scenes import SCENES
from ..world.spec import STYLES
from ..world.things import THINGS
from . import data, decoder, draw, judge

STARTER, JUDGE = MODELS / 'starter', MODELS / 'starter-judge'
REFERENCES = 512
ABOUT = (f'Our own small model: {len(THINGS)} things, {len(SCENES)} scenes by day, night and in all weathers, {len(STYLES)} styles; it reads English, Arabic, '
         'Hindi and Japanese. Trained on pictures that our own renderer drew.')


def export_judge() -> None:
    model = judge.trained().cpu()
    x = F.avg_pool2d(held_out_pictures(open_world(side=2 * data.SIDE), REFERENCES)[0], 2)
    with torch.no_grad():
        features = torch.cat([model.features(part) for part in x.split(32)]).half()
    write(Verdict(model), {'sample': x[:1].contiguous()}, [*HEADS, 'features'], {name: {0: 'batch'} for name in ('sample', *HEADS, 'features')}, JUDGE / 'model.onnx')
    (JUDGE / 'rendered.f16').write_bytes(features.numpy().tobytes())
    dump(JUDGE / 'judge.json', {
        'about': "A classifier of the starter model's world, trained on renderings only. sample: RGB in -1..1, batch x 3 x "
                 f'{data.SIDE} x {data.SIDE}; each head holds one logit a label; features of {len(x)} renderings of held-out combinations lie in rendered.f16, '
                 'float16, row by row.',
        'size': [data.SIDE, data.SIDE], 'targets': TARGETS, 'features': {'output': 'features', 'rendered': 'rendered.f16', 'width': features.shape[1]},
        'heads': {name: {'figure': figure, 'labels': labels_of(name)[:size]} for name, (_, size, figure) in HEADS.items()}})
    heldout.run(0)


def run(_minutes: float) -> None:
    if pieces_of(judge.NAME).exists():
        export_judge()
    if pieces_of(decoder.NAME).exists():
        decoder.trained().write(STARTER / 'vae_decoder' / 'model.onnx')
    if pieces_of(draw.NAME).exists():
        model = draw.trained()
        model.reading.words.write(STARTER / 'text_encoder' / 'model.onnx')
        model.unet.write(STARTER / 'unet' / 'model.onnx')
        card: Json = json.loads((STARTER / 'tincture.json').read_text('utf8'))
        dump(STARTER / 'tincture.json', {**card, 'version': 1, 'about': ABOUT, 'examples': EXAMPLES})
