"""The small files of a model folder: Optimum's layout of Stable Diffusion 1."""
import json
import shutil
from pathlib import Path

from .captions.tokenizer import FOLDER, Reader
from .config import BETA_END, BETA_START, IMAGE, LATENT, MAX_TOKENS, SCALE, STEPS
from .nets.text import HEAD
from .nets.unet import HEAD as UNET_HEAD

DIFFUSERS = '0.35.0'
Json = dict[str, object]


def dump(path: Path, value: Json) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + '\n', 'utf8')


BETAS: Json = {'beta_end': BETA_END, 'beta_schedule': 'scaled_linear', 'beta_start': BETA_START, 'num_train_timesteps': STEPS,
               'prediction_type': 'v_prediction', 'trained_betas': None, 'rescale_betas_zero_snr': False, 'thresholding': False}
MANY_STEPS: Json = {
    '_class_name': 'DPMSolverMultistepScheduler', '_diffusers_version': DIFFUSERS, **BETAS, 'algorithm_type': 'dpmsolver++',
    'euler_at_final': False, 'final_sigmas_type': 'zero', 'lower_order_final': True, 'solver_order': 2, 'solver_type': 'midpoint',
    'steps_offset': 1, 'timestep_spacing': 'linspace', 'use_karras_sigmas': True}
FEW_STEPS: Json = {
    '_class_name': 'LCMScheduler', '_diffusers_version': DIFFUSERS, **BETAS, 'clip_sample': False, 'original_inference_steps': 50,
    'set_alpha_to_one': True, 'steps_offset': 0, 'timestep_scaling': 10.0, 'timestep_spacing': 'leading'}


def write_folder(folder: Path, reader: Reader, scheduler: Json, channels: int, tincture: Json) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(FOLDER, folder / 'tokenizer')
    dump(folder / 'model_index.json', {
        '_class_name': 'StableDiffusionPipeline', '_diffusers_version': DIFFUSERS, 'scheduler': ['diffusers', scheduler['_class_name']],
        'text_encoder': ['transformers', 'CLIPTextModel'], 'tokenizer': ['transformers', 'CLIPTokenizer'],
        'unet': ['diffusers', 'UNet2DConditionModel'], 'vae_encoder': ['diffusers', 'AutoencoderKL'],
        'vae_decoder': ['diffusers', 'AutoencoderKL'], 'requires_safety_checker': False})
    dump(folder / 'scheduler' / 'scheduler_config.json', scheduler)
    width = SCALE.text_width
    dump(folder / 'text_encoder' / 'config.json', {
        'architectures': ['CLIPTextModel'], 'model_type': 'clip_text_model', 'vocab_size': reader.size, 'hidden_size': width,
        'intermediate_size': 4 * width, 'projection_dim': width, 'num_hidden_layers': SCALE.text_layers,
        'num_attention_heads': max(1, width // HEAD), 'max_position_embeddings': MAX_TOKENS, 'hidden_act': 'quick_gelu',
        'layer_norm_eps': 1e-05, 'attention_dropout': 0.0, 'pad_token_id': reader.eos, 'bos_token_id': reader.bos,
        'eos_token_id': reader.eos, 'output_hidden_states': False})
    levels = len(SCALE.unet)
    dump(folder / 'unet' / 'config.json', {
        '_class_name': 'UNet2DConditionModel', '_diffusers_version': DIFFUSERS, 'sample_size': IMAGE // 8, 'in_channels': channels,
        'out_channels': LATENT, 'block_out_channels': list(SCALE.unet), 'cross_attention_dim': width, 'attention_head_dim': UNET_HEAD,
        'layers_per_block': 2, 'down_block_types': ['DownBlock2D'] + ['CrossAttnDownBlock2D'] * (levels - 1),
        'mid_block_type': 'UNetMidBlock2DCrossAttn', 'up_block_types': ['CrossAttnUpBlock2D'] * (levels - 1) + ['UpBlock2D'],
        'center_input_sample': False, 'flip_sin_to_cos': True, 'freq_shift': 0, 'act_fn': 'silu', 'time_cond_proj_dim': None,
        'addition_embed_type': None, 'class_embed_type': None})
    for name in ('vae_encoder', 'vae_decoder'):
        dump(folder / name / 'config.json', {
            '_class_name': 'AutoencoderKL', '_diffusers_version': DIFFUSERS, 'in_channels': 3, 'out_channels': 3, 'latent_channels': LATENT,
            'sample_size': IMAGE, 'block_out_channels': [48, 48, 96, 192], 'down_block_types': ['DownEncoderBlock2D'] * 4,
            'up_block_types': ['UpDecoderBlock2D'] * 4, 'layers_per_block': 2, 'act_fn': 'silu', 'norm_num_groups': 3, 'scaling_factor': 1.0,
            'shift_factor': None, 'latents_mean': None, 'latents_std': None, 'force_upcast': False, 'use_quant_conv': False,
            'use_post_quant_conv': False, 'mid_block_add_attention': False})
    dump(folder / 'tincture.json', tincture)
