"""Makes more cases of whole runs: the pipelines of diffusers, with the tiny models' ONNX graphs in place of their networks.

    python make_cases.py OUT        writes OUT/cases/NAME/{case.json,latents.f32,pixels.f32,init.png,mask.png}; link models/ beside cases/

Needs diffusers (0.39 or later), transformers, torch, onnxruntime, Pillow. Some of what it wrote is kept in `cases/` here; a run with all of
SCHEDULERS checks far more.
"""
import json
import sys
import types
from pathlib import Path

import diffusers
import numpy as np
import onnxruntime
import torch
from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution
from PIL import Image
from transformers import CLIPTokenizer

MODELS = Path(__file__).resolve().parent / 'models'
OUT = Path(sys.argv[1]) / 'cases'
TASKS = {'t': 'text-to-image', 'i': 'image-to-image', 'm': 'inpaint'}
TOLERANCE = {'latents_abs': 0.001, 'pixels_abs': 0.005, 'pixels_mean_abs': 0.0005}


class Config(dict):
    def __getattr__(self, name):
        return self.get(name)


class Network(torch.nn.Module):
    """An ONNX graph that answers as the torch module would."""

    def __init__(self, folder: Path, *graphs: str):
        super().__init__()
        self.sessions = [onnxruntime.InferenceSession(folder.parent / graph / 'model.onnx') for graph in graphs or [folder.name]]
        self._config = Config(json.loads((folder / 'config.json').read_text()), _diffusers_version='0.39.0')
        self.anchor = torch.nn.Parameter(torch.zeros(1), requires_grad=False)

    config = property(lambda self: self._config)
    dtype = property(lambda self: torch.float32)
    device = property(lambda self: torch.device('cpu'))

    def ask(self, graph: int, **feeds):
        session = self.sessions[graph]
        wanted = {port.name for port in session.get_inputs()}
        found = session.run(None, {name: value for name, value in feeds.items() if name in wanted})
        return {port.name: torch.from_numpy(value) for port, value in zip(session.get_outputs(), found)}


def numbers(value):
    return value.numpy().astype(np.float32)


class Denoiser(Network):
    def __init__(self, folder):
        super().__init__(folder)
        size = self._config.get('projection_class_embeddings_input_dim')
        self.add_embedding = types.SimpleNamespace(linear_1=types.SimpleNamespace(in_features=size))

    def forward(self, sample, timestep, encoder_hidden_states=None, timestep_cond=None, added_cond_kwargs=None, **_):
        extra = {name: numbers(value) for name, value in (added_cond_kwargs or {}).items()}
        if timestep_cond is not None:
            extra['timestep_cond'] = numbers(timestep_cond)
        told = np.array([float(timestep)]).astype(np.int64)
        return (self.ask(0, sample=numbers(sample), timestep=told, encoder_hidden_states=numbers(encoder_hidden_states), **extra)['out_sample'],)


class TextEncoder(Network):
    def forward(self, ids, **_):
        found = self.ask(0, input_ids=ids.numpy().astype(np.int64))
        result = type('Output', (tuple,), {})((found.get('text_embeds', found['last_hidden_state']), found.get('pooler_output')))
        result.hidden_states = tuple(value for name, value in found.items() if name.startswith('hidden_states.'))
        return result


class Autoencoder(Network):
    def encode(self, pixels):
        return types.SimpleNamespace(latent_dist=DiagonalGaussianDistribution(self.ask(1, sample=numbers(pixels))['latent_parameters']))

    def decode(self, latent, **_):
        return (self.ask(0, latent_sample=numbers(latent))['sample'],)


def pipeline(task: str, model: str, scheduler):
    folder = MODELS / model
    parts = {
        'unet': Denoiser(folder / 'unet'),
        'vae': Autoencoder(folder / 'vae_decoder', 'vae_decoder', 'vae_encoder'),
        'text_encoder': TextEncoder(folder / 'text_encoder'),
        'tokenizer': CLIPTokenizer.from_pretrained(folder / 'tokenizer'),
        'scheduler': scheduler,
    }
    kind = {'t': '', 'i': 'Img2Img', 'm': 'Inpaint'}[task]
    if model.startswith('sdxl'):
        parts |= {'text_encoder_2': TextEncoder(folder / 'text_encoder_2'), 'tokenizer_2': CLIPTokenizer.from_pretrained(folder / 'tokenizer_2')}
        made = getattr(diffusers, f'StableDiffusionXL{kind}Pipeline')(**parts, add_watermarker=False)
    else:
        made = getattr(diffusers, f'StableDiffusion{kind}Pipeline')(**parts, safety_checker=None, feature_extractor=None, requires_safety_checker=False)
    made.set_progress_bar_config(disable=True)
    return made


