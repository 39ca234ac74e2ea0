"""How people ask for a picture: a tokenizer that knows the world's words, and captions made as tensors.

The tokenizer is a genuine CLIP byte-level BPE (`vocab.json`, `merges.txt`): its merges are learnt on the grammar's own
words until each is one token; any other text still becomes letters.

    python captions.py         writes work/tokenizer and compares it with transformers' CLIPTokenizer
"""
import json
from collections import Counter

import torch

import config as c
from words import COLOURS, NATURAL_COLOUR, SCENES, THINGS

PREFIXES = ['', 'a picture of', 'a photo of', 'an image of', 'a drawing of', 'picture of', 'a painting of']
PLACES = ['on', 'in', 'at', 'in front of', 'by', 'near', 'with', 'over', 'under', 'above', 'against', 'before']
# How the first thing, with its side, stands to the second; {} is nothing, the parts are joined as tokens.
LEFT = ['left of', 'to the left of', 'on the left of', 'on the left side of']
RIGHT = ['right of', 'to the right of', 'on the right of', 'on the right side of']
TOGETHER = ['and', 'next to', 'beside', 'with', 'near', ',']
# Words that say nothing about the world, so that strangers' prompts do no harm.
ASIDES = ['beautiful', 'cute', 'nice', 'high quality', 'detailed', 'colourful', 'colorful', 'small', 'big', 'large', 'little',
          'pretty', 'realistic', 'cartoon', 'masterpiece', 'best quality', 'digital art', 'emoji', 'icon', 'sharp']
OTHERS = ['blurry', 'ugly', 'low quality', 'bad', 'text', 'watermark', 'one', 'two', 'three', 'is', 'are', 'there', 'my',
          'your', 'this', 'that', 'some', 'very', 'of', 'the', 'for', 'from', 'to', 'it', 'its', 'has', 'no', 'not', 'without',
          'coloured', 'colored', 'color', 'colour', 'standing', 'sitting', 'flying', 'lying', 'floating', 'background',
          'scene', 'day', 'light', 'dark', 'deep', 'bright', 'behind', 'between', 'middle', 'center', 'centre', 'scenery']

BOS, EOS = '<|startoftext|>', '<|endoftext|>'


def byte_letters():
    """GPT-2's printable stand-ins for the 256 bytes."""
    keep = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters, extra = {b: chr(b) for b in keep}, 0
    for b in range(256):
        if b not in letters:
            letters[b] = chr(256 + extra)
            extra += 1
    order = keep + [b for b in range(256) if b not in keep]
    return [letters[b] for b in order]


def phrases():
    articles = ['a', 'an', 'the', 'one']
    yield from PREFIXES + PLACES + LEFT + RIGHT + TOGETHER + ASIDES + OTHERS + articles
    yield from ['on the left', 'on the right', 'and', ',', '.', '!', '?']
    for name, _, also in THINGS + COLOURS:
        yield from [name, *also]
    for name, _, _ in THINGS:
        yield name + 's'
    for _, names in SCENES:
        yield from names
    for name, _ in SCENES:
        yield name


def pieces(text):
    """CLIP splits letters from other signs before merging; so do we."""
    return text.replace(',', ' , ').replace('-', ' - ').split()


def learn_merges():
    words = Counter(w for p in phrases() for w in pieces(p))
    split = {w: [*w[:-1], w[-1] + '</w>'] for w in words}
    merges = []
    while True:
        pairs = Counter()
        for w, parts in split.items():
            for pair in zip(parts, parts[1:]):
                pairs[pair] += words[w]
        if not pairs:
            return merges
        best = max(pairs, key=lambda p: (pairs[p], p))
        merges.append(best)
        for w, parts in split.items():
            out, i = [], 0
            while i < len(parts):
                if i + 1 < len(parts) and (parts[i], parts[i + 1]) == best:
                    out.append(parts[i] + parts[i + 1])
                    i += 2
                else:
                    out.append(parts[i])
                    i += 1
            split[w] = out


