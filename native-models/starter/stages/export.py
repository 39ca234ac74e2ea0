"""Writes every trained network as the studio opens it: starter and its siblings, the judge, CLIP. What is not trained is left out;
a sibling exports only beside its base."""
import torch
import torch.nn as nn
from torch import Tensor

from .. import clip_golden
from ..captions.tokenizer import Reader
from ..clip_folder import write_clip
from ..config import DOWN, IMAGE, LATENT, MODELS, SCALE, WORK
from ..lessons import held_out_pictures
from ..model_folder import FEW_STEPS, MANY_STEPS, Json, dump, write_folder
from ..nets.text import TextEncoder, pooled
from ..nets.vision import HEADS, Judge
from ..onnx_file import write
from ..training import device, pieces_of
from ..world.render import open_world
from . import clip, denoiser, judge, vae
from .heldout import labels_of
from .latents import STATS

EXAMPLES = ['a red balloon on the beach at sunset', 'three penguins in falling snow, watercolour', 'a fox holding an umbrella in the rain, comic style',
            'pixel art of a golden key on a book in a library', 'قطة زرقاء تحت شجرة في الحديقة', '夜の森にいる二匹のフクロウの水彩画', 'रात में शहर में लाल कार, नियॉन']
TARGETS = {'thing': 0.9, 'colour': 0.95, 'scene': 0.95, 'relation': 0.75}
REFERENCES = 512


class Text(nn.Module):
    def __init__(self, text: TextEncoder, eos: int):
        super().__init__()
        self.text, self.eos = text, eos

    def forward(self, input_ids: Tensor) -> tuple[Tensor, Tensor]:
        words = self.text(input_ids)
        return words, pooled(words, input_ids, self.eos)


class Encode(nn.Module):
    def __init__(self, encoder: nn.Module, mean: Tensor, std: Tensor):
        super().__init__()
        self.encoder, self.mean, self.std = encoder, mean.view(1, -1, 1, 1), std.view(1, -1, 1, 1)

    def forward(self, sample: Tensor) -> Tensor:
        mean, logvar = self.encoder(sample)
        return torch.cat([(mean - self.mean) / self.std, logvar - 2 * self.std.log()], 1)


class Decode(nn.Module):
    def __init__(self, decoder: nn.Module, mean: Tensor, std: Tensor):
        super().__init__()
        self.decoder, self.mean, self.std = decoder, mean.view(1, -1, 1, 1), std.view(1, -1, 1, 1)

    def forward(self, latent_sample: Tensor) -> Tensor:
        return self.decoder(latent_sample * self.std + self.mean).clamp(-1, 1)


class Verdict(nn.Module):
    def __init__(self, judge: Judge):
        super().__init__()
        self.judge = judge

    def forward(self, sample: Tensor) -> tuple[Tensor, ...]:
        features = self.judge.features(sample)
        return (*self.judge.answers(features).values(), features)


def export_model(folder_name: str, trained_as: str, reader: Reader, about: str, scheduler: Json, defaults: Json, channels: int) -> None:
    folder = MODELS / folder_name
    write_folder(folder, reader, scheduler, channels, {
        'name': folder_name.replace('-', ' ').capitalize(), 'version': 1, 'licence': 'MIT', 'about': about,
        'sizes': {'multiple': IMAGE, 'min': IMAGE, 'max': IMAGE}, 'defaults': {'width': IMAGE, 'height': IMAGE, **defaults}, 'examples': EXAMPLES})
    model, autoencoder = denoiser.trained(trained_as, channels), vae.trained()
    stats = torch.load(STATS)
    side = IMAGE // DOWN
    picture, latent = torch.rand(1, 3, IMAGE, IMAGE) * 2 - 1, torch.randn(1, LATENT, side, side)
    wide: dict[int, str] = {0: 'batch', 2: 'height', 3: 'width'}
    small: dict[int, str] = {0: 'batch', 2: 'latent_height', 3: 'latent_width'}
    ids = reader([EXAMPLES[0]])
    text = Text(model.text, reader.eos)
    batch, long = {0: 'batch_size'}, {0: 'batch_size', 1: 'sequence_length'}
    write(Encode(autoencoder.encoder, stats['mean'], stats['std']), {'sample': picture}, ['latent_parameters'],
          {'sample': wide, 'latent_parameters': small}, folder / 'vae_encoder' / 'model.onnx')
    write(Decode(autoencoder.decoder, stats['mean'], stats['std']), {'latent_sample': latent}, ['sample'],
          {'latent_sample': small, 'sample': wide}, folder / 'vae_decoder' / 'model.onnx')
    write(text, {'input_ids': ids}, ['last_hidden_state', 'pooler_output'],
          {'input_ids': long, 'last_hidden_state': long, 'pooler_output': batch}, folder / 'text_encoder' / 'model.onnx')
    with torch.no_grad():
        words = text(ids)[0]
    sample = torch.randn(1, channels, side, side)
    write(model.unet, {'sample': sample, 'timestep': torch.tensor(500.0), 'encoder_hidden_states': words}, ['out_sample'],
          {'sample': small, 'encoder_hidden_states': long, 'out_sample': small}, folder / 'unet' / 'model.onnx')
    size = sum(f.stat().st_size for f in folder.rglob('*') if f.is_file()) / 2**20
    print(f'{folder_name}: {size:.1f} MB')


