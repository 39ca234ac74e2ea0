"""Version 0 with its new words, its siblings as model folders, which are its own with another UNet and other settings, and the score's
prompts in every language."""
import json
import shutil
from random import Random

import torch

from ..captions.grammar import LANGUAGES
from ..captions.tokenizer import FOLDER, Reader
from ..config import MAX_TOKENS, MODELS, SCALE
from ..model_folder import FEW_STEPS, Json, dump
from ..nets.graph import Graph
from ..nets.text import HEAD
from ..onnx_file import write
from ..stages.export import Text
from ..training import pieces_of
from . import fast, fields, words
from .prompts import ASKED, SHIPPED, Prompt, held_out

# How many extra dimensions the network has that ships.
DIMENSIONS = 128
EXAMPLES = ['بالون أحمر على الشاطئ', 'قطة خضراء في الثلج', 'منزل', 'شجرة بنفسجية في الصحراء', 'समुद्र तट पर लाल गुब्बारा', 'बर्फ़ में हरी बिल्ली', 'घर',
            'रेगिस्तान में बैंगनी पेड़', '砂浜の赤い風船', '雪の中の緑の猫', '家', '砂漠の紫の木']
WORLD = '48 things, 10 colours and 10 scenes; it reads English, Arabic, Hindi and Japanese'


def read_card() -> dict[str, Json]:
    return json.loads((SHIPPED / 'tincture.json').read_text('utf8'))


@torch.no_grad()
def write_words() -> None:
    reader = Reader()
    encoder = Text(words.trained(reader).cpu(), reader.eos)
    ids = reader(EXAMPLES[:1])
    long = {0: 'batch_size', 1: 'sequence_length'}
    write(encoder, {'input_ids': ids}, ['last_hidden_state', 'pooler_output'],
          {'input_ids': long, 'last_hidden_state': long, 'pooler_output': {0: 'batch_size'}}, SHIPPED / 'text_encoder' / 'model.onnx')
    config = json.loads((SHIPPED / 'text_encoder' / 'config.json').read_text('utf8'))
    dump(SHIPPED / 'text_encoder' / 'config.json', {
        **config, 'vocab_size': reader.size, 'max_position_embeddings': MAX_TOKENS, 'num_hidden_layers': SCALE.clip_layers,
        'intermediate_size': 4 * SCALE.clip_width, 'num_attention_heads': max(1, SCALE.clip_width // HEAD), 'pad_token_id': reader.eos,
        'bos_token_id': reader.bos, 'eos_token_id': reader.eos})
    shutil.rmtree(SHIPPED / 'tokenizer')
    shutil.copytree(FOLDER, SHIPPED / 'tokenizer')
    card = read_card()
    known = [example for example in card['examples'] if example not in EXAMPLES]
    dump(SHIPPED / 'tincture.json', {**card, 'about': f'Our own small model: {WORLD}. Trained on pictures that our own renderer drew.',
                                     'examples': known + EXAMPLES})


def write_asked() -> None:
    """The score's combinations and seeds, each asked for in another language than the one before."""
    phrases, languages = words.Phrases(), list(LANGUAGES)
    asked = [{'prompt': prompt if language == 'en' else phrases(Prompt(prompt, *combination), language, Random(n)), 'seed': old['seed'],
              'language': language, 'wanted': old['wanted']}
             for n, (old, (prompt, combination)) in enumerate(zip(json.loads(ASKED.read_text('utf8')), held_out()))
             for language in [languages[n % len(languages)]]]
    lines = ',\n'.join('  ' + json.dumps(one, ensure_ascii=False) for one in asked)
    ASKED.write_text(f'[\n{lines}\n]\n', 'utf8')


def write_sibling(name: str, unet: Graph, changes: Json, defaults: Json, scheduler: Json | None = None, presets: list[Json] | None = None) -> None:
    folder = MODELS / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SHIPPED, folder)
    unet.write(folder / 'unet' / 'model.onnx')
    card = read_card()
    card.pop('world')
    dump(folder / 'tincture.json', {**card, **changes, 'defaults': {**card['defaults'], **defaults}})
    if scheduler is not None:
        dump(folder / 'scheduler' / 'scheduler_config.json', scheduler)
        index = json.loads((folder / 'model_index.json').read_text('utf8'))
        dump(folder / 'model_index.json', {**index, 'scheduler': ['diffusers', scheduler['_class_name']]})
    if presets is not None:
        dump(folder / 'tincture-presets.json', {'kind': 'tincture-presets', 'version': 1, 'presets': presets})
    size = sum(f.stat().st_size for f in folder.rglob('*') if f.is_file()) / 2**20
    print(f'{name}: {size:.1f} MB')


def run(_minutes: float) -> None:
    if pieces_of(words.NAME).exists():
        write_words()
        write_asked()
    if pieces_of(fast.NAME).exists():
        write_sibling('starter-fast', fast.trained(), {'name': 'Starter fast', 'about': f'The starter in one to four steps: {WORLD}.'},
                      {'steps': 4, 'guidance': 1, 'sampler': 'lcm@1', 'schedule': 'model@1'}, FEW_STEPS,
                      [{'name': 'One step', 'names': {'ar': 'خطوة واحدة', 'hi': 'एक चरण', 'ja': '1 ステップ'}, 'fields': {'steps': 1}},
                       {'name': 'Two steps', 'names': {'ar': 'خطوتان', 'hi': 'दो चरण', 'ja': '2 ステップ'}, 'fields': {'steps': 2}}])
    if pieces_of(fields.name_of(DIMENSIONS)).exists():
        prior: Json = {'id': 'pfgmpp@1', 'options': {'extraDimensions': DIMENSIONS}}  # a picture has to start as this network was trained
        write_sibling('starter-field', fields.trained(DIMENSIONS), {
            'name': 'Starter field', 'about': f'The starter as an electrostatic field, PFGM++ with D = {DIMENSIONS}: {WORLD}.'},
            {'guidance': 2, 'prior': prior})
