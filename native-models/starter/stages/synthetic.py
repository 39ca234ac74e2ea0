"""Pictures that a model of ours draws, several of each prompt, and as many renderings of the same prompts: what the three ways of learning
are compared on. The distilled model draws them where it is trained, else the model that ships, of its own smaller world."""
import json
import time
from dataclasses import dataclass, replace
from random import Random

import torch
import torch.nn.functional as F
from torch import Tensor

from ..captions.tokenizer import Reader
from ..config import DOWN, IMAGE, LATENT, ROOT, SCALE, SEED
from ..diffusion import Schedule, kernel
from ..drawn import Draughtsman
from ..lessons import captions, seeds
from ..training import device, generator, half, pieces_of
from ..world.appearances import APPEARANCES
from ..world.render import open_world
from ..world.scenes import SCENES
from ..world.spec import COLUMNS, Column, held_out, held_out_labels, training_labels
from ..world.things import THINGS
from . import vae
from .denoiser import Lessons
from .distil import consistent, distilled
from .latents import STATS
from .pictures import PLACE, Pictures, joined, read, rendered, said, write

EACH, CHUNK = 4, 50  # pictures of a prompt, prompts of a file
HELD_OUT = 100  # pictures of held-out combinations, one a prompt
TIMES = (999, 759, 499, 259)
SHIPPED, STEPS, GUIDANCE = ROOT / 'assets' / 'models' / 'starter', 6, 3.0
ASKED_STEPS = 20  # for the held-out ones: what the studio takes when nobody says otherwise
# Where the shipped model's words name another thing or place in the world of today.
THINGS_NOW = {'moon': 'crescent moon', 'cup': 'cup of coffee', 'cake': 'birthday cake', 'hat': 'top hat',
              'shirt': 't-shirt'}
SCENES_NOW = {'night sky': ('in the night sky', 'space', 0), 'sunset': ('at sunset', 'sea', 2), 'beach': ('on a beach', 'beach', 0),
              'forest': ('in the forest', 'forest', 0), 'snow': ('in the snow', 'snow', 0), 'desert': ('in the desert', 'desert', 0),
              'meadow': ('in a meadow', 'meadow', 0), 'sea': ('in the sea', 'sea', 0), 'city': ('in the city', 'city', 0), 'room': ('in a room', 'room', 0)}
ASKED = PLACE / 'held-out-drawn.npz'


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

    def held_out(self, count: int) -> tuple[list[str], Tensor]:
        labels = held_out_labels(seeds('check', 0, count))
        return captions(labels, SEED), labels

    @torch.no_grad()
    def draw(self, prompts: list[str], _first_seed: int, _steps: int) -> Tensor:
        """[n, 3, IMAGE, IMAGE] in -1..1, always in four consistency steps."""
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
class Prompt:
    text: str
    label: list[int]


def small_world() -> tuple[list[Prompt], list[Prompt]]:
    """Every (thing, colour, scene) that the shipped model knows, in an order that is always the same: what training may see, what is held out."""
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
                out.append(Prompt(f'{"an" if colour[0] in "aeiou" else "a"} {colour} {thing} {where}', label))
    kept = held_out(torch.tensor([asked.label for asked in out])).tolist()
    sides = ([asked for asked, back in zip(out, kept) if not back], [asked for asked, back in zip(out, kept) if back])
    for side in sides:
        Random(0).shuffle(side)
    return sides


class Shipped:
    """The model in assets/models/starter, through onnxruntime."""

    def __init__(self) -> None:
        self.model, (self.asked, self.kept) = Draughtsman(SHIPPED, torch.get_num_threads()), small_world()

    def prompts(self, first: int, count: int) -> tuple[list[str], Tensor]:
        some = self.asked[first:first + count]
        return [asked.text for asked in some], torch.tensor([asked.label for asked in some])

    def held_out(self, count: int) -> tuple[list[str], Tensor]:
        some = self.kept[:count]
        return [asked.text for asked in some], torch.tensor([asked.label for asked in some])

    def draw(self, prompts: list[str], first_seed: int, steps: int) -> Tensor:
        parts = [self.model.draw(prompts[i:i + 8], first_seed + i, steps, GUIDANCE) for i in range(0, len(prompts), 8)]
        return torch.cat(parts)


def small(pictures: Tensor) -> Tensor:
    """Pictures in -1..1 to [n, 3, look, look] of uint8."""
    made = F.interpolate(pictures, size=(SCALE.look, SCALE.look), mode='bilinear', antialias=True, align_corners=False)
    return ((made.cpu() + 1) * 127.5 + 0.5).clamp(0, 255).byte()


def run(_minutes: float) -> None:
    PLACE.mkdir(parents=True, exist_ok=True)
    start, reader = time.monotonic(), Reader()
    artist = Distilled() if pieces_of('fast').exists() else Shipped()
    world = open_world(str(device()), side=SCALE.look)
    if not ASKED.exists():
        prompts, labels = artist.held_out(HELD_OUT)
        write(Pictures(small(artist.draw(prompts, SEED, ASKED_STEPS)), labels, reader(prompts)[:, None].short(), torch.arange(len(prompts))), ASKED)
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
        own = seeds('synthetic', first, len(many))
        for path, pixels in zip(paths, (small(artist.draw(many, first, STEPS)), rendered(world, labels, own))):
            write(Pictures(pixels, labels, ids, group), path)
        print(f'{(chunk + 1) * CHUNK} of {SCALE.prompts} prompts, {EACH} pictures each, {time.monotonic() - start:.0f} s', flush=True)


def made(kind: str) -> Pictures:
    """`kind`: generated, or again, the renderings of the same prompts."""
    parts = [read(path) for path in sorted(PLACE.glob(f'{kind}-*.npz'), key=lambda p: int(p.stem.split('-')[1]))]
    if not parts:
        raise FileNotFoundError(f'No {kind} pictures are in {PLACE}: python -m starter synthetic makes them.')
    return joined(parts)


def told(reader: Reader, drawn: Pictures) -> Pictures:
    """What the model drew, with a caption in each language; the English one is the prompt itself."""
    ids = said(reader, drawn.labels, SEED)
    ids[:, 0] = drawn.ids[:, 0]
    return replace(drawn, ids=ids)
