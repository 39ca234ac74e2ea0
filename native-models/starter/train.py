"""Trains the text encoder and the UNet on the cached latents.

v-prediction, noise levels drawn where they matter, one caption in ten empty, a running average of the weights; the
learning rate falls to zero when the clock runs out, however fast the machine is. Stopped, it goes on from its checkpoint.

    python train.py            80 minutes on two busy cores

STARTER_SECOND=1 starts a second process that sends its gradients when it has some: both run on one thread, so a busy
second core slows only it. (Then a run is not repeatable to the bit.)
"""
import os
import sys
import time
from pathlib import Path

import torch
import torch.multiprocessing as mp
import torch.nn as nn

import captions as cap
import config as c
import denoiser
import sample
import text
from world import sheet

PATH = c.WORK / 'denoiser.pt'
BATCH, RATE = 32, 6e-4
PAIRS = 0.4  # share of lessons with two things, whatever their share of the cache
AVERAGE_EVERY = 4  # steps
SECOND = os.environ.get('STARTER_SECOND') == '1'


class Lessons:
    """Batches of cached latents with captions and noise, and the loss of a model on one."""

    def __init__(self, cached, seed):
        self.latents, self.labels = cached['latents'], cached['labels']
        self.captions = cap.Captions()
        self.alphas = denoiser.alphas().float()
        # Above a sigma of 4 hardly more than the average picture is left to learn, below 0.1 hardly more than the noise: such
        # steps are drawn less often. (Weighting the loss instead, as min-SNR does, would spend the same time on them.)
        variance = (1 - self.alphas) / self.alphas
        self.often = 1 / (1 + variance / 16) * variance / (variance + 0.01)
        self.g = torch.Generator().manual_seed(seed)
        pair = self.labels[:, 3] >= 0
        self.pairs, self.singles = pair.nonzero().squeeze(1), (~pair).nonzero().squeeze(1)

    def loss(self, model):
        alone, two = (rows[torch.randint(len(rows), (BATCH,), generator=self.g)] for rows in (self.singles, self.pairs))
        rows = torch.where(torch.rand(BATCH, generator=self.g) < PAIRS, two, alone)
        x = self.latents[rows].float()
        ids = self.captions(self.labels[rows].long(), self.g)
        t = torch.multinomial(self.often, BATCH, replacement=True, generator=self.g)
        a, b = self.alphas[t].sqrt().view(-1, 1, 1, 1), (1 - self.alphas[t]).sqrt().view(-1, 1, 1, 1)
        noise = torch.randn(x.shape, generator=self.g)
        noisy, want = a * x + b * noise, a * noise - b * x
        with torch.autocast('cpu', torch.bfloat16):
            got = model.unet(noisy.contiguous(memory_format=torch.channels_last), t, model.text(ids))
        return (got.float() - want).square().mean()


def manners(nice):
    """How this process yields to others. Linux groups processes by session, and the group's own nice value is what counts."""
    os.setpriority(os.PRIO_PROCESS, 0, nice)
    group = Path('/proc/self/autogroup')
    if group.exists():
        group.write_text(str(nice))


def second(weights, gradients, ready, seed):
    """Computes gradients at the newest weights and leaves one at a time in `gradients`."""
    os.sched_setaffinity(0, set(range(os.cpu_count())) - {0})
    os.setsid()
    manners(10)
    torch.set_num_threads(1)
    model = denoiser.Model(cap.Captions().size).to(memory_format=torch.channels_last)
    lessons = Lessons(torch.load(c.WORK / 'latents.pt', mmap=True), seed)
    mine = list(model.parameters())
    while mp.parent_process().is_alive():
        with torch.no_grad():
            torch._foreach_copy_(mine, weights)
        model.zero_grad(set_to_none=True)
        lessons.loss(model).backward()
        while ready.value and mp.parent_process().is_alive():
            time.sleep(0.002)
        torch._foreach_copy_(gradients, [p.grad for p in mine])
        ready.value = 1


