"""The autoencoder: pictures to latents of 8 x 8 x 16 and back.

    python vae.py              trains by the clock (25 minutes on two cores); runs again from its checkpoint if stopped
"""
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

import config as c
import judge as judging
from world import World, sheet

PATH = c.WORK / 'vae.pt'
E_WIDTHS = (64, 160)  # at a quarter and an eighth of the side
D_WIDTHS = (192, 96, 48)  # at an eighth, a quarter and a half


class Res(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.GroupNorm(width // 16, width)
        self.c1, self.c2 = nn.Conv2d(width, width, 3, 1, 1), nn.Conv2d(width, width, 3, 1, 1)
        nn.init.zeros_(self.c2.weight)

    def forward(self, x):
        return x + self.c2(F.silu(self.c1(F.silu(self.norm(x)))))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        a, b = E_WIDTHS
        self.net = nn.Sequential(
            nn.PixelUnshuffle(4), nn.Conv2d(48, a, 3, 1, 1), Res(a), Res(a),
            nn.PixelUnshuffle(2), nn.Conv2d(4 * a, b, 3, 1, 1), Res(b), Res(b),
            nn.GroupNorm(b // 16, b), nn.SiLU(), nn.Conv2d(b, 2 * c.LATENT, 3, 1, 1))

    def forward(self, x):
        mean, logvar = self.net(x).chunk(2, 1)
        return mean, logvar.clamp(-12, 4)


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        a, b, d = D_WIDTHS
        self.net = nn.Sequential(
            nn.Conv2d(c.LATENT, a, 3, 1, 1), Res(a), Res(a),
            nn.Conv2d(a, 4 * b, 1), nn.PixelShuffle(2), Res(b), Res(b),
            nn.Conv2d(b, 4 * d, 1), nn.PixelShuffle(2), Res(d), Res(d),
            nn.GroupNorm(d // 16, d), nn.SiLU(), nn.Conv2d(d, 12, 3, 1, 1), nn.PixelShuffle(2))

    def forward(self, z):
        return self.net(z)


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()


def gradients(x):
    return x[..., 1:] - x[..., :-1], x[..., 1:, :] - x[..., :-1, :]


def main():
    torch.set_num_threads(c.THREADS)
    torch.manual_seed(c.SEED)
    last = torch.channels_last
    world, model = World(), Autoencoder().to(memory_format=last)
    judge = judging.Judge()
    judge.load_state_dict(torch.load(judging.PATH))
    judge.eval().requires_grad_(False).to(memory_format=last)
    slow = {k: v.clone() for k, v in model.state_dict().items()}  # the running average that is kept
    optimiser = torch.optim.AdamW(model.parameters(), 1e-3, betas=(0.9, 0.99), weight_decay=0.01)
    limit, spent, seen, step = 60 * c.minutes('VAE', 25), 0.0, 0, 0
    if PATH.exists() and '--fresh' not in sys.argv:
        saved = torch.load(PATH)
        model.load_state_dict(saved['model'])
        optimiser.load_state_dict(saved['optimiser'])
        slow, spent, seen, step = saved['slow'], saved['spent'], saved['seen'], saved['step']
    g = torch.Generator().manual_seed(c.SEED + 200 + step)
    tick, last_save, size = time.time(), time.time(), 24
    while spent < limit:
        now = time.time()
        spent, tick = spent + now - tick, now
        for group in optimiser.param_groups:
            group['lr'] = 1e-3 * min(1, (step + 1) / 100) * max(0.01, 1 - spent / limit) ** 0.7
        x = world.render(world.labels(size, g, two=0.4), g).contiguous(memory_format=last)
        with torch.autocast('cpu', torch.bfloat16):
            mean, logvar = model.encoder(x)
            mean, logvar = mean.float(), logvar.float()
            z = mean + torch.exp(0.5 * logvar) * torch.randn(mean.shape, generator=g)
            y = model.decoder(z)
            with torch.no_grad():
                want = judge.features(x)
            got = judge.features(y)
        y = y.float()
        sharp = sum((a - b).abs().mean() for a, b in zip(gradients(y), gradients(x)))
        seeing = sum((a.float() - b.float()).abs().mean() / (b.float().abs().mean() + 1e-3) for a, b in zip(got, want))
        kl = 0.5 * (mean ** 2 + logvar.exp() - 1 - logvar).mean()
        l1 = (y - x).abs().mean()
        loss = l1 + 0.5 * sharp + 0.06 * seeing + 0.002 * kl
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        seen, step = seen + size, step + 1
        keep = min(0.999, (1 + step) / (10 + step))
        with torch.no_grad():
            for k, v in model.state_dict().items():
                slow[k].lerp_(v, 1 - keep)
        if step % 50 == 0:
            psnr = -10 * torch.log10(((y - x) ** 2).mean() / 4)
            print(f'{spent:6.0f} s {seen:7d}  l1 {l1:.4f} sharp {sharp:.4f} seeing {seeing:.3f} kl {kl:.2f} psnr {psnr:.2f}'
                  f' latent {mean.std():.2f} noise {torch.exp(0.5 * logvar).mean():.3f}', flush=True)
        if time.time() - last_save > 120 or spent >= limit:
            last_save = time.time()
            torch.save({'model': model.state_dict(), 'optimiser': optimiser.state_dict(), 'slow': slow, 'spent': spent,
                        'seen': seen, 'step': step}, PATH)
            check(world, slow)


def load(path=PATH):
    model = Autoencoder()
    model.load_state_dict(torch.load(path)['slow'])
    return model.eval().requires_grad_(False)


@torch.no_grad()
def check(world, weights):
    """PSNR on pictures with held-out combinations, and a sheet of originals above reconstructions."""
    model = Autoencoder()
    model.load_state_dict(weights)
    model.eval()
    g = torch.Generator().manual_seed(c.SEED + 300)
    x = torch.cat([world.render(world.held_out(96, g), g), world.render(world.labels(32, g, two=1.0), g)])
    y = model.decoder(model.encoder(x)[0]).clamp(-1, 1)
    psnr = -10 * torch.log10(((y - x) ** 2).mean((1, 2, 3)) / 4)
    print(f'held-out psnr {psnr.mean():.2f} dB', flush=True)
    top, low = torch.cat([x[:8], x[-8:]]), torch.cat([y[:8], y[-8:]])
    sheet(torch.cat([top, low]), 16, c.WORK / 'vae.png', zoom=2)


if __name__ == '__main__':
    main()
