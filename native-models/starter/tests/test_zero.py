"""The network that ships, as torch runs it, and the paths that its siblings learn from."""
import json
import re
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper

from ..captions.everyday import EVERYDAY, called
from ..captions.grammar import LANGUAGES
from ..captions.spec import Noun, Said, spec_of
from ..captions.tokenizer import Reader
from ..config import MAX_TOKENS
from ..drawn import KNOWN, Draughtsman, solve, walk, karras
from ..nets.graph import Graph
from ..onnx_file import beside
from ..zero import counts, groups
from ..zero.export import grouped, two
from ..zero.large import SIDE, SMALLER, Imagined, encoder
from ..zero.marks import Texts, asked, marks
from ..zero.paths import SIGMAS, TIMES
from ..zero.prompts import SHIPPED, Prompt, Prompts, held_out, world
from ..zero.scenery import SCENES
from ..zero.sides import HEADS, JUDGE, answers
from ..zero.speech import ends, marked, places
from ..zero.words import Phrases, row_of
from ..zero.world import Stands, World, scene

UNET = SHIPPED / 'unet' / 'model.onnx'


class GraphTest(unittest.TestCase):
    def setUp(self) -> None:
        g = torch.Generator().manual_seed(1)
        self.sample, self.words = (torch.randn(shape, generator=g) for shape in ((3, 16, 8, 8), (3, 24, 256)))

    def asked(self, path: Path, time: float) -> np.ndarray:
        session = onnxruntime.InferenceSession(str(path), providers=['CPUExecutionProvider'])
        return session.run(None, {'sample': self.sample.numpy(), 'timestep': np.array(time, np.float32), 'encoder_hidden_states': self.words.numpy()})[0]

    @torch.no_grad()
    def test_answers_as_onnxruntime(self) -> None:
        torch.testing.assert_close(Graph(UNET)(self.sample, torch.tensor(500.0), self.words), torch.from_numpy(self.asked(UNET, 500)), atol=1e-4, rtol=1e-4)

    @torch.no_grad()
    def test_answers_the_first_of_several_outputs(self) -> None:
        """What only the others need is left out: the text encoder picks its end token by operators that no network here has."""
        path, ids = SHIPPED / 'text_encoder' / 'model.onnx', Reader(SHIPPED / 'tokenizer')(['a red cat left of a blue bus', ''])
        want = onnxruntime.InferenceSession(str(path), providers=['CPUExecutionProvider']).run(['last_hidden_state'], {'input_ids': ids.numpy()})[0]
        torch.testing.assert_close(Graph(path)(ids), torch.from_numpy(want), atol=1e-4, rtol=1e-4)

    @torch.no_grad()
    def test_takes_a_time_for_each_picture(self) -> None:
        graph, times = Graph(UNET), torch.tensor([999, 500, 19])
        together = graph(self.sample, times, self.words)
        for i, time in enumerate(times):
            alone = graph(self.sample[i:i + 1], time.float(), self.words[i:i + 1])
            torch.testing.assert_close(together[i:i + 1], alone, atol=1e-4, rtol=1e-4)

    @torch.no_grad()
    def test_writes_what_it_learnt(self) -> None:
        graph = Graph(UNET)
        graph.weights['last/weight_fp16'].mul_(2)
        want = graph(self.sample, torch.tensor(500.0), self.words)
        with tempfile.TemporaryDirectory() as folder:
            graph.write(Path(folder) / 'model.onnx')
            torch.testing.assert_close(want, torch.from_numpy(self.asked(Path(folder) / 'model.onnx', 500)), atol=1e-4, rtol=1e-4)
            self.assertEqual((Path(folder) / 'model.onnx').stat().st_size, UNET.stat().st_size)


