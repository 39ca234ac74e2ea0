"""Records a tiny CLIP of random weights as the hub has them, and what transformers and torch make of pictures and texts: python make_clip.py

Writes `split/` (a graph for texts, one for pictures), `joint/` (one for both), `expected.json` and `resize.json` (Pillow's filters).
The tokenizer is the small one of `tokenizers/golden`.
"""
import base64
import json
import platform
import shutil
from pathlib import Path

import numpy as np
import PIL
import torch
import torch.nn.functional as F
import transformers
from PIL import Image
from transformers import CLIPConfig, CLIPModel, PreTrainedTokenizerFast

try:
    from transformers import CLIPImageProcessorPil as Processor
except ImportError:
    from transformers import CLIPImageProcessor as Processor

HERE = Path(__file__).parent
TOKENIZER = HERE.parents[1] / 'tokenizers' / 'golden' / 'tiny'
BOS, EOS, LENGTH, CROP = 998, 999, 20, 24
base = lambda array: base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


class Text(torch.nn.Module):
    def __init__(self, clip):
        super().__init__()
        self.clip = clip

    def forward(self, input_ids):
        return self.clip.text_projection(self.clip.text_model(input_ids=input_ids).pooler_output)


class Vision(torch.nn.Module):
    def __init__(self, clip):
        super().__init__()
        self.clip = clip

    def forward(self, pixel_values):
        return self.clip.visual_projection(self.clip.vision_model(pixel_values=pixel_values).pooler_output)


class Joint(torch.nn.Module):
    def __init__(self, clip):
        super().__init__()
        self.clip = clip

    def forward(self, input_ids, pixel_values, attention_mask):
        out = self.clip(input_ids=input_ids, pixel_values=pixel_values, attention_mask=attention_mask)
        return out.logits_per_image, out.logits_per_text, out.text_embeds, out.image_embeds


def write(module, given, names, axes, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(module, given, str(path), input_names=names[0], output_names=names[1], dynamic_axes=axes, opset_version=17, dynamo=False)


def picture(width, height, seed):
    """Blobs of colour, so that every filter has edges and slopes to work on."""
    random = np.random.default_rng(seed)
    small = random.integers(0, 256, (max(2, height // 7), max(2, width // 7), 3), dtype=np.uint8)
    image = Image.fromarray(small).resize((width, height), Image.BILINEAR)
    noisy = np.asarray(image).astype(int) + random.integers(-9, 10, (height, width, 3))
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8))


torch.manual_seed(7)
config = CLIPConfig(
    text_config={'vocab_size': 1000, 'hidden_size': 8, 'intermediate_size': 16, 'num_hidden_layers': 1, 'num_attention_heads': 2,
                 'max_position_embeddings': LENGTH, 'bos_token_id': BOS, 'eos_token_id': EOS, 'pad_token_id': 0},
    vision_config={'hidden_size': 8, 'intermediate_size': 16, 'num_hidden_layers': 1, 'num_attention_heads': 2, 'image_size': CROP, 'patch_size': 8},
    projection_dim=16)
clip = CLIPModel(config).eval()
with torch.no_grad():
    for parameter in clip.parameters():
        # the usual start is so small that every text would look the same
        parameter.normal_(0, 0.35)
    clip.vision_model.embeddings.patch_embedding.weight.mul_(4)
processor = Processor(size={'shortest_edge': 28}, crop_size={'height': CROP, 'width': CROP}, resample=3, do_center_crop=True)
tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(TOKENIZER / 'tokenizer.json'), bos_token='<|startoftext|>', eos_token='<|endoftext|>',
                                    pad_token='!', model_max_length=LENGTH)
# the file has no template for the ends of a text
def ids_of(text):
    own = tokenizer(text, add_special_tokens=False).input_ids[:LENGTH - 2]
    return [BOS, *own, EOS] + [0] * (LENGTH - 2 - len(own))

batch, ids, pixels = {0: 'batch_size'}, torch.tensor([ids_of('a cat')]), torch.rand(1, 3, CROP, CROP)
long = {0: 'batch_size', 1: 'sequence_length'}
write(Text(clip), (ids,), (['input_ids'], ['text_embeds']), {'input_ids': long, 'text_embeds': batch}, HERE / 'split' / 'onnx' / 'text_model.onnx')
write(Vision(clip), (pixels,), (['pixel_values'], ['image_embeds']), {'pixel_values': batch, 'image_embeds': batch}, HERE / 'split' / 'onnx' / 'vision_model.onnx')
write(Joint(clip), (ids, pixels, torch.ones_like(ids)), (['input_ids', 'pixel_values', 'attention_mask'], ['logits_per_image', 'logits_per_text', 'text_embeds', 'image_embeds']),
      {'input_ids': long, 'attention_mask': long, 'pixel_values': {0: 'image_batch_size'}, 'text_embeds': batch, 'image_embeds': {0: 'image_batch_size'}}, HERE / 'joint' / 'model.onnx')
for folder in (HERE / 'split', HERE / 'joint'):
    (folder / 'config.json').write_text(json.dumps({'architectures': ['CLIPModel'], 'model_type': 'clip', 'projection_dim': 16}, indent=2) + '\n')
    # as today's library writes it, and as the first repositories have it
    if folder.name == 'split':
        processor.save_pretrained(folder)
    else:
        (folder / 'preprocessor_config.json').write_text(json.dumps({
            'crop_size': CROP, 'do_center_crop': True, 'do_normalize': True, 'do_resize': True, 'feature_extractor_type': 'CLIPFeatureExtractor',
            'image_mean': processor.image_mean, 'image_std': processor.image_std, 'resample': 3, 'size': 28}, indent=2) + '\n')
    for name in ('tokenizer.json', 'tokenizer_config.json'):
        shutil.copy(TOKENIZER / name, folder / name)

texts = ['a photo of a cat', '', 'a red balloon on a beach', 'word ' * 30]
images = [picture(50, 37, 1), picture(31, 62, 2), picture(20, 20, 3)]
with torch.no_grad():
    prepared = processor(images, return_tensors='pt').pixel_values
    text_embeds = F.normalize(Text(clip)(torch.tensor([ids_of(t) for t in texts])), dim=1)
    image_embeds = F.normalize(Vision(clip)(prepared), dim=1)
versions = f'transformers {transformers.__version__}, torch {torch.__version__}, Pillow {PIL.__version__}, Python {platform.python_version()}'
(HERE / 'expected.json').write_text(json.dumps({
    'made_by': 'make_clip.py', 'versions': versions,
    'texts': [{'text': t, 'ids': ids_of(t), 'embedding': e.tolist()} for t, e in zip(texts, text_embeds)],
    'pictures': [{'width': i.width, 'height': i.height, 'bytes': base(np.asarray(i)), 'prepared': base(p.numpy()), 'embedding': e.tolist()}
                 for i, p, e in zip(images, prepared, image_embeds)]}) + '\n')
filters = {'bilinear': Image.BILINEAR, 'bicubic': Image.BICUBIC, 'box': Image.BOX, 'hamming': Image.HAMMING}
small = picture(15, 11, 5)
(HERE / 'resize.json').write_text(json.dumps({
    'made_by': 'make_clip.py', 'versions': versions, 'width': small.width, 'height': small.height, 'bytes': base(np.asarray(small)),
    'cases': [{'filter': name, 'to': to, 'expected': base(np.asarray(small.resize(to, how)))}
              for name, how in filters.items() for to in ([6, 5], [23, 19])]}) + '\n')
print(versions, text_embeds @ image_embeds.T)