def main():
    torch.set_num_threads(1 if SECOND else c.THREADS)
    torch.manual_seed(c.SEED)
    cached = torch.load(c.WORK / 'latents.pt')
    captions = cap.Captions()
    model = denoiser.Model(captions.size).to(memory_format=torch.channels_last)
    print('unet %.1f M, text %.1f M weights' % tuple(sum(p.numel() for p in m.parameters()) / 1e6
                                                    for m in (model.unet, model.text)), flush=True)
    if text.PATH.exists():
        model.text.load_state_dict(torch.load(text.PATH))
    slow = {k: v.clone() for k, v in model.state_dict().items()}
    decay = [p for p in model.parameters() if p.ndim > 1]
    plain = [p for p in model.parameters() if p.ndim < 2]
    optimiser = torch.optim.AdamW([{'params': decay, 'weight_decay': 0.01}, {'params': plain, 'weight_decay': 0.0}],
                                  RATE, betas=(0.9, 0.99), fused=True)
    limit, spent, seen, step, warm = 60 * c.minutes('DENOISER', 70), 0.0, 0, 0, 0
    if PATH.exists() and '--fresh' not in sys.argv:
        saved = torch.load(PATH)
        model.load_state_dict(saved['model'])
        if 'optimiser' in saved:
            optimiser.load_state_dict(saved['optimiser'])
        slow, spent, seen, step, warm = (saved[k] for k in ('slow', 'spent', 'seen', 'step', 'warm'))
    lessons, mean_loss = Lessons(cached, c.SEED + 500 + step), 0.0
    weights = list(model.parameters())
    if SECOND:
        ready = mp.get_context('spawn').Value('b', 0, lock=False)
        gradients = [torch.zeros_like(p).share_memory_() for p in weights]
        shared = [p.detach().share_memory_() for p in weights]
        mp.get_context('spawn').Process(target=second, args=(shared, gradients, ready, c.SEED + 900 + step), daemon=True).start()
        os.sched_setaffinity(0, {0})
        if os.getpriority(os.PRIO_PROCESS, 0):
            manners(os.getpriority(os.PRIO_PROCESS, 0))
    tick, last_save, last_look = time.time(), time.time(), time.time()
    look_every = 60 * c.minutes('LOOK', 7)
    while spent < limit:
        now = time.time()
        spent, tick = spent + now - tick, now
        left = max(0.0, 1 - spent / limit)
        rate = RATE * min(1, (step - warm + 1) / 200) * min(1.0, left / 0.35)
        for group in optimiser.param_groups:
            group['lr'] = rate
        optimiser.zero_grad(set_to_none=True)
        loss = lessons.loss(model)
        loss.backward()
        if SECOND and ready.value:
            with torch.no_grad():
                torch._foreach_lerp_([p.grad for p in weights], gradients, 0.5)
            ready.value = 0
            seen += BATCH
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        seen, step = seen + BATCH, step + 1
        if step % AVERAGE_EVERY == 0:
            keep = min(0.998, (1 + step) / (10 + step)) ** AVERAGE_EVERY
            with torch.no_grad():
                state = model.state_dict()
                names = list(slow)
                torch._foreach_lerp_([slow[k] for k in names], [state[k] for k in names], 1 - keep)
        mean_loss = loss.item() if step == 1 else mean_loss * 0.98 + loss.item() * 0.02
        if step % 100 == 0:
            print(f'{spent:6.0f} s {seen:8d} samples  loss {mean_loss:.4f}  rate {rate:.2e}', flush=True)
        if time.time() - last_save > 180 or spent >= limit:
            last_save = time.time()
            partial = PATH.with_suffix('.part')
            torch.save({'model': model.state_dict(), 'optimiser': optimiser.state_dict(), 'slow': slow, 'spent': spent,
                        'seen': seen, 'step': step, 'warm': warm}, partial)
            partial.replace(PATH)
        if time.time() - last_look > look_every or spent >= limit:
            last_look = time.time()
            look(slow, seen)
    print('done', seen, 'samples', flush=True)


def look(weights, seen):
    model = denoiser.Model(cap.Captions().size)
    model.load_state_dict(weights)
    model.eval().requires_grad_(False)
    studio = sample.Studio()
    figures, _ = studio.score(model, 64)
    print(f'{seen} samples: held-out thing %.2f colour %.2f scene %.2f' % tuple(figures), flush=True)
    sheet(studio.pictures(model, sample.SHOWN), 8, c.WORK / f'look-{seen}.png', zoom=2)


if __name__ == '__main__':
    main()