class PathTest(unittest.TestCase):
    def test_ends_where_the_solver_ends(self) -> None:
        """v of data at one point: every path ends there, whatever the steps."""
        point, unit = torch.full((2, 4), 0.7), torch.randn(2, 4, generator=torch.Generator().manual_seed(2))

        def v_of(x: torch.Tensor, time: float) -> torch.Tensor:
            sigma = float(np.exp(np.interp(time, np.arange(len(KNOWN)), KNOWN.log().numpy())))
            a, b = 1 / (1 + sigma ** 2) ** 0.5, sigma / (1 + sigma ** 2) ** 0.5
            return (a * x - point) / b

        torch.testing.assert_close(solve(v_of, unit, 7), point, atol=1e-4, rtol=1e-4)
        passed = list(walk(v_of, unit, karras(7)))
        self.assertEqual([sigma for _, sigma in passed], karras(7))
        torch.testing.assert_close(passed[0][0], unit * karras(7)[0])

    def test_visits_the_times_of_a_few_step_sampler(self) -> None:
        self.assertTrue({999, 759, 499, 259} <= set(TIMES))
        self.assertEqual(len(SIGMAS), len(TIMES) + 1)

    def test_keeps_what_the_score_asks_for(self) -> None:
        prompts, asked = Prompts(), [prompt for prompt, _ in held_out()]
        drawn = {prompts(n).text for n in range(4000)}
        self.assertFalse(drawn & set(asked))
        self.assertEqual(prompts(7), prompts(7))
        self.assertGreater(len(drawn), 2500)


class PhraseTest(unittest.TestCase):
    def test_names_thing_colour_and_place_in_every_language(self) -> None:
        asked = Prompt('a red cat in the snow', 'cat', 'red', 'snow')
        words = {'en': ('cat', 'red', 'snow'), 'ar': ('قط|هرة', 'حمراء|أحمر|الأحمر', 'ثلج'), 'hi': ('बिल्ली|बिल्ला', 'लाल', 'बर्फ'), 'ja': ('ネコ|猫|ねこ', '赤', '雪')}
        phrases = Phrases()
        for language, parts in words.items():
            said = [phrases(asked, language, Random(n)) for n in range(20)]
            for part in parts:
                self.assertGreater(sum(bool(re.search(part, text)) for text in said), 8, (language, part, said[:3]))

    def test_leaves_open_what_the_prompt_leaves_open(self) -> None:
        phrases = Phrases()
        for n in range(20):
            text = phrases(Prompt('a cat', 'cat', None, None), 'ja', Random(n))
            self.assertNotIn('の中', text)
            self.assertRegex(text, '^(ネコ|猫|ねこ|子猫)$|イラスト|絵')


    def test_lets_everyday_names_agree(self) -> None:
        """A name of another gender than Unicode's bends the words around it."""
        phrases, chances = Phrases(), range(80)
        umbrella, star = Prompt('a blue umbrella', 'umbrella', 'blue', None), Prompt('a red star', 'star', 'red', None)
        said = {language: {phrases(asked, language, Random(n)) for n in chances} for language, asked in (('hi', umbrella), ('ar', star))}
        self.assertLessEqual({'नीला छाता', 'नीली छतरी'}, said['hi'])
        self.assertFalse({'नीली छाता', 'नीला छतरी'} & said['hi'])
        self.assertLessEqual({'نجمة حمراء', 'نجم أحمر'}, said['ar'])
        self.assertFalse({'نجمة أحمر', 'نجم حمراء'} & said['ar'])

    def test_says_how_many_and_what_is_on_top(self) -> None:
        phrases = Phrases()
        two_cats, on = Prompt('a cat', 'cat', None, None, count=2), Prompt('a cat on a bus', 'cat', None, None, 'on', ('bus', None))
        words = {'en': ('two cats|2 cats|a pair of cats', r'(cat|kitty|kitten) (sitting |standing )?on (top of )?(a|the )?'), 'ar': ('[2٢]|ان$', '(قط|هرة).* (على|فوق) (حافلة|باص|أوتوبيس)'),
                 'hi': ('^(दो|2) ', 'बस (पर|के ऊपर) (एक )?बि'), 'ja': ('^(二匹の|2匹の)', 'バスの上にいる')}
        for language, patterns in words.items():
            for asked, pattern in zip((two_cats, on), patterns):
                for n in range(20):
                    self.assertRegex(phrases(asked, language, Random(n)), pattern)


