import unittest

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from ..config import SCALE
from ..nets.clip import Clip
from ..nets.shipped_judge import FILE, WIDTHS, begin
from ..nets.vision import Trunk


def values(name: str) -> NDArray[np.float32]:
    [found] = [i for i in onnx.load(FILE).graph.initializer if name in i.name]
    return numpy_helper.to_array(found).astype(np.float32)


class Texts(unittest.TestCase):
    def test_padding_says_nothing(self) -> None:
        torch.manual_seed(0)
        clip, end = Clip(50, 49).eval(), 49
        short = torch.tensor([[48, 3, 7, end], [48, 5, end, end]])
        padded = torch.cat([short, torch.full((2, 6), end)], 1)
        self.assertLess(float((clip.caption(short) - clip.caption(padded)).abs().max()), 1e-6)
        other = torch.tensor([[48, 3, 8, end], [48, 6, end, end]])
        self.assertGreater(float((clip.caption(short) - clip.caption(other)).abs().max()), 1e-3)


@unittest.skipUnless(SCALE.clip == WIDTHS and SCALE.depth == 1, 'the scale has another trunk')
class Start(unittest.TestCase):
    def test_the_trunk_begins_as_the_judge_that_ships(self) -> None:
        session = onnxruntime.InferenceSession(str(FILE), providers=['CPUExecutionProvider'])
        pictures = torch.rand(8, 3, 64, 64) * 2 - 1
        trunk = Trunk(WIDTHS)
        begin(trunk, pictures)
        with torch.no_grad():
            features = trunk.eval()(pictures[:1])[0].numpy()
        things = session.run([session.get_outputs()[0].name], {session.get_inputs()[0].name: pictures[:1].numpy()})[0][0]
        weight, bias = (values(f'heads.0.{part}') for part in ('weight', 'bias'))
        self.assertLess(float(np.abs(weight @ features + bias - things).max()), 1e-3)


if __name__ == '__main__':
    unittest.main()
