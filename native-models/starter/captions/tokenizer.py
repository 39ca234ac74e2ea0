"""A CLIP byte-level BPE (`vocab.json`, `merges.txt`) whose merges are learnt on captions in all four languages."""
import json
from collections.abc import Iterable
from pathlib import Path

import torch
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import BPE
from tokenizers.trainers import BpeTrainer
from torch import Tensor

from ..config import MAX_TOKENS, VOCABULARY, WORK

FOLDER = WORK / 'tokenizer'
BOS, EOS = '<|startoftext|>', '<|endoftext|>'
# OpenAI CLIP's pattern for what is merged within.
PIECES = Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+")


def byte_letters() -> list[str]:
    """GPT-2's printable stand-ins for the 256 bytes, in CLIP's order."""
    keep = [*range(33, 127), *range(161, 173), *range(174, 256)]
    return [chr(b) for b in keep] + [chr(256 + i) for i in range(256 - len(keep))]


def bare(model: BPE) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r'\s+'), ' '), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(PIECES, behavior='removed', invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    return tokenizer


def learn(captions: Iterable[str]) -> None:
    """Writes the files of a CLIPTokenizer."""
    tokenizer = bare(BPE(end_of_word_suffix='</w>', continuing_subword_prefix=''))
    letters = byte_letters()
    room = VOCABULARY - 2 * len(letters) - 2
    tokenizer.train_from_iterator(captions, BpeTrainer(vocab_size=room, initial_alphabet=letters, end_of_word_suffix='</w>',
                                                       show_progress=False, min_frequency=3))
    learnt = json.loads(tokenizer.to_str())['model']['merges']
    merges = [tuple(pair) if isinstance(pair, list) else tuple(pair.split(' ')) for pair in learnt]
    # The trainer knows only the last letters that it met; CLIP's vocabulary has all.
    tokens = dict.fromkeys([*letters, *(letter + '</w>' for letter in letters), *(a + b for a, b in merges), BOS, EOS])
    special = {'bos_token': BOS, 'eos_token': EOS, 'unk_token': EOS, 'pad_token': EOS}
    settings = {'add_prefix_space': False, **special, 'do_lower_case': True, 'errors': 'replace', 'model_max_length': MAX_TOKENS,
                'tokenizer_class': 'CLIPTokenizer'}
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / 'vocab.json').write_text(json.dumps({t: i for i, t in enumerate(tokens)}, ensure_ascii=False), 'utf8')
    (FOLDER / 'merges.txt').write_text('#version: 0.2\n' + ''.join(f'{a} {b}\n' for a, b in merges), 'utf8')
    (FOLDER / 'tokenizer_config.json').write_text(json.dumps(settings, indent=2) + '\n')
    (FOLDER / 'special_tokens_map.json').write_text(json.dumps(special, indent=2) + '\n')


class Reader:
    """Captions to ids [n, MAX_TOKENS], int64, padded with the end token."""

    def __init__(self, folder: Path = FOLDER):
        self.tokenizer = bare(BPE.from_file(str(folder / 'vocab.json'), str(folder / 'merges.txt'), end_of_word_suffix='</w>'))
        vocabulary = self.tokenizer.get_vocab()
        self.size, self.bos, self.eos = len(vocabulary), vocabulary[BOS], vocabulary[EOS]

    def __call__(self, captions: list[str]) -> Tensor:
        ids = torch.full((len(captions), MAX_TOKENS), self.eos)
        ids[:, 0] = self.bos
        for row, encoding in zip(ids, self.tokenizer.encode_batch(captions)):
            known = torch.tensor(encoding.ids[:MAX_TOKENS - 2], dtype=torch.long)
            row[1:1 + len(known)] = known
        return ids


def trimmed(ids: Tensor, eos: int) -> Tensor:
    """Without the columns in which every text has ended."""
    longest = int((ids == eos).int().argmax(1).max()) + 1
    return ids[:, :longest].long()
