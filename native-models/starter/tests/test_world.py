"""python -m unittest starter.tests.test_world, from native-models/."""
import unittest
from random import Random

import torch

from ..captions.grammar import LANGUAGES, caption, full_caption
from ..diffusion import Schedule, kernel
from ..nets.clip import multi_positive_loss
from ..world.appearances import APPEARANCES, NATURAL
from ..world.draws import uniform
from ..world.scenes import SCENES
from ..world.spec import HOLDERS, STYLES, Column, Relation, canonical, held_out, held_out_labels, training_labels
from ..world.things import THINGS

SEEDS = torch.arange(60_000)


class Draws(unittest.TestCase):
    def test_every_number_depends_on_seed_and_name_alone(self) -> None:
        whole = uniform(SEEDS, 'x')
        self.assertTrue(torch.equal(whole[17:19], uniform(SEEDS[17:19], 'x')))
        self.assertAlmostEqual(float(whole.mean()), 0.5, delta=0.01)
        self.assertAlmostEqual(float(whole.var()), 1 / 12, delta=0.002)
        self.assertLess(abs(float(torch.corrcoef(torch.stack([whole, uniform(SEEDS, 'y')]))[0, 1])), 0.02)


class Split(unittest.TestCase):
    def test_training_never_meets_a_held_out_combination(self) -> None:
        self.assertFalse(bool(held_out(training_labels(SEEDS)).any()))

    def test_what_is_asked_of_the_model_was_held_out(self) -> None:
        labels = held_out_labels(SEEDS[:5000])
        self.assertTrue(bool(held_out(labels).all()))
        self.assertGreater(len(labels), 4900)

    def test_left_and_right_of_a_pair_are_held_out_together(self) -> None:
        labels = training_labels(SEEDS)
        left = labels[labels[:, Column.RELATION] == Relation.LEFT]
        right = left.clone()
        right[:, [Column.THING, Column.APPEARANCE, Column.OTHER, Column.OTHER_APPEARANCE]] = left[
            :, [Column.OTHER, Column.OTHER_APPEARANCE, Column.THING, Column.APPEARANCE]]
        right[:, Column.RELATION] = Relation.RIGHT
        self.assertFalse(bool(held_out(right).any()))
        self.assertTrue(torch.equal(canonical(right), left))

    def test_everything_appears_in_training(self) -> None:
        labels = training_labels(SEEDS)
        for column, count in ((Column.THING, len(THINGS)), (Column.APPEARANCE, len(APPEARANCES) + 1), (Column.SCENE, len(SCENES)),
                              (Column.STYLE, len(STYLES)), (Column.RELATION, len(Relation))):
            self.assertEqual(len(labels[:, column].unique()), count, column.name)

    def test_pairs_are_possible(self) -> None:
        labels = training_labels(SEEDS)
        self.assertFalse(bool((labels[:, Column.THING] == labels[:, Column.OTHER]).any()))
        holding = labels[labels[:, Column.RELATION] == Relation.HOLDING]
        self.assertTrue(bool(torch.isin(holding[:, Column.THING], HOLDERS).all()))
        outdoors = torch.tensor([s.outdoors for s in SCENES])[labels[:, Column.SCENE]]
        self.assertFalse(bool((labels[~outdoors][:, [Column.TIME, Column.WEATHER]] > 0).any()))


def row(**columns: int) -> list[int]:
    values = [0, 0, 0, 0, 0, 1, 0, NATURAL, -1, -1, -1, -1]
    for name, value in columns.items():
        values[Column[name.upper()]] = value
    return values


def named(name: str) -> int:
    return next(i for i, t in enumerate(THINGS) if t.english == name)


def look(name: str) -> int:
    return next(i for i, a in enumerate(APPEARANCES) if a.name == name)


