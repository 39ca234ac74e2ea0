"""The trunk of the judge that ships (48 things, ten colours, ten scenes at 64 pixels), as a start for a trunk of the same widths: what a
shape is need not be learnt again where every minute of a processor counts."""
import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from ..config import ROOT
from .vision import Look, Trunk

FILE = ROOT / 'assets' / 'models' / 'starter-judge' / 'model.onnx'
WIDTHS = (32, 64, 112, 160)


def begin(trunk: Trunk, pictures: Tensor) -> None:
    """Writes the judge's weights into `trunk`, of WIDTHS and one residual block a level. The export has folded each block's second norm
    into the convolution before it; what that norm's mean and spread are is measured on `pictures`, [n, 3, s, s] in -1..1."""
    graph = onnx.load(FILE).graph
    known = {i.name.removeprefix('judge.').removesuffix('_fp16'): torch.from_numpy(numpy_helper.to_array(i).astype(np.float32))
             for i in graph.initializer}
    convolutions = [[name.removeprefix('judge.') for name in node.input[1:]] for node in graph.node if node.op_type == 'Conv']
    with torch.no_grad():
        for i, block in enumerate(trunk.blocks):
            down, look = block[0], block[1]
            assert isinstance(look, Look)
            for layer, names in ((down, convolutions[3 * i]), (look.first, convolutions[3 * i + 1]), (look.second, convolutions[3 * i + 2])):
                for mine, name in zip((layer.weight, layer.bias), names):
                    mine.copy_(known[name])
            fill(look.n1, known, f'blocks.{i}.n1')
        fill(trunk.norm, known, 'norm')
        trunk.eval()
        x = pictures
        for block in trunk.blocks:
            x = block[0](x)
            look = block[1]
            inside = look.first(torch.relu(look.n1(x)))
            spread, mean = inside.std((0, 2, 3)), inside.mean((0, 2, 3))
            n2 = look.n2
            for mine, value in ((n2.weight, spread), (n2.bias, mean), (n2.running_mean, mean), (n2.running_var, spread ** 2)):
                mine.copy_(value)
            x = x + look.second(torch.relu(inside))
        trunk.train()


def fill(norm: torch.nn.BatchNorm2d, known: dict[str, Tensor], name: str) -> None:
    norm.load_state_dict({part: known[f'{name}.{part}'] for part in ('weight', 'bias', 'running_mean', 'running_var')}, strict=False)
