"""Version 0 with its new words, its siblings as model folders, which are its own with another UNet and other settings, and the score's
prompts in every language."""
import json
import shutil
from itertools import permutations
from random import Random

import torch

from ..captions.english import NUMBERS
from ..captions.grammar import LANGUAGES
from ..captions.tokenizer import FOLDER, Reader
from ..config import MAX_TOKENS, MODELS, SCALE, SEED
from ..model_folder import FEW_STEPS, Json, dump
from ..nets.graph import Graph
from ..nets.text import HEAD
from ..onnx_file import write
from ..stages.export import Text
from ..training import pieces_of
from ..world.spec import Relation
from . import counts, fast, fields, groups, large, marks, pairs, prompts, sides, speech, words
from .prompts import ASKED, SCENES_NOW, SHIPPED, Prompt, a, held_out
from .words import SIDES, STACKS

# How many extra dimensions the network has that ships.
DIMENSIONS = 128
PAIRS, GROUPS = 13, 6  # prompts of two things a scene; of several, and of one on another
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


def two() -> list[tuple[Prompt, dict[str, str]]]:
    """Two things of held-out combinations before the same scene, every time in two colours, and what is to be seen where."""
    rng, singles, out = Random(SEED + 1020), [combination for _, combination in held_out()], []
    for scene in SCENES_NOW:
        kept = [(thing, colour) for thing, colour, where in singles if where == scene]
        some = [(first, second) for first, second in permutations(kept, 2) if first[0] != second[0] and first[1] != second[1]]
        for first, second in rng.sample(some, PAIRS):
            relation = rng.choice(list(SIDES))
            text = f'{a(f"{first[1]} {first[0]}")} {relation} {a(f"{second[1]} {second[0]}")} {SCENES_NOW[scene][0]}'
            left, right = (first, second) if SIDES[relation] == Relation.LEFT else (second, first)
            out.append((Prompt(text, *first, scene, relation, second),
                        {'left thing': left[0], 'left colour': left[1], 'right thing': right[0], 'right colour': right[1]}))
    rng.shuffle(out)
    return out


def grouped() -> list[tuple[Prompt, dict[str, str]]]:
    """Two or three of a held-out combination, and one held-out thing on or under another; half of each."""
    rng, singles, out = Random(SEED + 1070), [combination for _, combination in held_out()], []
    for scene in SCENES_NOW:
        kept = [(thing, colour) for thing, colour, where in singles if where == scene]
        for thing, colour in rng.sample(kept, GROUPS):
            count = rng.choice((2, 3))
            prompt = Prompt(f'{a(f"{colour} {thing}")} {SCENES_NOW[scene][0]}', thing, colour, scene, count=count)
            out.append((prompt, {'count': counts.NUMBERS[count - 1], 'counted thing': thing, 'counted colour': colour}))
        some = [(first, second) for first, second in permutations(kept, 2) if first[0] != second[0] and first[1] != second[1]]
        for first, second in rng.sample(some, GROUPS):
            relation = rng.choice(list(STACKS))
            text = f'{a(f"{first[1]} {first[0]}")} {relation} {a(f"{second[1]} {second[0]}")} {SCENES_NOW[scene][0]}'
            top, bottom = (first, second) if STACKS[relation] == Relation.ON else (second, first)
            out.append((Prompt(text, *first, scene, relation, second),
                        {'top thing': top[0], 'top colour': top[1], 'bottom thing': bottom[0], 'bottom colour': bottom[1]}))
    rng.shuffle(out)
    return out


def write_asked() -> None:
    """The score's prompts: after every four single things, which stay as they were first asked, two side by side, each in another language than
    the two before."""
    phrases, languages = words.Phrases(), list(LANGUAGES)
    single = [asked for asked in json.loads(ASKED.read_text('utf8')) if 'thing' in asked['wanted']]
    both = [{'prompt': prompt.text if language == 'en' else phrases(prompt, language, Random(n)), 'seed': 2000 + n, 'language': language, 'wanted': wanted}
            for n, (prompt, wanted) in enumerate(two()) for language in [languages[n % len(languages)]]]
    turns = [one for n, pair in enumerate(both) for one in [*single[4 * n:4 * n + 4], pair]] + single[4 * len(both):]
    keep_asked(turns)


def write_groups() -> None:
    """After every five prompts, which stay as they were asked before, one for a group, in another language than the one before."""
    phrases, languages, added = words.Phrases(), list(LANGUAGES), []
    before = [asked for asked in json.loads(ASKED.read_text('utf8')) if not {'count', 'top thing'} & set(asked['wanted'])]
    for n, (prompt, wanted) in enumerate(grouped()):
        language = languages[n % len(languages)]
        plain = prompt.text if prompt.count == 1 else words.several(prompt, NUMBERS[prompt.count][0])
        text = plain if language == 'en' else phrases(prompt, language, Random(3000 + n))
        added.append({'prompt': text, 'seed': 3000 + n, 'language': language, 'wanted': wanted})
    keep_asked([one for n, group in enumerate(added) for one in [*before[5 * n:5 * n + 5], group]] + before[5 * len(added):])


def keep_asked(turns: list[Json]) -> None:
    lines = ',\n'.join('  ' + json.dumps(one, ensure_ascii=False) for one in turns)
    ASKED.write_text(f'[\n{lines}\n]\n', 'utf8')


def write_judge() -> None:
    """The judge that ships answers for two things side by side, too."""
    sides.export()
    known = prompts.world()
    figures = {'things': 'relation', 'colours': 'two colours'}
    add_heads({name: {'figure': figures[kind], 'labels': known[kind]} for name, kind in sides.HEADS.items()}, 'relation')


def write_counting_judge() -> None:
    """It answers for how many there are, and for two things one on the other, too."""
    counts.export()
    known = prompts.world()
    figures = {'count': 'count', 'counted thing': 'count', 'counted colour': 'counted colour', 'top thing': 'relation', 'bottom thing': 'relation'}
    add_heads({name: {'figure': figures.get(name, 'two colours'), 'labels': counts.NUMBERS if kind is None else known[kind]} for name, kind in counts.HEADS.items()}, 'count')


def add_heads(heads: dict[str, Json], aim: str) -> None:
    """Questions in the judge's card, and a figure at which the score aims."""
    path = sides.JUDGE / 'judge.json'
    card = json.loads(path.read_text('utf8'))
    card['heads'] |= heads
    card['targets'][aim] = 0.75
    dump(path, card)


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
    if pieces_of(sides.NAME).exists():
        write_judge()
        write_asked()
    if pieces_of(counts.NAME).exists():
        write_counting_judge()
        write_groups()
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
    if pieces_of(pairs.NAME).exists():  # last: the siblings keep the words that they learnt with
        words_of_sides, unet = marks.trained(), pairs.trained()
        words_of_sides.write(SHIPPED / 'text_encoder' / 'model.onnx')
        unet.write(SHIPPED / 'unet' / 'model.onnx')
    if pieces_of(speech.NAME).exists():
        speech.trained().write(SHIPPED / 'text_encoder' / 'model.onnx')
    if pieces_of(groups.NAME).exists():
        groups.trained().write(SHIPPED / 'unet' / 'model.onnx')
    if pieces_of(large.NAME).exists():  # after every sibling has its folder
        large.export()