class SpeechTest(unittest.TestCase):
    def setUp(self) -> None:
        self.reader = Reader(SHIPPED / 'tokenizer')

    def test_finds_the_same_place_of_the_same_sentence(self) -> None:
        """By what the tokens say: the name answers for the name, all else for itself."""
        text, of = '砂浜の赤い兎の左にいる青い犬', '砂浜の赤いウサギの左にいる青いイヌ'
        said, known = ends(self.reader, text), ends(self.reader, of)
        found = {end: known[place - 1] for end, place in zip(said, places(said, known, text, of)[1:])}
        self.assertGreater(found[text.index('兎') + 1], of.index('ウサギ') + 1)
        self.assertLessEqual(found[text.index('兎') + 1], of.index('ウサギ') + 3)
        self.assertEqual(found[len(text)], len(of))
        self.assertLess(max(there for end, there in found.items() if end <= text.index('兎')), of.index('ウサギ') + 1)
        rows = places(said, known, text, of)
        self.assertEqual(rows[0], 0)
        self.assertEqual(rows[1 + len(said)], 1 + len(known))  # the end tokens follow each other
        self.assertEqual(len(rows), MAX_TOKENS)
        self.assertEqual(places(known, known, of, of), list(range(MAX_TOKENS)))

    def test_marks_what_is_on_top(self) -> None:
        """1 on the name of the upper thing or -1 on that of the lower one, whichever is said last; a place to be on marks nothing."""
        prompts = [(Prompt('', 'cat', 'red', 'beach', relation, ('bus', 'blue')), sign) for relation, sign in (('on', 1), ('under', -1))]
        names = {'en': ('(cat|kitty|kitten)', 'bus'), 'ar': ('(قط|هرة)', '(حافلة|باص|أوتوبيس)'), 'hi': ('बिल', 'बस'), 'ja': ('ネコ|猫|ねこ', 'バス')}
        phrases = Phrases()
        for language, things in names.items():
            for asked, sign in prompts:
                for n in range(30):
                    text = LANGUAGES[language](spec_of(row_of(asked)), Said(True, False, False, False), Random(n)).lower()
                    said = ends(self.reader, text)
                    on = marked(said, text, asked, language)[1:1 + len(said), 0]
                    cat, bus = (re.search(name, text).start() for name in things)
                    at = [float(on[next(i for i, end in enumerate(said) if end > place)]) for place in (cat, bus)]
                    self.assertEqual(at, [0, -sign] if cat < bus else [sign, 0], text)
            alone = Prompt('a cat on a beach', 'cat', None, 'beach')
            text = phrases(alone, language, Random(3)).lower()
            self.assertEqual(float(marked(ends(self.reader, text), text, alone, language).abs().sum()), 0)

    def test_marks_how_many(self) -> None:
        for language, text, count in (('en', 'two red cats in the snow', 2), ('ar', 'قطتان باللون الأحمر', 2), ('ar', 'قطة، عدد ٣، في الثلج', 3), ('hi', 'बर्फ़ में तीन बिल्लियाँ', 3),
                                      ('ja', '三匹の赤い猫', 3)):
            said = ends(self.reader, text)
            marks_of = marked(said, text, Prompt('', 'cat', None, None, count=count), language)
            self.assertTrue(bool((marks_of[len(said) + 1:, count - 1] == 1).all()), text)
            self.assertEqual(float(marks_of[:1].abs().sum()), 0, text)
            self.assertEqual(float(marks_of.abs().sum()), float(marks_of[:, count - 1].sum()), text)

    @torch.no_grad()
    def test_knows_a_thing_by_everyday_names(self) -> None:
        """The words that ship, drawn in a few steps: nine in ten of the names of every language."""
        prompts, wanted = [], []
        for language, names in EVERYDAY.items():
            for thing, some in names.items():
                for name in some[:1]:
                    spec = spec_of(row_of(Prompt('', thing, 'green', 'room')))
                    noun = Noun(called(spec.nouns[0].thing, name, language), 'green')
                    prompts.append(LANGUAGES[language](replace(spec, nouns=(noun,)), Said(True, False, False, False), Random(1)))
                    wanted.append((language, thing))
        pictures = Draughtsman(SHIPPED, 1).draw(prompts, 1, 6, 3.0)
        known = json.loads((JUDGE / 'judge.json').read_text('utf8'))['heads']['thing']['labels']
        logits = onnxruntime.InferenceSession(str(JUDGE / 'model.onnx'), providers=['CPUExecutionProvider']).run(['thing'], {'sample': F.adaptive_avg_pool2d(pictures, 64).numpy()})[0]
        right = [(language, known[int(answer.argmax())] == thing) for answer, (language, thing) in zip(logits, wanted)]
        for language in EVERYDAY:
            self.assertGreaterEqual(np.mean([good for one, good in right if one == language]), 0.9, language)


