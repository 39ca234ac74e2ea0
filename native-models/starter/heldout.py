"""Writes heldout.json: every combination of thing, colour and scene that training never saw, in a fixed order, with its
prompt and seed. score.ts reads it.

    python heldout.py
"""
import json

import torch

import captions
import config as c
from words import COLOURS, SCENES, THINGS
from world import held_out_table


def main():
    triples = held_out_table().nonzero()
    triples = triples[torch.randperm(len(triples), generator=torch.Generator().manual_seed(c.SEED))].tolist()
    rows = [{'thing': THINGS[t][0], 'colour': COLOURS[k][0], 'scene': SCENES[s][0], 'seed': 1000 + i,
             'prompt': captions.prompt(t, k, s)} for i, (t, k, s) in enumerate(triples)]
    lines = ',\n'.join('  ' + json.dumps(row) for row in rows)
    (c.HERE / 'heldout.json').write_text(f'[\n{lines}\n]\n')
    print(len(rows), 'combinations')


if __name__ == '__main__':
    main()
