"""Needs the banks: python -m starter banks first."""
import unittest

import torch

from ..training import device
from ..world.render import open_world
from ..world.spec import training_labels


class Pictures(unittest.TestCase):
    def test_a_picture_is_a_function_of_its_seed(self) -> None:
        world, seeds = open_world(str(device())), torch.tensor([3, 41, 7, 12])
        labels = training_labels(seeds)
        together = world.render(labels, seeds)
        for i in range(len(seeds)):
            alone = world.render(labels[i:i + 1], seeds[i:i + 1])
            self.assertLess(float((together[i] - alone[0]).abs().mean()), 1e-3)


if __name__ == '__main__':
    unittest.main()
