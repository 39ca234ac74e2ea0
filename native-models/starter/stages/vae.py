"""The autoencoder: absolute error, sharpness, and what the judge sees, with a small KL."""
import torch
from torch import Tensor

from ..config import SCALE, WORK
from ..lessons import held_out_pictures, pictures
from ..nets.vae import Autoencoder
from ..training import device, generator, load, train
from ..world.render import open_world
from ..world.sheet import write_sheet
from . import judge as judging

RATE, SHARP, SEEING, KL = 8e-4, 0.5, 0.06, 0.002


def slopes(x: Tensor) -> tuple[Tensor, Tensor]:
    return x[..., 1:] - x[..., :-1], x[..., 1:, :] - x[..., :-1, :]


def run(minutes: float) -> None:
    world, g, model, judge = open_world(str(device())), generator(200), Autoencoder(), judging.trained()
    size = max(4, SCALE.batch // 8)

    def loss(step: int) -> tuple[Tensor, dict[str, float]]:
        x, _ = pictures(world, 'vae', step, size)
        mean, logvar = (part.float() for part in model.encoder(x))
        y = model.decoder(mean + torch.exp(0.5 * logvar) * torch.randn(mean.shape, generator=g, device=mean.device)).float()
        with torch.no_grad():
            want = judge.trunk.maps(x)[:3]
        got = judge.trunk.maps(y)[:3]
        sharp = torch.stack([(a - b).abs().mean() for a, b in zip(slopes(y), slopes(x))]).sum()
        seeing = torch.stack([(a.float() - b.float()).abs().mean() / (b.float().abs().mean() + 1e-3) for a, b in zip(got, want)]).sum()
        kl = 0.5 * (mean ** 2 + logvar.exp() - 1 - logvar).mean()
        flat = (y - x).abs().mean()
        return flat + SHARP * sharp + SEEING * seeing + KL * kl, {}

    def look(model: torch.nn.Module) -> dict[str, float]:
        x, _ = held_out_pictures(world, min(64, SCALE.batch))
        y = torch.cat([model.decoder(model.encoder(part)[0]).float().clamp(-1, 1) for part in x.split(16)])
        write_sheet(torch.cat([x[:8], y[:8]]), 8, WORK / 'vae.png')
        return {'psnr': float((-10 * torch.log10(((y - x) ** 2).mean((1, 2, 3)) / 4)).mean())}

    train('vae', model, loss, minutes=minutes, rate=RATE, look=look)


def trained() -> Autoencoder:
    model = Autoencoder()
    load('vae', model)
    return model