class PairTest(unittest.TestCase):
    def label(self, first: tuple[str, str], second: tuple[str, str], side: int) -> list[int]:
        known = world()
        numbers = [(known['things'].index(thing), known['colours'].index(colour)) for thing, colour in (first, second)]
        return [*numbers[0], known['scenes'].index('sea'), *numbers[1], side, 1]

    def test_says_which_is_left(self) -> None:
        """Whatever the words, the cat of this rendering stands left of the bus."""
        for label in (self.label(('cat', 'red'), ('bus', 'blue'), 0), self.label(('bus', 'blue'), ('cat', 'red'), 1)):
            said = {asked(label, world(), Random(n)).text.removesuffix(' in the sea') for n in range(200)}
            cat, bus = 'a red cat', 'a blue bus'
            self.assertLessEqual(said, {f'{cat} left of {bus}', f'{cat} to the left of {bus}', f'{bus} right of {cat}', f'{bus} to the right of {cat}',
                                        f'{cat} on the left and {bus} on the right', f'{cat} next to {bus}', f'{bus} next to {cat}', f'{cat} and {bus}', f'{bus} and {cat}'})
            self.assertGreaterEqual(len(said), 4)

    def test_marks_the_side_of_what_is_said_last(self) -> None:
        """In every language: a mark is on the name of the thing that stands there, and the other's name has none."""
        reader, texts = Reader(SHIPPED / 'tokenizer'), Texts()
        names = {'en': ('cat', 'bus'), 'ar': ('قطة', 'حافلة'), 'hi': ('बिल्ली', 'बस'), 'ja': ('ネコ|猫|ねこ', 'バス')}
        for language, (cat, bus) in names.items():
            seen = set()
            for n in range(60):
                prompt = Prompt('a red cat left of a blue bus', 'cat', 'red', None, 'left of', ('bus', 'blue'))
                text = texts.phrases(prompt, language, Random(n))
                places = [match.start() if (match := re.search(name, text)) else -1 for name in (cat, bus)]
                if min(places) < 0:  # another name for it
                    continue
                row, encoding = marks(reader, [text])[0], reader.tokenizer.encode(text)
                on = [next(float(row[1 + i]) for i, (start, end) in enumerate(encoding.offsets) if start <= place < end) for place in places]
                self.assertEqual(on, [0, -1] if places[0] < places[1] else [1, 0], text)
                seen.add(places[0] < places[1])
            self.assertEqual(len(seen), 2, language)  # either may be said first
        self.assertEqual(float(marks(reader, ['a red cat in the sea', 'a cat and a bus']).abs().sum()), 0)

    def test_asks_for_two_in_combinations_that_are_kept(self) -> None:
        kept = {combination for _, combination in held_out()}
        for prompt, wanted in two():
            self.assertIn((prompt.thing, prompt.colour, prompt.scene), kept)
            self.assertIn((*prompt.other, prompt.scene), kept)
            left = (prompt.thing, prompt.colour) if 'left' in prompt.relation else prompt.other
            self.assertEqual((wanted['left thing'], wanted['left colour']), left)

    def test_judges_what_stands_where(self) -> None:
        """Needs the emoji font: fresh renderings, through the judge that ships."""
        drawn, g = World(), torch.Generator().manual_seed(5)
        labels = drawn.pairs(100, g)
        heads = json.loads((JUDGE / 'judge.json').read_text('utf8'))['heads']
        said = onnxruntime.InferenceSession(str(JUDGE / 'model.onnx'), providers=['CPUExecutionProvider']).run(list(HEADS), {'sample': drawn.render(labels, g).numpy()})
        for (name, kind), logits, right in zip(HEADS.items(), said, answers(labels)):
            self.assertEqual(heads[name]['labels'], world()[kind])
            known = right >= 0
            self.assertGreater(float((torch.from_numpy(logits).argmax(1) == right)[known].float().mean()), 0.95, name)


