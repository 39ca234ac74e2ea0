"""Teaches the text encoder to read before the UNet learns to draw: from a caption it has to say the thing and its colour (of
two, the left one's), the right thing and its colour, and the scene. Learnt through the UNet alone the words for things
stayed faint for an hour (their spread over the 48 things was 0.5, the scenes' 7.7) and every thing was the same blob.

    python text.py             1 minute on one core: work/text.pt, from which train.py starts
"""
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

import captions as cap
import config as c
import denoiser
from world import N_COLOURS, N_SCENES, N_THINGS, World

PATH = c.WORK / 'text.pt'
STEPS, BATCH, RATE = 200, 96, 1e-3


def main():
    torch.set_num_threads(c.THREADS)
    torch.manual_seed(c.SEED)
    g = torch.Generator().manual_seed(c.SEED + 450)
    world, captions = World(), cap.Captions()
    text, norm = denoiser.TextEncoder(captions.size), nn.LayerNorm(c.TEXT_WIDTH)
    names = ['thing', 'colour', 'scene', 'right thing', 'its colour']
    sizes = [N_THINGS, N_COLOURS + 1, N_SCENES, N_THINGS + 1, N_COLOURS + 2]
    heads = nn.ModuleList(nn.Linear(c.TEXT_WIDTH, size) for size in sizes)
    weights = [*text.parameters(), *norm.parameters(), *heads.parameters()]
    optimiser = torch.optim.AdamW(weights, RATE, weight_decay=0.01)
    start = time.time()
    for step in range(STEPS):
        for group in optimiser.param_groups:
            group['lr'] = RATE * min(1, (step + 1) / 20) * (1 - step / STEPS)
        labels = world.labels(BATCH, g)
        pair, swap = labels[:, 3] >= 0, (labels[:, 3] >= 0) & (labels[:, 5] == 1)
        first, second = labels[:, :2], torch.where(pair[:, None], labels[:, 3:5], torch.tensor([N_THINGS, N_COLOURS + 1]))
        left, right = torch.where(swap[:, None], second, first), torch.where(swap[:, None], first, second)
        wanted = torch.cat([left, labels[:, 2:3], right], 1)
        with torch.autocast('cpu', torch.bfloat16):
            words = text(captions(labels, g, drop=0, bare=0))
        said = norm(words.float().mean(1))
        answers = [head(said) for head in heads]
        loss = sum(F.cross_entropy(a, wanted[:, i]) for i, a in enumerate(answers))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(text.parameters(), 1.0)
        optimiser.step()
        if step % 40 == 39:
            known = [f'{n} {(a.argmax(1) == wanted[:, i]).float().mean():.2f}' for i, (n, a) in enumerate(zip(names, answers))]
            print(f'{time.time() - start:5.0f} s  loss {loss:.3f}', ', '.join(known), flush=True)
    torch.save(text.state_dict(), PATH)


if __name__ == '__main__':
    main()