def tokenizer_files():
    letters, merges = byte_letters(), learn_merges()
    tokens = letters + [l + '</w>' for l in letters] + [a + b for a, b in merges] + [BOS, EOS]
    special = {'bos_token': BOS, 'eos_token': EOS, 'unk_token': EOS, 'pad_token': EOS}
    return {
        'vocab.json': json.dumps({t: i for i, t in enumerate(dict.fromkeys(tokens))}, ensure_ascii=False),
        'merges.txt': '#version: 0.2\n' + ''.join(f'{a} {b}\n' for a, b in merges),
        'tokenizer_config.json': json.dumps({
            'add_prefix_space': False, **special, 'do_lower_case': True, 'errors': 'replace',
            'model_max_length': c.MAX_TOKENS, 'tokenizer_class': 'CLIPTokenizer'}, indent=2) + '\n',
        'special_tokens_map.json': json.dumps(special, indent=2) + '\n',
    }


class Captions:
    """Turns labels into token ids without a loop over pictures: every part of a caption is a row of a small table, and the
    rows are pushed together."""

    def __init__(self):
        self.ids = json.loads(tokenizer_files()['vocab.json'])
        self.bos, self.eos, self.size = self.ids[BOS], self.ids[EOS], len(self.ids)
        self.prefix = self.table(PREFIXES)
        self.place = self.table(PLACES)
        self.scenes = self.choices([names for _, names in SCENES])
        self.colours = self.choices([[name, name, name, *also] for name, _, also in COLOURS] + [['']])
        self.things = self.choices([[name, name, name, *also] for name, _, also in THINGS])
        self.articles = self.table(['a', 'an', 'the', 'one', ''])
        self.vowel = torch.tensor([0] * (self.size + 1), dtype=torch.bool)
        for word, i in self.ids.items():
            self.vowel[i] = word[0] in 'aeiou'
        self.left, self.right, self.together = self.table(LEFT), self.table(RIGHT), self.table(TOGETHER)
        self.joins = self.table([',', 'and', '', 'on the left and', 'on the right and', 'on the left', 'on the right'])
        self.asides = self.table(ASIDES)

    def encode(self, text):
        return [self.ids[w + '</w>'] for w in pieces(text)]

    def table(self, texts):
        """[texts, longest], -1 where there is nothing."""
        rows = [self.encode(t) for t in texts]
        width = max(1, *map(len, rows))
        return torch.tensor([r + [-1] * (width - len(r)) for r in rows])

    def choices(self, groups):
        """[groups, most names, longest]; groups with fewer names repeat theirs."""
        most = 1
        for g in groups:
            most = most * len(g) // __import__('math').gcd(most, len(g))
        flat = self.table([g[i % len(g)] for g in groups for i in range(most)])
        return flat.view(len(groups), most, -1)

    def pack(self, parts):
        ids = torch.cat(parts, 1)
        order = torch.argsort((ids < 0).int(), dim=1, stable=True)
        ids = ids.gather(1, order)[:, :c.MAX_TOKENS - 2]
        n = len(ids)
        ids = torch.cat([torch.full((n, 1), self.bos), ids, torch.full((n, c.MAX_TOKENS - 1 - ids.shape[1]), -1)], 1)
        return ids.masked_fill(ids < 0, self.eos)

    def __call__(self, labels, g, drop=0.1, bare=0.08):
        """Caption ids [batch, MAX_TOKENS] for labels: `drop` of them empty, `bare` of them without a scene."""
        n = len(labels)
        thing, colour, scene, other, other_colour, side = labels.unbind(1)

        def chance(p):
            return (torch.rand(n, 1, generator=g) < p)

        def one(table, index=None):
            if index is not None:
                table = table[index]
                return table[torch.arange(n), torch.randint(table.shape[1], (n,), generator=g)]
            return table[torch.randint(len(table), (n,), generator=g)]

        def nothing(part, where):
            return part.masked_fill(where, -1)

        def noun(thing, colour):
            aside = nothing(one(self.asides), ~chance(0.05))
            colour, thing = one(self.colours, colour), one(self.things, thing)
            first = torch.cat([aside, colour, thing], 1)
            first = first.gather(1, (first >= 0).int().argmax(1, keepdim=True))
            u = torch.rand(n, generator=g)
            kind = torch.where(u < 0.72, self.vowel[first.squeeze(1)].long(), torch.where(u < 0.86, 2, 4))
            return torch.cat([self.articles[kind], aside, colour, thing], 1)

        pair = other >= 0
        a, b = noun(thing, colour), nothing(noun(other.clamp(min=0), other_colour.clamp(min=0)), ~pair[:, None])
        # Some captions name the second thing first.
        swap = pair[:, None] & chance(0.3)
        a_wide, b_wide = a, b
        first, second = torch.where(swap, b_wide, a_wide), torch.where(swap, a_wide, b_wide)
        side = torch.where(swap.squeeze(1), 1 - side, side)[:, None]
        said, plainly = chance(0.75), chance(0.3)
        relation = torch.where(side == 0, pad(one(self.left), 5), pad(one(self.right), 5))
        relation = torch.where(said, relation, pad(one(self.together), 5))
        sides = torch.where(side == 0, self.joins[3], self.joins[4])
        others = torch.where(side == 0, self.joins[6], self.joins[5])
        both = said & plainly  # "... on the left and ... on the right"
        relation = nothing(torch.where(both, pad(sides, 5), relation), ~pair[:, None])
        tail = nothing(others, ~(both & pair[:, None]))
        place = torch.where(chance(0.12), pad(self.joins[0].expand(n, -1), 3), pad(one(self.place), 3))
        where = torch.cat([place, one(self.scenes, scene)], 1)
        where = nothing(where, chance(bare))
        prefix = nothing(one(self.prefix), ~chance(0.12))
        aside = nothing(torch.cat([self.joins[0][None, :1].expand(n, -1), one(self.asides)], 1), ~chance(0.04))
        ids = self.pack([prefix, first, relation, second, tail, where, aside])
        return torch.where(chance(drop), self.empty(n), ids)

    def empty(self, n=1):
        return torch.tensor([[self.bos] + [self.eos] * (c.MAX_TOKENS - 1)]).expand(n, -1)

    def tokens(self, text):
        """Ids of a prompt whose words are all known; the real tokenizer handles the rest."""
        ids = [self.bos, *self.encode(text.lower())][:c.MAX_TOKENS - 1]
        return torch.tensor([ids + [self.eos] * (c.MAX_TOKENS - len(ids))])

    def text(self, ids):
        names = {i: t for t, i in self.ids.items()}
        return ' '.join(names[i].replace('</w>', '') for i in ids.tolist() if i not in (self.bos, self.eos))