class GroupTest(unittest.TestCase):
    """Several of a thing, and one on another; needs the emoji font."""

    def test_puts_things_where_they_are_asked_to_be(self) -> None:
        """By what a rendering changes in its scene: the middles of what it drew."""
        drawn = World()
        cat, bus, no = 9, 25, -1
        drawn.scenes = torch.zeros_like(drawn.scenes)
        third = [0.17, 0.5, 0.83]
        asked_for = {(no, 0, 0, 1): [(0.5, 0.53)], (bus, 0, Stands.LEFT, 1): [(0.25, 0.53), (0.75, 0.53)], (bus, 0, Stands.ON, 1): [(0.5, 0.29), (0.5, 0.77)],
                     (no, 0, 0, 2): [(0.25, 0.53), (0.75, 0.53)], (no, 0, 0, 3): [(x, 0.53) for x in third]}
        for (other, colour, stands, count), middles in asked_for.items():
            picture = drawn.render(torch.tensor([[cat, 4, 0, other, colour, stands, count]]), torch.Generator().manual_seed(1))[0] > -0.99
            seen = picture.any(0)
            for x, y in middles:
                self.assertTrue(bool(seen[int(y * 64) - 4:int(y * 64) + 4, int(x * 64) - 3:int(x * 64) + 3].float().mean() > 0.9), (stands, count, x, y))
            empty = {'beside': seen[:10].any(), 'corner': seen[:, :2].any() if count == 1 and other == no else torch.tensor(False)}
            self.assertEqual([name for name, some in empty.items() if bool(some)], ['beside'] if stands >= Stands.ON else [])
        red, blue = ((drawn.render(torch.tensor([[cat, first, 0, bus, second, Stands.UNDER, 1]]), torch.Generator().manual_seed(1))[0, 0, 14:24]).mean() for first, second in ((0, 4), (4, 0)))
        self.assertLess(float(red), float(blue))  # the bus is above

    def test_asks_the_judge_for_what_a_rendering_shows(self) -> None:
        labels = torch.tensor([[9, 4, 0, -1, 0, 0, 3], [9, 10, 0, 25, 2, Stands.UNDER, 1], [9, 4, 0, 9, 4, Stands.LEFT, 1]])
        said = dict(zip(counts.HEADS, counts.answers(labels)))
        self.assertEqual([counts.NUMBERS[int(n)] for n in said['count']], ['three', 'unlike', 'two'])
        self.assertEqual(said['counted thing'].tolist(), [9, -100, -100])
        self.assertEqual([said[name].tolist() for name in ('top thing', 'top colour', 'bottom thing', 'bottom colour')],
                         [[-100, 25, -100], [-100, 2, -100], [-100, 9, -100], [-100, -100, -100]])

    def test_learns_every_kind_of_group_and_nothing_that_is_held_out(self) -> None:
        drawn = World()
        labels = drawn.labels(4000, torch.Generator().manual_seed(2), groups.TWO, groups.STACKED, groups.SEVERAL)
        kinds = groups.kinds(labels)
        self.assertEqual(sum(rows.long() for _, rows in kinds).unique().tolist(), [1])
        self.assertTrue(all(int(rows.sum()) > 400 for _, rows in kinds))
        self.assertAlmostEqual(sum(share for share, _ in kinds), 1)
        for thing, colour in ((0, 1), (3, 4)):
            some = labels[(labels[:, thing] >= 0) & (labels[:, colour] < 10)]
            self.assertFalse(bool(drawn.held[some[:, thing], some[:, colour], some[:, 2]].any()))

    def test_asks_for_groups_of_combinations_that_are_kept(self) -> None:
        kept, asked_for = {combination for _, combination in held_out()}, grouped()
        self.assertEqual({prompt.count for prompt, _ in asked_for}, {1, 2, 3})
        for prompt, wanted in asked_for:
            self.assertIn((prompt.thing, prompt.colour, prompt.scene), kept)
            if prompt.count > 1:
                self.assertEqual((wanted['count'], wanted['counted thing']), (counts.NUMBERS[prompt.count - 1], prompt.thing))
            else:
                above = prompt.thing if prompt.relation.startswith('on') else prompt.other[0]
                self.assertEqual(wanted['top thing'], above)


