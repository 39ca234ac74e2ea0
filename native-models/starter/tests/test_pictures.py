"""Needs the banks: python -m starter banks first."""
import unittest

import torch
import torch.nn.functional as F

from ..training import device
from ..world.render import open_world
from ..world.spec import Column, training_labels


class Pictures(unittest.TestCase):
    def test_a_picture_is_a_function_of_its_seed(self) -> None:
        world, seeds = open_world(str(device())), torch.tensor([3, 41, 7, 12])
        labels = training_labels(seeds)
        together = world.render(labels, seeds)
        for i in range(len(seeds)):
            alone = world.render(labels[i:i + 1], seeds[i:i + 1])
            self.assertLess(float((together[i] - alone[0]).abs().mean()), 1e-3)

    def test_a_small_picture_shows_the_same(self) -> None:
        """Nearer to the large one of its own seed than to any other, styles left aside: their strokes are as wide in every size."""
        seeds = torch.arange(12) + 900
        labels = training_labels(seeds)
        labels[:, Column.STYLE] = 0
        large = open_world(str(device())).render(labels, seeds)
        small = open_world(str(device()), side=64).render(labels, seeds)
        shrunk = F.interpolate(large, size=(64, 64), mode='area')
        away = (small[:, None] - shrunk[None]).abs().mean((2, 3, 4))
        self.assertEqual(away.argmin(1).tolist(), list(range(12)))
        self.assertLess(float(away.diag().max()), 0.1)


if __name__ == '__main__':
    unittest.main()
