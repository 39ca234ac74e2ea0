"""The few-step sibling: latent consistency distillation (Luo et al. 2023) of the trained denoiser, its guidance built in."""
import copy

import torch
import torch.nn as nn
from torch import Tensor

from ..config import SCALE, STEPS
from ..diffusion import Schedule, kernel
from ..nets.unet import Denoiser
from ..training import device, train
from .denoiser import Lessons, trained

RATE, GUIDANCE, JUMP, TARGET_MEMORY = 1e-4, 3.0, 20, 0.95
SIGMA_DATA, TIME_SCALE = 0.5, 10.0  # as LCMScheduler has them


def boundary(t: Tensor) -> tuple[Tensor, Tensor]:
    """c_skip and c_out of LCM: the function is the identity at t = 0."""
    scaled = t.float() * TIME_SCALE
    skip = SIGMA_DATA ** 2 / (scaled ** 2 + SIGMA_DATA ** 2)
    out = scaled / (scaled ** 2 + SIGMA_DATA ** 2).sqrt()
    return skip.view(-1, 1, 1, 1), out.view(-1, 1, 1, 1)


def consistent(schedule: Schedule, model: nn.Module, noisy: Tensor, t: Tensor, words: Tensor) -> Tensor:
    """f(x, t): the clean latent that the student sees from anywhere on a path."""
    skip, out = boundary(t)
    return skip * noisy + out * schedule.clean(noisy, model(noisy, t, words).float(), t)


def run(minutes: float) -> None:
    lessons, schedule = Lessons(700), Schedule(device())
    teacher = trained('denoiser')
    student = copy.deepcopy(teacher).requires_grad_(True)
    student.text.requires_grad_(False)  # the siblings read alike, so that one file of the text encoder serves both
    target = copy.deepcopy(teacher.unet)
    size = max(4, SCALE.batch // 2)

    def loss(_step: int) -> Tensor:
        clean, ids = lessons.draw(size)
        with torch.no_grad():
            torch._foreach_lerp_(list(target.parameters()), list(student.unet.parameters()), 1 - TARGET_MEMORY)
            words, silence = teacher.text(ids), teacher.text(lessons.empty).expand(size, -1, -1)
            t = JUMP * torch.randint(1, STEPS // JUMP, (size,), generator=lessons.g, device=device()) + JUMP - 1
            before = t - JUMP
            noisy, _ = schedule.noised(clean, kernel(clean, float('inf'), lessons.g), t)
            said, unsaid = (teacher.unet(noisy, t, w).float() for w in (words, silence))
            v = unsaid + GUIDANCE * (said - unsaid)
            a, b = schedule.parts(before)
            earlier = a * schedule.clean(noisy, v, t) + b * schedule.noise(noisy, v, t)  # a DDIM step of the guided teacher
            want = consistent(schedule, target, earlier, before, words)
        got = consistent(schedule, student.unet, noisy, t, words)
        return ((got - want).square() + 0.001 ** 2).sqrt().mean() - 0.001  # pseudo-Huber

    train('fast', student, loss, minutes=minutes, rate=RATE, fall=0.3)


def distilled() -> Denoiser:
    return trained('fast')
