"""Pictures that a model of ours draws, several of each prompt, and as many renderings of the same prompts: what the three ways of learning
are compared on. The distilled model draws them where it is trained, else the model that ships, of its own smaller world."""
import json
import time
from dataclasses import dataclass
from random import Random

import torch
import torch.nn.functional as F
from torch import Tensor

from ..captions.tokenizer import Reader
from ..config import DOWN, IMAGE, LATENT, ROOT, SCALE
from ..diffusion import Schedule, kernel
from ..drawn import Draughtsman
from ..lessons import captions, seeds
from ..training import device, generator, half, pieces_of
from ..world.appearances import APPEARANCES
from ..world.render import open_world
from ..world.scenes import SCENES
from ..world.spec import COLUMNS, Column, held_out, training_labels
from ..world.things import THINGS
from . import vae
from .denoiser import Lessons
from .distil import consistent, distilled
from .latents import STATS
from .pictures import PLACE, Pictures, joined, read, rendered, write

EACH, CHUNK = 4, 50  # pictures of a prompt, prompts of a file
TIMES = (999, 759, 499, 259)
SHIPPED, STEPS, GUIDANCE, WINDOW = ROOT / 'assets' / 'models' / 'starter', 6, 3.0, 24
# Where the shipped model's words name another thing or place in the world of today.
THINGS_NOW = {'flower': 'cherry blossom', 'moon': 'crescent moon', 'cup': 'cup of coffee', 'cake': 'birthday cake', 'hat': 'top hat', 'shirt': 't-shirt'}
SCENES_NOW = {'night sky': ('in the night sky', 'space', 0), 'sunset': ('at sunset', 'sea', 2), 'beach': ('on a beach', 'beach', 0),
              'forest': ('in the forest', 'forest', 0), 'snow': ('in the snow', 'snow', 0), 'desert': ('in the desert', 'desert', 0),
              'meadow': ('in a meadow', 'meadow', 0), 'sea': ('in the sea', 'sea', 0), 'city': ('in the city', 'city', 0), 'room': ('in a room', 'room', 0)}


class Distilled:
    """The four-step sibling, from its checkpoint."""

    def __init__(self) -> None:
        self.model, self.decoder, self.schedule, self.g = distilled(), vae.trained().decoder, Schedule(device()), generator(800)
        self.reader = Lessons(0).reader
        saved = torch.load(STATS)
        self.mean, self.std = (saved[k].to(device()).view(1, -1, 1, 1) for k in ('mean', 'std'))

    def prompts(self, first: int, count: int) -> tuple[list[str], Tensor]:
        labels = training_labels(seeds('clip', first, count))
        return captions(labels, first << 20), labels

    @torch.no_grad()
    def draw(self, prompts: list[str], _first_seed: int) -> Tensor:
        """[n, 3, IMAGE, IMAGE] in -1..1, in four consistency steps."""
        ids, side = self.reader(prompts).to(device()), IMAGE // DOWN
        with half():
            words = self.model.text(ids)
            x = kernel(torch.empty(len(ids), LATENT, side, side, device=device()), float('inf'), self.g)
            for i, time_now in enumerate(TIMES):
                t = torch.full((len(ids),), time_now, device=device())
                clean = consistent(self.schedule, self.model.unet, x, t, words)
                if i + 1 < len(TIMES):
                    after = torch.full_like(t, TIMES[i + 1])
                    x, _ = self.schedule.noised(clean, kernel(clean, float('inf'), self.g), after)
            return self.decoder(clean * self.std + self.mean).float().clamp(-1, 1)


@dataclass(frozen=True)
class Asked:
    text: str
    label: list[int]


def small_world() -> list[Asked]:
    """Every (thing, colour, scene) that the shipped model knows and training may see, in an order that is always the same."""
    known = json.loads((SHIPPED / 'tincture.json').read_text('utf8'))['world']
    things, looks, scenes = ([x.english for x in THINGS], [a.name for a in APPEARANCES], [s.name for s in SCENES])
    out = []
    for thing in known['things']:
        for colour in known['colours']:
            for scene in known['scenes']:
                where, place, hour = SCENES_NOW[scene]
                label = [-1] * COLUMNS
                label[Column.STYLE], label[Column.SCENE], label[Column.TIME], label[Column.WEATHER] = 0, scenes.index(place), hour, 0
                label[Column.RELATION], label[Column.COUNT] = 0, 1
                label[Column.THING], label[Column.APPEARANCE] = things.index(THINGS_NOW.get(thing, thing)), looks.index(colour)
                out.append(Asked(f'{"an" if colour[0] in "aeiou" else "a"} {colour} {thing} {where}', label))
    fine = ~held_out(torch.tensor([asked.label for asked in out]))
    out = [asked for asked, may in zip(out, fine.tolist()) if may]
    Random(0).shuffle(out)
    return out


class Shipped:
    """The model in assets/models/starter, through onnxruntime."""

    def __init__(self) -> None:
        self.model, self.asked = Draughtsman(SHIPPED, torch.get_num_threads(), WINDOW), small_world()

    def prompts(self, first: int, count: int) -> tuple[list[str], Tensor]:
        some = self.asked[first:first + count]
        return [asked.text for asked in some], torch.tensor([asked.label for asked in some])

    def draw(self, prompts: list[str], first_seed: int) -> Tensor:
        parts = [self.model.draw(prompts[i:i + 8], first_seed + i, STEPS, GUIDANCE) for i in range(0, len(prompts), 8)]
        return torch.cat(parts)


def run(_minutes: float) -> None:
    PLACE.mkdir(parents=True, exist_ok=True)
    start, reader = time.monotonic(), Reader()
    artist = Distilled() if pieces_of('fast').exists() else Shipped()
    world = open_world(str(device()), side=SCALE.look)
    for chunk in range(-(-SCALE.prompts // CHUNK)):
        paths = [PLACE / f'{kind}-{chunk}.npz' for kind in ('generated', 'again')]
        if all(path.exists() for path in paths):
            continue
        prompts, labels = artist.prompts(chunk * CHUNK, min(CHUNK, SCALE.prompts - chunk * CHUNK))
        if not prompts:
            break
        many, first = [prompt for prompt in prompts for _ in range(EACH)], chunk * CHUNK * EACH
        labels, ids = labels.repeat_interleave(EACH, 0), reader(many)[:, None].short()
        group = torch.arange(chunk * CHUNK, chunk * CHUNK + len(prompts)).repeat_interleave(EACH)
        made = F.interpolate(artist.draw(many, first), size=(SCALE.look, SCALE.look), mode='bilinear', antialias=True, align_corners=False)
        own = seeds('synthetic', first, len(many))
        for path, pixels in zip(paths, (((made.cpu() + 1) * 127.5 + 0.5).clamp(0, 255).byte(), rendered(world, labels, own))):
            write(Pictures(pixels, labels, ids, group), path)
        print(f'{(chunk + 1) * CHUNK} of {SCALE.prompts} prompts, {EACH} pictures each, {time.monotonic() - start:.0f} s', flush=True)


def made(kind: str) -> Pictures:
    """`kind`: generated, or again, the renderings of the same prompts."""
    parts = [read(path) for path in sorted(PLACE.glob(f'{kind}-*.npz'), key=lambda p: int(p.stem.split('-')[1]))]
    if not parts:
        raise FileNotFoundError(f'No {kind} pictures are in {PLACE}: python -m starter synthetic makes them.')
    return joined(parts)
