"""Draws with the trained networks in torch: what train.py looks at while it learns. The app's own pipeline is the one that
counts; `npm run starter:score` uses that.

    python sample.py "a red balloon on a beach" ...        writes work/sample.png
    python sample.py --score 200                           held-out combinations, judged
"""
import sys

import torch

import captions as cap
import config as c
import denoiser
import judge as judging
import vae
from world import World, sheet

SHOWN = ['a red balloon on a beach', 'a red apple', 'a green cat in the snow', 'a house', 'a blue car in the city',
         'a yellow fish in the sea', 'a purple tree in the desert', 'a pink house by the sea', 'a rocket in the night sky',
         'a black cat in a room', 'a red book on the left and a green star on the right in a forest',
         'a blue balloon right of a yellow duck on the beach', 'a white rabbit in a meadow', 'a crown at sunset',
         'an orange robot in a room', 'a ghost in the forest']


def sigmas(steps, rho=7.0):
    """Karras' spacing over the range of Stable Diffusion's schedule."""
    a = denoiser.alphas()
    known = ((1 - a) / a).sqrt()
    low, high = known[0] ** (1 / rho), known[-1] ** (1 / rho)
    ramp = torch.linspace(0, 1, steps, dtype=torch.float64)
    return torch.cat([(high + ramp * (low - high)) ** rho, torch.zeros(1, dtype=torch.float64)]), known


@torch.no_grad()
def draw(model, ids, empty, g, steps=20, guidance=4.0):
    """DPM-Solver++ (2M) on the v-predicting UNet; returns normalised latents."""
    levels, known = sigmas(steps)
    words = model.text(torch.cat([ids, empty.expand_as(ids)]))
    n = len(ids)
    x = torch.randn(n, c.LATENT, c.LATENT_SIDE, c.LATENT_SIDE, generator=g) * levels[0].float()
    old = None
    for i in range(steps):
        s, to = levels[i], levels[i + 1]
        t = torch.searchsorted(known, s).clamp(1, c.STEPS - 1)
        low, high = known[t - 1].log(), known[t].log()
        time = (t - 1) + (s.log() - low) / (high - low)
        scale = (1 / (s * s + 1).sqrt()).float()
        with torch.autocast('cpu', torch.bfloat16):
            v = model.unet(torch.cat([x, x]) * scale, time.float().expand(2 * n), words).float()
        yes, no = v.chunk(2)
        v = no + guidance * (yes - no)
        clean = x * scale ** 2 - v * (s.float() * scale)
        if to == 0:
            return clean
        h = (s / to).log()
        best = clean
        if old is not None:
            r = (levels[i - 1] / s).log() / h
            best = clean * (1 + 1 / (2 * r)).float() - old * (1 / (2 * r)).float()
        x = x * (to / s).float() + best * (1 - (-h).exp()).float()
        old = clean


class Studio:
    def __init__(self):
        self.world, self.captions, self.decoder = World(), cap.Captions(), vae.load().decoder
        self.judge = judging.Judge()
        self.judge.load_state_dict(torch.load(judging.PATH))
        self.judge.eval()
        saved = torch.load(c.WORK / 'latents-stats.pt')
        self.mean, self.std = (saved[k].view(1, -1, 1, 1) for k in ('mean', 'std'))

    @torch.no_grad()
    def pictures(self, model, prompts, seed=1, **options):
        g = torch.Generator().manual_seed(seed)
        ids = torch.cat([self.captions.tokens(p) for p in prompts])
        out = [draw(model, part, self.captions.empty(), g, **options) for part in ids.split(64)]
        return self.decoder(torch.cat(out) * self.std + self.mean).clamp(-1, 1)

    @torch.no_grad()
    def score(self, model, count=100, seed=7, **options):
        labels = self.world.held_out(count, torch.Generator().manual_seed(seed))
        pictures = self.pictures(model, [cap.prompt(*row[:3]) for row in labels.tolist()], seed, **options)
        return [(l.argmax(1) == labels[:, i]).float().mean().item() for i, l in enumerate(self.judge(pictures))], pictures


def load(path=None):
    saved = torch.load(path or c.WORK / 'denoiser.pt')
    model = denoiser.Model(cap.Captions().size)
    model.load_state_dict(saved['slow'])
    return model.eval().requires_grad_(False)


def main():
    torch.set_num_threads(c.THREADS)
    studio, model = Studio(), load()
    if '--score' in sys.argv:
        count = int(sys.argv[sys.argv.index('--score') + 1])
        for guidance in (2.0, 3.0, 4.0, 6.0):
            figures, pictures = studio.score(model, count, guidance=guidance)
            print(f'guidance {guidance}: thing %.2f colour %.2f scene %.2f' % tuple(figures), flush=True)
            sheet(pictures[:64], 16, c.WORK / f'score-{guidance:g}.png', zoom=2)
        return
    prompts = sys.argv[1:] or SHOWN
    sheet(studio.pictures(model, prompts), 8, c.WORK / 'sample.png', zoom=2)


if __name__ == '__main__':
    main()