class JoinTest(unittest.TestCase):
    def test_answers_as_both(self) -> None:
        def doubled(name: str, by: float) -> onnx.ModelProto:
            wide = [helper.make_tensor_value_info(one, TensorProto.FLOAT, [2]) for one in ('sample', name)]
            nodes = [helper.make_node('Mul', ['sample', 'by'], ['inside']), helper.make_node('Add', ['inside', 'sample'], [name])]
            graph = helper.make_graph(nodes, 'one', wide[:1], wide[1:], [helper.make_tensor('by', TensorProto.FLOAT, [], [by])])
            return helper.make_model(graph, opset_imports=[helper.make_opsetid('', 17)], ir_version=8)

        all_three = beside(beside(doubled('three', 2), doubled('six', 5)), doubled('two', 1))
        session = onnxruntime.InferenceSession(all_three.SerializeToString(), providers=['CPUExecutionProvider'])
        np.testing.assert_allclose(session.run(['three', 'six', 'two'], {'sample': np.float32([1, 2])}), [[3, 6], [6, 12], [2, 4]])


class LargeTest(unittest.TestCase):
    @torch.no_grad()
    def test_encodes_means_of_sixteen_pixels(self) -> None:
        picture = torch.rand(1, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(2)) * 2 - 1
        encode = encoder()
        torch.testing.assert_close(encode(F.avg_pool2d(picture, SMALLER)), encode(picture), atol=1e-4, rtol=1e-4)

    @torch.no_grad()
    def test_brings_a_picture_back_at_its_size(self) -> None:
        """All ten scenes, without things: 29 dB on the whole, of which the city, all windows, has 21."""
        pictures = torch.from_numpy(np.concatenate([scene(n, SIDE, 1) for n in range(len(SCENES))])).float() / 127.5 - 1
        mean, _ = encoder()(pictures).chunk(2, 1)
        session = onnxruntime.InferenceSession(str(SHIPPED / 'vae_decoder' / 'model.onnx'), providers=['CPUExecutionProvider'])
        back = torch.from_numpy(session.run(None, {'latent_sample': mean.numpy()})[0])
        self.assertGreater(float(-10 * ((back - pictures).square().mean() / 4).log10()), 28)

    @torch.no_grad()
    def test_leaves_alone_what_has_no_words(self) -> None:
        z, labels = torch.randn(2, 16, 8, 8, generator=torch.Generator().manual_seed(3)), torch.tensor([[0, 0, 0, -1, -1, 0, 1], [0, 0, 0, -1, -1, 0, 3]])
        seen = Imagined()(z, labels, torch.Generator().manual_seed(4), Random(5))
        self.assertTrue(torch.equal(seen[1], z[1]))
        self.assertGreater(float((seen[0] - z[0]).abs().mean()), 0.01)


if __name__ == '__main__':
    unittest.main()