def pad(part, width):
    return torch.nn.functional.pad(part, (0, width - part.shape[1]), value=-1)


def article(word):
    return ('an ' if word[0] in 'aeiou' else 'a ') + word


def prompt(thing, colour, scene):
    """The plainest way to ask for one thing."""
    phrase = article(THINGS[thing][0] if colour == NATURAL_COLOUR else f'{COLOURS[colour][0]} {THINGS[thing][0]}')
    place = {'beach': 'on a beach', 'night sky': 'in the night sky', 'forest': 'in the forest', 'snow': 'in the snow',
             'desert': 'in the desert', 'meadow': 'in a meadow', 'sea': 'in the sea', 'sunset': 'at sunset',
             'city': 'in the city', 'room': 'in a room'}[SCENES[scene][0]]
    return f'{phrase} {place}'


def main():
    folder = c.WORK / 'tokenizer'
    folder.mkdir(exist_ok=True)
    for name, text in tokenizer_files().items():
        (folder / name).write_text(text)
    captions = Captions()
    print(captions.size, 'tokens')
    from transformers import CLIPTokenizer

    from world import World
    theirs = CLIPTokenizer.from_pretrained(folder)
    world, g = World(), torch.Generator().manual_seed(c.SEED)
    ids = captions(world.labels(2000, g, two=0.5), g)
    for row in ids:
        text = captions.text(row)
        want = theirs(text, padding='max_length', max_length=c.MAX_TOKENS, truncation=True)['input_ids']
        assert row.tolist() == want, (text, row.tolist(), want)
    for row in ids[:40]:
        print(captions.text(row))
    print('equal to CLIPTokenizer on', len(ids), 'captions; longest', int((ids != captions.eos).sum(1).max()) + 1)


if __name__ == '__main__':
    main()