class Captions(unittest.TestCase):
    def said(self, language: str, labels: list[int]) -> set[str]:
        return {full_caption(labels, language, Random(i)) for i in range(300)}

    def test_every_row_has_words_in_every_language(self) -> None:
        for i, labels in enumerate(training_labels(SEEDS[:3000]).tolist()):
            for language in LANGUAGES:
                text = caption(labels, language, Random(i))
                self.assertGreater(len(text), 1)
                self.assertNotIn('{', text)
                self.assertNotIn('None', text)

    def test_names_are_told_apart(self) -> None:
        for name in ('english', 'arabic', 'hindi', 'japanese'):
            names = [getattr(t, name) for t in THINGS]
            self.assertEqual(len(names), len(set(names)), name)

    def test_english_counts(self) -> None:
        self.assertTrue(any('three red mice' in t for t in self.said('en', row(thing=named('mouse'), appearance=look('red'), count=3))))

    def test_arabic_agrees(self) -> None:
        texts = self.said('ar', row(thing=named('apple'), appearance=look('red')))
        self.assertTrue(any('تفاحة حمراء' in t for t in texts))
        self.assertFalse(any('تفاحة أحمر' in t for t in texts))
        self.assertTrue(any('تفاحتان' in t for t in self.said('ar', row(thing=named('apple'), count=2))))

    def test_hindi_agrees_in_gender_number_and_case(self) -> None:
        self.assertTrue(any('नीली मछली' in t for t in self.said('hi', row(thing=named('fish'), appearance=look('blue')))))
        self.assertTrue(any('तीन नीली मछलियाँ' in t for t in self.said('hi', row(thing=named('fish'), appearance=look('blue'), count=3))))
        self.assertTrue(any('दो नीले घोड़े' in t for t in self.said('hi', row(thing=named('horse'), appearance=look('blue'), count=2))))
        on = row(thing=named('apple'), relation=int(Relation.ON), other=named('horse'), other_appearance=look('blue'))
        self.assertTrue(all('नीले घोड़े ' in t for t in self.said('hi', on)))

    def test_japanese_counts_by_kind(self) -> None:
        self.assertTrue(any('三匹の' in t for t in self.said('ja', row(thing=named('cat'), count=3))))
        self.assertTrue(any('二台の' in t for t in self.said('ja', row(thing=named('car'), count=2))))


class Numbers(unittest.TestCase):
    def test_student_noise_has_the_f_distribution_of_its_radius(self) -> None:
        """R²/(Nσ²) ~ F(N, D), whose mean is D/(D − 2); with D → ∞ the kernel is the Gaussian one."""
        g = torch.Generator().manual_seed(1)
        like = torch.zeros(40_000, 64)
        radius = kernel(like, 16, g).square().mean(1)
        self.assertAlmostEqual(float(radius.mean()), 16 / 14, delta=0.02)
        self.assertAlmostEqual(float(kernel(like, 1e9, g).square().mean()), 1.0, delta=0.01)

    def test_v_gives_back_both_parts(self) -> None:
        schedule, t = Schedule(torch.device('cpu')), torch.tensor([1, 500, 998])
        clean, noise = torch.randn(2, 3, 4, 2, 2)
        noisy, v = schedule.noised(clean, noise, t)
        self.assertLess(float((schedule.clean(noisy, v, t) - clean).abs().max()), 1e-5)
        self.assertLess(float((schedule.noise(noisy, v, t) - noise).abs().max()), 1e-5)

    def test_two_views_a_group_are_simclr(self) -> None:
        z = torch.nn.functional.normalize(torch.randn(8, 5), dim=1)
        group = torch.arange(4).repeat_interleave(2)
        logits = z @ z.T / 0.1
        by_hand = []
        for i in range(8):
            others = [j for j in range(8) if j != i]
            by_hand.append(torch.logsumexp(logits[i, others], 0) - logits[i, i ^ 1])
        self.assertAlmostEqual(float(multi_positive_loss(z, group)), float(torch.stack(by_hand).mean()), places=4)


if __name__ == '__main__':
    unittest.main()