def export_judge() -> None:
    folder, model = MODELS / 'starter-judge', judge.trained()
    x, _ = held_out_pictures(open_world(str(device())), REFERENCES if SCALE.batch > 8 else 16)
    with torch.no_grad():
        features = torch.cat([model.features(part) for part in x.split(32)]).half().cpu()
    write(Verdict(model), {'sample': x[:1].cpu().contiguous()}, [*HEADS, 'features'],
          {name: {0: 'batch'} for name in ('sample', *HEADS, 'features')}, folder / 'model.onnx')
    (folder / 'rendered.f16').write_bytes(features.numpy().tobytes())
    dump(folder / 'judge.json', {
        'about': "A classifier of the starter model's world, trained on renderings only. sample: RGB in -1..1, batch x 3 x "
                 f'{IMAGE} x {IMAGE}; each head holds one logit a label; features of {len(x)} renderings of held-out combinations lie in '
                 'rendered.f16, float16, row by row.',
        'size': [IMAGE, IMAGE], 'targets': TARGETS, 'features': {'output': 'features', 'rendered': 'rendered.f16', 'width': features.shape[1]},
        'heads': {name: {'figure': figure, 'labels': labels_of(name)[:size]} for name, (_, size, figure) in HEADS.items()}})


def run(_minutes: float) -> None:
    reader = Reader()
    many: Json = {'steps': 20, 'guidance': 3, 'sampler': 'dpmpp-2m@1', 'schedule': 'karras@1'}
    world = 'Our own small model, trained on pictures that our own renderer drew; it reads English, Arabic, Hindi and Japanese.'
    plans: list[tuple[str, str, str, Json, Json, int]] = [
        ('starter', 'denoiser', world, MANY_STEPS, many, LATENT),
        ('starter-fast', 'fast', world + ' Four steps.', FEW_STEPS, {'steps': 4, 'guidance': 1, 'sampler': 'lcm@1', 'schedule': 'model@1'}, LATENT),
        ('starter-inpaint', 'inpaint', world + ' For filling holes.', MANY_STEPS, many, 2 * LATENT + 1)]
    for found in sorted((WORK / 'pieces').glob('pfgmpp-*')):
        dimensions = float(found.name.split('-')[1])
        prior: Json = {'id': 'pfgmpp@1', 'options': {'extraDimensions': dimensions}}  # a picture has to start as this network was trained
        plans.append((f'starter-{found.name}', found.name, f'{world} Trained with PFGM++, D = {dimensions:g}.', MANY_STEPS,
                      {**many, 'prior': prior}, LATENT))
    for folder, trained_as, about, scheduler, defaults, channels in plans:
        if pieces_of(trained_as).exists():
            export_model(folder, trained_as, reader, about, scheduler, defaults, channels)
    if pieces_of('judge').exists():
        export_judge()
    if pieces_of('clip').exists():
        seeing = clip.trained(reader)
        clip_golden.write(seeing, reader, clip.drawn(reader))
        write_clip(MODELS / 'starter-clip', seeing, reader)
