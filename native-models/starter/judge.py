"""The judge: a small classifier of thing, colour and scene, trained on renderings only. It scores the finished model, and
its features give the autoencoder a sense of what matters in a picture.

    python judge.py            trains (about 4 minutes on two cores) and prints its accuracy on fresh renderings
"""
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

import config as c
from world import N_COLOURS, N_SCENES, N_THINGS, World

PATH = c.WORK / 'judge.pt'


class Block(nn.Module):
    def __init__(self, inside, out):
        super().__init__()
        self.down = nn.Conv2d(inside, out, 4, 2, 1)
        self.n1, self.c1 = nn.BatchNorm2d(out), nn.Conv2d(out, out, 3, 1, 1)
        self.n2, self.c2 = nn.BatchNorm2d(out), nn.Conv2d(out, out, 3, 1, 1)

    def forward(self, x):
        x = self.down(x)
        return x + self.c2(F.relu(self.n2(self.c1(F.relu(self.n1(x))))))


class Judge(nn.Module):
    """Pictures of any size are read at 64 x 64."""

    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Block(3, 32), Block(32, 64), Block(64, 112), Block(112, 160)])
        self.norm = nn.BatchNorm2d(160)
        self.heads = nn.ModuleList([nn.Linear(160 * 2, n) for n in (N_THINGS, N_COLOURS, N_SCENES)])

    def features(self, x):
        out = []
        for block in self.blocks[:3]:
            x = block(x)
            out.append(x)
        return out

    def forward(self, x):
        x = F.relu(self.norm(self.blocks[3](self.features(x)[-1])))
        x = torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)
        return [head(x) for head in self.heads]


def disturb(x, g):
    """What a generated picture may suffer from without being wrong: blur and noise."""
    n = len(x)
    soft = F.interpolate(F.avg_pool2d(x, 2), scale_factor=2, mode='bilinear', align_corners=False)
    mix = torch.rand(n, 1, 1, 1, generator=g) * (torch.rand(n, 1, 1, 1, generator=g) < 0.5)
    noise = torch.randn(x.shape, generator=g) * torch.rand(n, 1, 1, 1, generator=g) * 0.08
    return torch.lerp(x, soft, mix) + noise


def batch(world, g, n):
    """Single things in every combination: the judge must know the held-out ones too. A tenth keep their natural colours."""
    thing, scene = torch.randint(N_THINGS, (n,), generator=g), torch.randint(N_SCENES, (n,), generator=g)
    colour = torch.randint(N_COLOURS + 1, (n,), generator=g)
    none = torch.full((n,), -1)
    labels = torch.stack([thing, colour, scene, none, none, none * 0], 1)
    return world.render(labels, g), labels


def loss_of(logits, labels):
    colour = labels[:, 1].masked_fill(labels[:, 1] == N_COLOURS, -100)
    return F.cross_entropy(logits[0], labels[:, 0]) + F.cross_entropy(logits[1], colour) + F.cross_entropy(
        logits[2], labels[:, 2])


def main():
    torch.set_num_threads(c.THREADS)
    torch.manual_seed(c.SEED)
    g = torch.Generator().manual_seed(c.SEED + 100)
    world, judge = World(), Judge().to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(judge.parameters(), 2e-3, weight_decay=0.02)
    limit, start, seen, step = 60 * c.minutes('JUDGE', 4), time.time(), 0, 0
    while (spent := time.time() - start) < limit:
        for group in optimiser.param_groups:
            group['lr'] = 2e-3 * min(1, step / 50) * max(0.01, 1 - spent / limit)
        x, labels = batch(world, g, 128)
        with torch.autocast('cpu', torch.bfloat16):
            logits = judge(disturb(x, g).contiguous(memory_format=torch.channels_last))
        loss = loss_of([l.float() for l in logits], labels)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        seen, step = seen + len(x), step + 1
        if step % 50 == 0:
            print(f'{spent:6.0f} s  {seen:7d} pictures  loss {loss.item():.3f}', flush=True)
    judge.eval()
    right, total = torch.zeros(3), torch.zeros(3)
    with torch.no_grad():
        for _ in range(16):
            x, labels = batch(world, g, 128)
            for i, l in enumerate(judge(x)):
                known = labels[:, i] < l.shape[1]
                right[i] += (l.argmax(1) == labels[:, i])[known].sum()
                total[i] += known.sum()
    print('on fresh renderings: thing %.3f, colour %.3f, scene %.3f' % tuple((right / total).tolist()), flush=True)
    torch.save(judge.state_dict(), PATH)


if __name__ == '__main__':
    main()
