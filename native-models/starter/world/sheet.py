"""Batches of pictures as one PNG."""
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor


def write_sheet(pictures: Tensor, columns: int, path: Path) -> None:
    """`pictures` [n, 3, h, w] in -1..1."""
    n, _, h, w = pictures.shape
    rows = -(-n // columns)
    padded = torch.cat([pictures.cpu().float(), torch.ones(rows * columns - n, 3, h, w)])
    grid = padded.view(rows, columns, 3, h, w).permute(0, 3, 1, 4, 2).reshape(rows * h, columns * w, 3)
    Image.fromarray(((grid.clamp(-1, 1) + 1) * 127.5 + 0.5).byte().numpy()).save(path)
