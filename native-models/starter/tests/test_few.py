"""The few things' world, and what learns from it."""
import unittest
from collections import Counter
from random import Random
from unittest.mock import patch

import numpy as np
import onnxruntime
import torch

from ..captions.everyday import FIELDS
from ..captions.spec import Noun
from ..captions.tokenizer import Reader, trimmed
from ..config import FEW, FULL, WIDE
from ..nets.graph import Graph
from ..nets.vision import halves
from ..world import layout
from ..world.spec import Column, Relation, training_labels
from ..world.things import THINGS
from ..few import draw, read
from ..zero.prompts import SHIPPED
from ..zero.words import everyday

FEW_THINGS = [thing for thing in THINGS if thing.few == 'yes']


class FewThings(unittest.TestCase):
    def test_are_called_by_names_of_their_own(self) -> None:
        self.assertEqual(len(FEW_THINGS), 96)
        for field in ('english', *(fields[0] for fields in FIELDS.values())):
            names = Counter(getattr(thing, field) for thing in FEW_THINGS)
            self.assertEqual([name for name, count in names.items() if count > 1], [], field)

    def test_no_everyday_name_is_another_things(self) -> None:
        """A cloud is クモ to some, but so is the spider."""
        for thing in THINGS:
            for language, fields in FIELDS.items():
                said = {getattr(everyday(Noun(thing, None), draw.CARD.get(thing.english, thing.english), language, Random(i)).thing, fields[0]) for i in range(40)}
                others = {getattr(other, fields[0]) for other in THINGS if other.english != thing.english}
                self.assertEqual(said & others, set(), thing.english)

    def test_half_of_them_go_by_everyday_names(self) -> None:
        cat = next(thing for thing in THINGS if thing.english == 'cat')
        said = Counter(everyday(Noun(cat, None), 'cat', 'ja', Random(i)).thing.japanese for i in range(300))
        self.assertTrue(120 < said[cat.japanese] < 180, said)
        self.assertGreater(len(said), 3)


class Places(unittest.TestCase):
    def test_are_the_same_and_less_loose(self) -> None:
        """In the few things' world a thing stands within a fifth of the room that it has in the whole one, around the same middle, and is an eighth larger."""
        self.assertEqual((FULL.world, FEW.world.loose), (WIDE, 0.2))
        seeds = torch.arange(2_000)
        labels, sizes = training_labels(seeds), torch.ones(len(THINGS), 2)
        loose = layout.arrange(labels.clone(), seeds, sizes)
        with patch.object(layout, 'SCALE', FEW):
            firm = layout.arrange(labels.clone(), seeds, sizes)
        one = (labels[:, Column.RELATION] == Relation.ALONE) & (labels[:, Column.COUNT] == 1)
        for wide, narrow, middle, large in ((loose.x, firm.x, 0.5, 1), (loose.size, firm.size, 0.59, 1.12)):
            torch.testing.assert_close(narrow[one, 0] / large - middle, (wide[one, 0] - middle) * 0.2, atol=1e-5, rtol=0)


class Networks(unittest.TestCase):
    @torch.no_grad()
    def test_the_decoder_answers_as_onnxruntime(self) -> None:
        path, z = SHIPPED / 'vae_decoder' / 'model.onnx', torch.randn(2, 16, 8, 8, generator=torch.Generator().manual_seed(1))
        want = onnxruntime.InferenceSession(str(path), providers=['CPUExecutionProvider']).run(None, {'latent_sample': z.numpy()})[0]
        torch.testing.assert_close(Graph(path)(z), torch.from_numpy(np.asarray(want)), atol=2e-3, rtol=1e-3)

    def test_a_map_has_four_halves(self) -> None:
        self.assertEqual([part.flatten().tolist() for part in halves(torch.arange(4.0).view(1, 1, 2, 2))], [[0, 1, 2, 3], [0, 2], [1, 3], [0, 1], [2, 3]])

    @torch.no_grad()
    def test_what_is_read_does_not_depend_on_what_fills_up_the_row(self) -> None:
        reader = Reader(SHIPPED / 'tokenizer')
        torch.manual_seed(2)
        model = read.Reading(reader.eos).eval()
        long = reader(['a red cat on a beach', 'two dogs left of a tree in the forest at night'])
        short = trimmed(long, reader.eos)
        self.assertLess(short.shape[1], long.shape[1])
        for name, answer in model.told(model.words(long), long).items():
            torch.testing.assert_close(answer, model.told(model.words(short), short)[name], atol=1e-4, rtol=1e-4)


if __name__ == '__main__':
    unittest.main()
