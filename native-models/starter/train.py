"""Trains the text encoder and the UNet on the cached latents.

v-prediction, min-SNR weights, one caption in ten empty, a running average of the weights; the learning rate falls to zero
when the clock runs out, however fast the machine is. Stopped, it goes on from its checkpoint.

    python train.py            70 minutes on two cores
"""
import sys
import time

import torch
import torch.nn as nn

import captions as cap
import config as c
import denoiser
import sample
from world import sheet

PATH = c.WORK / 'denoiser.pt'
BATCH, RATE, GAMMA = 64, 6e-4, 5.0


def main():
    torch.set_num_threads(c.THREADS)
    torch.manual_seed(c.SEED)
    cached = torch.load(c.WORK / 'latents.pt')
    latents, labels = cached['latents'], cached['labels']
    torch.save({k: cached[k] for k in ('mean', 'std')}, c.WORK / 'latents-stats.pt')
    captions = cap.Captions()
    model = denoiser.Model(captions.size).to(memory_format=torch.channels_last)
    print('unet %.1f M, text %.1f M weights' % tuple(sum(p.numel() for p in m.parameters()) / 1e6
                                                    for m in (model.unet, model.text)), flush=True)
    slow = {k: v.clone() for k, v in model.state_dict().items()}
    decay = [p for p in model.parameters() if p.ndim > 1]
    plain = [p for p in model.parameters() if p.ndim < 2]
    optimiser = torch.optim.AdamW([{'params': decay, 'weight_decay': 0.01}, {'params': plain, 'weight_decay': 0.0}],
                                  RATE, betas=(0.9, 0.99), fused=True)
    limit, spent, seen, step = 60 * c.minutes('DENOISER', 70), 0.0, 0, 0
    if PATH.exists() and '--fresh' not in sys.argv:
        saved = torch.load(PATH)
        model.load_state_dict(saved['model'])
        optimiser.load_state_dict(saved['optimiser'])
        slow, spent, seen, step = saved['slow'], saved['spent'], saved['seen'], saved['step']
    alphas = denoiser.alphas().float()
    snr = alphas / (1 - alphas)
    weight = snr.clamp(max=GAMMA) / (snr + 1)
    weight /= weight.mean()
    g = torch.Generator().manual_seed(c.SEED + 500 + step)
    order, at, mean_loss = torch.randperm(len(latents), generator=g), 0, 0.0
    tick, last_save, last_look = time.time(), time.time(), time.time()
    look_every = 60 * c.minutes('LOOK', 7)
    while spent < limit:
        now = time.time()
        spent, tick = spent + now - tick, now
        left = max(0.0, 1 - spent / limit)
        rate = RATE * min(1, (step + 1) / 200) * min(1.0, left / 0.6)
        for group in optimiser.param_groups:
            group['lr'] = rate
        if at + BATCH > len(order):
            order, at = torch.randperm(len(latents), generator=g), 0
        rows = order[at:at + BATCH]
        at += BATCH
        x = latents[rows].float()
        ids = captions(labels[rows].long(), g)
        t = torch.randint(c.STEPS, (BATCH,), generator=g)
        a, b = alphas[t].sqrt().view(-1, 1, 1, 1), (1 - alphas[t]).sqrt().view(-1, 1, 1, 1)
        noise = torch.randn(x.shape, generator=g)
        noisy, want = a * x + b * noise, a * noise - b * x
        with torch.autocast('cpu', torch.bfloat16):
            got = model.unet(noisy.contiguous(memory_format=torch.channels_last), t, model.text(ids))
        loss = ((got.float() - want).square().mean((1, 2, 3)) * weight[t]).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        seen, step = seen + BATCH, step + 1
        keep = min(0.998, (1 + step) / (10 + step))
        with torch.no_grad():
            state = model.state_dict()
            names = list(slow)
            torch._foreach_lerp_([slow[k] for k in names], [state[k] for k in names], 1 - keep)
        mean_loss = loss.item() if step == 1 else mean_loss * 0.98 + loss.item() * 0.02
        if step % 50 == 0:
            print(f'{spent:6.0f} s {seen:8d} samples  loss {mean_loss:.4f}  rate {rate:.2e}', flush=True)
        if time.time() - last_save > 180 or spent >= limit:
            last_save = time.time()
            partial = PATH.with_suffix('.part')
            torch.save({'model': model.state_dict(), 'optimiser': optimiser.state_dict(), 'slow': slow, 'spent': spent,
                        'seen': seen, 'step': step}, partial)
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