def write(name: str, task: str, model: str, scheduler, seed: int, prompt='a red apple on a plate', **settings):
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    case = {
        'kind': 'pipeline',
        'reference': f'diffusers {diffusers.__version__} over onnxruntime {onnxruntime.__version__}, by make_cases.py',
        'task': TASKS[task],
        'model': f'../../models/{model}',
        'seed': seed,
        'prompt': prompt,
    }
    for key, value in settings.items():
        if isinstance(value, Image.Image):
            key, file = {'image': ('image', 'init.png'), 'mask_image': ('mask', 'mask.png')}[key]
            value.save(folder / file)
            value = file
        case[key] = value
    latents = []

    def keep(_pipe, _step, _timestep, state):
        latents.append(state['latents'].numpy().copy())
        return state

    pixels = pipeline(task, model, scheduler)(
        prompt=prompt,
        generator=torch.Generator('cpu').manual_seed(seed),
        output_type='np',
        callback_on_step_end=keep,
        callback_on_step_end_tensor_inputs=['latents'],
        **settings,
    ).images[0]
    for array, key, file in ((np.stack(latents), 'latents_per_step', 'latents.f32'), (pixels, 'expected_pixels', 'pixels.f32')):
        array.astype('<f4').tofile(folder / file)
        case[key] = {'file': file, 'shape': list(array.shape)}
    config = {key: value for key, value in scheduler.config.items() if not key.startswith('_')}
    case['scheduler'] = {'_class_name': type(scheduler).__name__, **config}
    case['tolerance'] = TOLERANCE
    (folder / 'case.json').write_text(json.dumps(case, indent=1, default=lambda value: value.tolist()))


def scheduler_of(name: str, **settings):
    base = {'num_train_timesteps': 1000, 'beta_start': 0.00085, 'beta_end': 0.012, 'beta_schedule': 'scaled_linear'}
    return getattr(diffusers, name)(**{**base, **settings})


LEADING = {'timestep_spacing': 'leading', 'steps_offset': 1}
SCHEDULERS = {
    'pndm': scheduler_of('PNDMScheduler', skip_prk_steps=True, **LEADING),
    'ddim': scheduler_of('DDIMScheduler', clip_sample=False, set_alpha_to_one=False, **LEADING),
    'euler': scheduler_of('EulerDiscreteScheduler', **LEADING),
    'euler-trailing': scheduler_of('EulerDiscreteScheduler', timestep_spacing='trailing'),
    'ancestral': scheduler_of('EulerAncestralDiscreteScheduler', **LEADING),
    'heun': scheduler_of('HeunDiscreteScheduler', **LEADING),
    'dpmpp2m': scheduler_of('DPMSolverMultistepScheduler', **LEADING),
    'dpmpp2m-karras': scheduler_of('DPMSolverMultistepScheduler', use_karras_sigmas=True, **LEADING),
    'dpmpp3m': scheduler_of('DPMSolverMultistepScheduler', solver_order=3, timestep_spacing='linspace'),
    'dpmpp-sde': scheduler_of('DPMSolverMultistepScheduler', algorithm_type='sde-dpmsolver++', use_karras_sigmas=True, **LEADING),
    'singlestep': scheduler_of('DPMSolverSinglestepScheduler'),
    'unipc': scheduler_of('UniPCMultistepScheduler', **LEADING),
    'deis': scheduler_of('DEISMultistepScheduler', **LEADING),
    'ddpm': scheduler_of('DDPMScheduler', clip_sample=False, **LEADING),
    'tcd': scheduler_of('TCDScheduler', **LEADING),
    'sa': scheduler_of('SASolverScheduler', **LEADING),
}


def main() -> None:
    random = np.random.default_rng(5)

    def image(width, height):
        coarse = random.integers(0, 256, (max(2, height // 16), max(2, width // 16), 3), dtype=np.uint8)
        return Image.fromarray(coarse).resize((width, height), Image.BICUBIC)

    def mask(width, height):
        return Image.fromarray((random.random((height // 8, width // 8)) * 255).astype(np.uint8)).resize((width, height), Image.BILINEAR)

    square = {'height': 64, 'width': 64}
    for name, scheduler in SCHEDULERS.items():
        write(f'sd15-txt2img-{name}', 't', 'sd15-tiny', scheduler, 11, num_inference_steps=7, guidance_scale=6.0, negative_prompt='blurry', **square)
        write(f'sd15-img2img-{name}', 'i', 'sd15-tiny', scheduler, 3, image=image(64, 64), strength=0.55, num_inference_steps=9, guidance_scale=5.0)
        source = {'image': image(64, 64), 'mask_image': mask(64, 64), 'guidance_scale': 5.0}
        write(f'sd15-inpaint-{name}', 'm', 'sd15-tiny', scheduler, 4, strength=0.7, num_inference_steps=8, **source, **square)
        write(f'sd15-inpaint-9ch-{name}', 'm', 'sd15-inpaint-tiny', scheduler, 4, strength=0.6, num_inference_steps=6, **source, **square)
        write(f'sdxl-inpaint-{name}', 'm', 'sdxl-tiny', scheduler, 4, strength=0.8, num_inference_steps=6, **source, **square)
    resized = {'image': image(90, 70), 'mask_image': mask(48, 56), 'height': 96, 'width': 64}
    write('sd15-inpaint-resized', 'm', 'sd15-tiny', SCHEDULERS['euler'], 3, strength=0.9, num_inference_steps=6, guidance_scale=5.0, **resized)


if __name__ == '__main__':
    main()
