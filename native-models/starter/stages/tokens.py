"""The tokenizer: its merges are learnt on 40,000 captions."""
from ..captions.tokenizer import FOLDER, learn
from ..config import SCALE
from ..lessons import captions, seeds
from ..world.spec import training_labels


def run(_minutes: float) -> None:
    count = 40_000 if SCALE.batch > 8 else 2_000
    learn(captions(training_labels(seeds('tokens', 0, count)), 1))
    print(f'tokenizer in {FOLDER}')
