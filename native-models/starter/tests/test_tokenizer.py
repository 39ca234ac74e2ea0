"""Needs the tokenizer: python -m starter tokens first."""
import unittest

from transformers import CLIPTokenizer

from ..captions.tokenizer import FOLDER, Reader
from ..config import MAX_TOKENS
from ..lessons import captions, seeds
from ..world.spec import training_labels


class Ids(unittest.TestCase):
    def test_they_are_those_of_a_clip_tokenizer(self) -> None:
        texts = [*captions(training_labels(seeds('check', 0, 200)), 5), 'Émigré  ZEBRA 123!', '', '🙂 ok']
        theirs = CLIPTokenizer.from_pretrained(FOLDER)(texts, padding='max_length', max_length=MAX_TOKENS, truncation=True)['input_ids']
        self.assertEqual(Reader()(texts).tolist(), theirs)


if __name__ == '__main__':
    unittest.main()
