import unittest
from random import Random

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from ..captions import english
from ..captions.grammar import brief
from ..captions.spec import spec_of
from ..config import SCALE
from ..nets.clip import Clip
from ..nets.shipped_judge import FILE, WIDTHS, begin
from ..nets.vision import Trunk
from ..stages.clip import name_loss
from ..world.spec import Column, Relation, training_labels


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


class Briefs(unittest.TestCase):
    def test_they_name_the_place_or_the_thing_and_no_hour(self) -> None:
        rows = training_labels(torch.arange(300)).tolist()
        hours = [phrase for phrases in english.HOURS.values() for phrase in phrases]
        places = 0
        for i, row in enumerate(rows):
            text, spec = brief(row, 'en', Random(i)), spec_of(row)
            alone = text in english.PLACES[spec.scene]
            places += alone
            names = [word for noun in spec.nouns for word in (noun.thing.english, english.plural(noun.thing.english),
                                                              *english.ALSO.get(noun.thing.english, []), english.ONES.get(noun.thing.english, ''))]
            self.assertTrue(alone or any(name and name[:4] in text for name in names), text)
            self.assertFalse(any(hour in text for hour in hours) and not alone, text)
        self.assertTrue(30 < places < 90, places)


class Names(unittest.TestCase):
    def test_a_picture_of_one_kind_of_thing_is_held_against_all_names(self) -> None:
        image = torch.eye(3)
        labels = training_labels(torch.arange(200))
        alone, crowd = (labels[(labels[:, Column.RELATION] == Relation.ALONE) == one][:3].clone() for one in (True, False))
        alone[:, Column.THING] = torch.tensor([0, 1, 1])
        want = (2 * torch.log(torch.tensor(torch.e + 2)) - 2 + torch.log(torch.tensor(torch.e + 2))) / 3
        got = name_loss(torch.cat([image, image]), torch.eye(3), torch.cat([alone, crowd]), torch.tensor(0.0))
        self.assertAlmostEqual(float(got), float(want), places=5)


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
