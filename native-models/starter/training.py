"""The one training loop: by the clock, resumable, with averaged weights, a log, and weights in pieces that can be carried."""
import json
import math
import os
import time
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn as nn
from safetensors.torch import load_file, save_file
from torch import Tensor

from .config import SEED, WORK

PIECE = 14 * 2**20  # bytes: what one file may be when it is fetched from a machine
SAVE_EVERY = 90  # seconds
PAUSE = 60 * float(os.environ.get('STARTER_PAUSE', 'inf'))  # seconds after which a start leaves the rest for the next one
WARM = 100  # steps until the full learning rate, after every start without the optimiser's state
Loss = Callable[[int], Tensor | tuple[Tensor, dict[str, float]]]  # step → loss, and what else the log should hold


def device() -> torch.device:
    return torch.device('cuda' if torch.cuda.is_available() else 'cpu')


def seconds() -> float:
    """A clock: of a processor only the time that this process had, so that a machine shared with others changes no schedule."""
    return time.monotonic() if device().type == 'cuda' else time.process_time() / torch.get_num_threads()


def generator(offset: int) -> torch.Generator:
    return torch.Generator(device()).manual_seed(SEED + offset)


def half() -> torch.autocast:
    """bfloat16 for what may be; the weights stay float32."""
    return torch.autocast(device().type, torch.bfloat16)


def ready(model: nn.Module) -> nn.Module:
    return model.to(device(), memory_format=torch.channels_last)


def pieces_of(name: str) -> Path:
    return WORK / 'pieces' / name


def write_pieces(name: str, weights: dict[str, Tensor], state: dict[str, float]) -> None:
    """float16, in files below PIECE; a new set replaces the old one file by file, its state last."""
    folder = pieces_of(name)
    folder.mkdir(parents=True, exist_ok=True)
    shards: list[dict[str, Tensor]] = [{}]
    room = PIECE
    for key, value in weights.items():
        value = value.detach().to('cpu', torch.float16 if value.is_floating_point() else value.dtype).contiguous()
        if value.nbytes > room and shards[-1]:
            shards.append({})
            room = PIECE
        shards[-1][key] = value
        room -= value.nbytes
    for index, shard in enumerate(shards):
        part = folder / f'{index}.part'
        save_file(shard, part)
        os.replace(part, folder / f'{index}.safetensors')
    for old in folder.glob('*.safetensors'):
        if int(old.stem) >= len(shards):
            old.unlink()
    (folder / 'state.json').write_text(json.dumps(state) + '\n')


def read_pieces(name: str) -> dict[str, Tensor]:
    """float32 weights."""
    found = sorted(pieces_of(name).glob('*.safetensors'))
    if not found:
        raise FileNotFoundError(f'Nothing is trained yet under {pieces_of(name)}.')
    return {key: value.float() if value.is_floating_point() else value for file in found for key, value in load_file(file).items()}


def load(name: str, model: nn.Module) -> nn.Module:
    """The model with its averaged weights, on the device, for use and not for training."""
    model.load_state_dict(read_pieces(name))
    return ready(model).eval().requires_grad_(False)


def train(name: str, model: nn.Module, loss_of: Loss, *, minutes: float, rate: float, look: Callable[[nn.Module], dict[str, float]] | None = None,
          fall: float = 0.5, keep: float = 0.999, steps: float = math.inf) -> None:
    """Trains until `minutes` or `steps` in all are spent, also over several starts. The learning rate falls to nothing over the last
    `fall` of them; `keep` is the longest memory of the average. `look` measures the averaged model at the end and every tenth of the way."""
    ready(model)
    checkpoint, log = WORK / f'{name}.pt', WORK / 'logs' / f'{name}.jsonl'
    log.parent.mkdir(parents=True, exist_ok=True)
    decay = [p for p in model.parameters() if p.requires_grad and p.ndim > 1]
    plain = [p for p in model.parameters() if p.requires_grad and p.ndim < 2]
    optimiser = torch.optim.AdamW([{'params': decay, 'weight_decay': 0.01}, {'params': plain, 'weight_decay': 0.0}], rate,
                                  betas=(0.9, 0.99), fused=True)
    spent, step, warm = 0.0, 0, 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, map_location=device())
        model.load_state_dict(saved['model'])
        optimiser.load_state_dict(saved['optimiser'])
        slow, spent, step, warm = saved['slow'], saved['spent'], saved['step'], saved['warm']
    else:
        if (pieces_of(name) / 'state.json').exists():  # the machine went, its pieces came back
            model.load_state_dict(read_pieces(name))
            state = json.loads((pieces_of(name) / 'state.json').read_text())
            spent, step = state['spent'], int(state['step'])
            warm = step
        slow = {k: v.detach().clone() for k, v in model.state_dict().items()}
    limit, mean, until = minutes * 60, math.nan, spent + PAUSE
    saved_at, tick = time.monotonic(), seconds()

    def gone() -> float:
        """The part of the way that lies behind."""
        return max(spent / limit, step / steps)

    looked = gone()

    def note(figures: dict[str, float]) -> None:
        line = {'seconds': round(spent, 1), 'step': step, **{k: round(v, 5) for k, v in figures.items()}}
        with log.open('a') as file:
            file.write(json.dumps(line) + '\n')
        print(name, line, flush=True)

    def measure() -> None:
        if look is None:
            return
        training = {k: v.detach().clone() for k, v in model.state_dict().items()}
        model.load_state_dict(slow)
        model.eval()
        try:
            with torch.no_grad():
                note(look(model))
        finally:
            model.load_state_dict(training)
            model.train()

    def save() -> None:
        part = checkpoint.with_suffix('.part')
        torch.save({'model': model.state_dict(), 'optimiser': optimiser.state_dict(), 'slow': slow, 'spent': spent, 'step': step,
                    'warm': warm}, part)
        os.replace(part, checkpoint)
        write_pieces(name, slow, {'spent': spent, 'step': step})

    model.train()
    while gone() < 1 and spent < until:
        left = 1 - gone()
        for group in optimiser.param_groups:
            group['lr'] = rate * min(1, (step - warm + 1) / WARM) * min(1.0, left / fall)
        optimiser.zero_grad(set_to_none=True)
        with half():
            answer = loss_of(step)
        loss, figures = answer if isinstance(answer, tuple) else (answer, {})
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        with torch.no_grad():
            memory = min(keep, (1 + step) / (10 + step))
            now = model.state_dict()
            floats = [k for k in slow if slow[k].is_floating_point()]
            torch._foreach_lerp_([slow[k] for k in floats], [now[k] for k in floats], 1 - memory)
        if step % 20 == 0 or math.isnan(mean):  # reading a loss off the card makes everything wait
            mean = loss.item() if math.isnan(mean) else mean * 0.8 + loss.item() * 0.2
        if step % 100 == 0:
            note({'loss': mean, **figures})
        spent, tick = spent + seconds() - tick, seconds()
        if time.monotonic() - saved_at > SAVE_EVERY:
            save()
            saved_at = time.monotonic()
        if gone() - looked > 0.1:
            measure()
            looked = gone()
    note({'loss': mean})
    if gone() >= 1:
        measure()
    save()
