"""CLIP as a folder: the layout of transformers' ONNX models on the hub."""
import math
import shutil
import tempfile
from pathlib import Path

import onnx
import torch
import torch.nn as nn
from torch import Tensor
from transformers import CLIPTokenizerFast

from .captions.tokenizer import FOLDER, Reader
from .config import MAX_TOKENS, SCALE
from .model_folder import dump
from .nets.clip import Clip
from .onnx_file import write

EXAMPLE = 'three penguins in falling snow, watercolour'
ABOUT = ("Tells how well a picture and a text go together. It knows the starter's world: 382 things, 18 colours and materials, 24 scenes, "
         'day and night, weather, seven styles; in English, Arabic, Hindi and Japanese. Learnt from our own renderings alone.')


class See(nn.Module):
    def __init__(self, clip: Clip):
        super().__init__()
        self.clip = clip

    def forward(self, pixel_values: Tensor) -> Tensor:
        return self.clip.image(pixel_values)


class Read(nn.Module):
    def __init__(self, clip: Clip):
        super().__init__()
        self.clip = clip

    def forward(self, input_ids: Tensor) -> Tensor:
        return self.clip.caption(input_ids)


def write_tokenizer(folder: Path) -> None:
    """tokenizer.json, which needs no merges.txt beside it."""
    with tempfile.TemporaryDirectory() as place:
        CLIPTokenizerFast.from_pretrained(FOLDER).save_pretrained(place)
        shutil.copyfile(Path(place) / 'tokenizer.json', folder / 'tokenizer.json')
    shutil.copyfile(FOLDER / 'tokenizer_config.json', folder / 'tokenizer_config.json')


def fix_width(path: Path, output: str) -> None:
    """Writes the length of the vectors into the graph, where the export has left it open."""
    model = onnx.load(path)
    [given] = [o for o in model.graph.output if o.name == output]
    width = given.type.tensor_type.shape.dim[1]
    width.Clear()
    width.dim_value = SCALE.clip_width
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def write_clip(folder: Path, clip: Clip, reader: Reader) -> None:
    side, width = SCALE.look, SCALE.clip_width
    folder.mkdir(parents=True, exist_ok=True)
    scale = min(float(clip.scale), math.log(100))
    # The networks are our own: only what is true of any CLIP is said of them.
    dump(folder / 'config.json', {
        'architectures': ['CLIPModel'], 'model_type': 'clip', 'projection_dim': width, 'logit_scale_init_value': scale,
        'text_config': {'model_type': 'clip_text_model', 'vocab_size': reader.size, 'max_position_embeddings': MAX_TOKENS,
                        'bos_token_id': reader.bos, 'eos_token_id': reader.eos, 'pad_token_id': reader.eos},
        'vision_config': {'model_type': 'clip_vision_model', 'image_size': side}})
    # The networks take -1..1.
    dump(folder / 'preprocessor_config.json', {
        'image_processor_type': 'CLIPImageProcessor', 'do_convert_rgb': True, 'do_resize': True, 'size': {'shortest_edge': side}, 'resample': 3,
        'do_center_crop': True, 'crop_size': {'height': side, 'width': side}, 'do_rescale': True, 'rescale_factor': 1 / 255,
        'do_normalize': True, 'image_mean': [0.5, 0.5, 0.5], 'image_std': [0.5, 0.5, 0.5]})
    write_tokenizer(folder)
    dump(folder / 'tincture.json', {'name': 'Starter CLIP', 'version': 1, 'licence': 'MIT', 'about': ABOUT})
    graphs: list[tuple[str, nn.Module, dict[str, Tensor], str, dict[str, dict[int, str]]]] = [
        ('vision_model', See(clip), {'pixel_values': torch.rand(1, 3, side, side) * 2 - 1}, 'image_embeds', {'pixel_values': {0: 'batch'}}),
        ('text_model', Read(clip), {'input_ids': reader([EXAMPLE])}, 'text_embeds', {'input_ids': {0: 'batch', 1: 'sequence_length'}})]
    for name, module, inputs, output, axes in graphs:
        path = folder / 'onnx' / f'{name}.onnx'
        write(module, inputs, [output], {**axes, output: {0: 'batch'}}, path)
        fix_width(path, output)
