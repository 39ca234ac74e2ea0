import unittest

import torch
from torch import Tensor

from ..augment import augmented
from ..drawn import KNOWN, solve
from ..recall import ranks


class Sampling(unittest.TestCase):
    def test_a_gaussian_of_known_spread_comes_out_with_it(self) -> None:
        """Data N(0, s²): v and the path of the flow from sigma T to 0, x·s/√(s² + T²), are known in closed form."""
        spread, unit = 0.7, torch.linspace(-2, 2, 9, dtype=torch.float64)

        def v_of(x: Tensor, time: float) -> Tensor:
            low = int(time)
            part, far = time - low, min(low + 1, len(KNOWN) - 1)
            sigma = float((KNOWN[low].log() * (1 - part) + KNOWN[far].log() * part).exp())
            scale = (1 + sigma ** 2) ** 0.5
            clean = x * scale * spread ** 2 / (spread ** 2 + sigma ** 2)
            return (x / scale - clean) * scale / sigma

        top = float(KNOWN[-1])
        want = unit * top * spread / (spread ** 2 + top ** 2) ** 0.5
        errors = [float((solve(v_of, unit, steps) - want).abs().max()) for steps in (10, 20, 40)]
        self.assertLess(errors[2], 0.01)
        self.assertLess(errors[1], errors[0] / 2.5)  # of second order
        self.assertLess(errors[2], errors[1] / 2.5)


class Ranks(unittest.TestCase):
    def test_the_place_of_the_right_picture(self) -> None:
        image = torch.eye(100)
        text = image.clone()
        text[3] = image[4] + 0.5 * image[3]  # another is nearer
        self.assertEqual(ranks(image, text).tolist(), [1 if i == 3 else 0 for i in range(100)])


class Augmentation(unittest.TestCase):
    def test_it_is_a_function_of_its_seed_and_never_mirrors(self) -> None:
        pixels = torch.zeros(64, 3, 64, 64, dtype=torch.uint8)
        pixels[..., 32:] = 255
        once, again = (augmented(pixels, 0.8, torch.Generator().manual_seed(4)) for _ in range(2))
        self.assertTrue(torch.equal(once, again))
        self.assertTrue(bool((once[..., 60:].mean((1, 2, 3)) > once[..., :4].mean((1, 2, 3))).all()))


if __name__ == '__main__':
    unittest.main()
