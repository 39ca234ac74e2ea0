"""Records how A1111 and Forge read prompts: python make_a1111.py FORGE_FOLDER LARK_FOLDER CLIP_FOLDER > a1111.json

FORGE_FOLDER is a checkout of lllyasviel/stable-diffusion-webui-forge (dfdcbab), LARK_FOLDER holds lark 1.3.1, CLIP_FOLDER vocab.json and merges.txt. Forge's
own files run as they are, with the modules that they do not need here replaced.
"""
import contextlib
import json
import platform
import random
import sys
import types

import torch
import transformers

forge, lark_folder, clip_folder = sys.argv[1:]
sys.path[:0] = [lark_folder]


def module(name, **content):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__dict__.update(content)
    return sys.modules[name]


options = types.SimpleNamespace(emphasis="Original")
module("PIL", Image=None)
module("backend", memory_management=module("backend.memory_management")).__path__ = [forge + "/backend"]
module("modules").__path__ = [forge + "/modules"]
module("modules.shared", opts=options)
module("safetensors").torch = module("safetensors.torch")
from backend.text_processing.classic_engine import ClassicTextProcessingEngine  # noqa: E402
from backend.text_processing.textual_inversion import Embedding, EmbeddingDatabase  # noqa: E402
from modules.prompt_parser import get_learned_conditioning_prompt_schedules, parse_prompt_attention  # noqa: E402

tokenizer = transformers.CLIPTokenizer.from_pretrained(clip_folder)
width = 3


def engine(pad):
    made = ClassicTextProcessingEngine.__new__(ClassicTextProcessingEngine)
    made.tokenizer, made.chunk_length, made.return_pooled, made.embedding_key = tokenizer, 75, False, "clip_l"
    made.emphasis = types.SimpleNamespace(name="Original")
    made.id_start, made.id_end, made.id_pad = tokenizer.bos_token_id, tokenizer.eos_token_id, pad
    made.comma_token = tokenizer.get_vocab()[",</w>"]
    made.embeddings = EmbeddingDatabase(tokenizer)
    for name, count in (("bad-hands", 6), ("ink", 1), ("ink drop", 2)):
        embedding = Embedding(torch.zeros(count, width), name)
        embedding.vectors = count
        made.embeddings.register_embedding(embedding)
    made.seen = []
    made.encode_with_transformers = lambda tokens: (made.seen.append(tokens.tolist()), torch.sin(tokens[..., None].double() * torch.arange(1, width + 1) * 0.37) + 0.4)[1]
    return made


words = "a cat, a dog in the rain, masterpiece, best quality, drop of ink through clear water, slow motion, studio light, 35mm film grain".split(" ")
long_prompt = " ".join(words * 6)
prompts = [
    "",
    "a photo of a cat",
    "a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).",
    "an (important) word and a [lesser] one",
    r"\(literal\] \\ brackets \[kept\)",
    "(unbalanced and [open",
    "closed) too] early (a:1.2",
    "a BREAK b  BREAK  c BREAK",
    "weights (without a colon 1.3) and (negative:-0.5) and (spaced : 1.4 )",
    "colon: here, not a weight:1.5, (half:0.5)",
    "bad-hands, ink drop, INK in water, (bad-hands:0.8), inkdrop",
    long_prompt,
    long_prompt.replace(",", ""),
    "(" + long_prompt + ":1.1)",
    "x " * 70 + ", y bad-hands z " + "w " * 10,
    "x " * 73 + "bad-hands z",
    "x " * 55 + ", " + "y " * 30,
    "x " * 54 + ", " + "y " * 30,
    "日本の猫 (青い:1.2) 🙂",
]
cases = []
for prompt in prompts:
    for pad in (tokenizer.eos_token_id, 0):
        made = engine(pad)
        chunks, _ = made.tokenize_line(prompt)
        fixes = [[{"at": fix.offset + 1, "name": fix.embedding.name, "count": fix.embedding.vectors} for fix in chunk.fixes] for chunk in chunks]
        weighed = []
        for name in ("Original", "No norm"):
            options.emphasis = name
            with contextlib.redirect_stdout(sys.stderr):
                weighed.append([round(float(v), 6) for v in made([prompt])[0, :6].flatten()])
        options.emphasis = "Original"
        case = {"prompt": prompt, "pad": pad, "segments": parse_prompt_attention(prompt), "ids": [row for rows in made.seen[: len(chunks)] for row in rows]}
        case.update({"weights": [chunk.multipliers for chunk in chunks], "fixes": fixes, "weighed": weighed})
        cases.append(case)

edits = [
    "test", "a [b:3]", "a [b: 3]", "a [[[b]]:2]", "[(a:2):3]", "a [b : c : 1] d", "a[b:[c:d:2]:1]e", "a [unbalanced", "a [b:.5] c", "a [{b|d{:.5] c", "((a][:b:c [d:3]",
    "[a|(b:1.1)]", "[fe|]male", "[fe|||]male", "a [b:1.5] c", "a | b [c:d:0.5]", "[x:0.25][y::0.5]", "(in [fog:sun:0.4]:1.2) light", "[a:b:c:0.5]", "[a:b:-1]", "[a:b:1e-1]", r"\[a:b:0.5\]",
    "[[a|b]:[c|d]:0.5]", "[:b:0.3]", "[a::0.3]", "tail\\", "[a:b: 0.5 ]", "[a|b:0.5]", "[a:b|c:0.5]", "(a|b)", "[(a:b):0.5]", "[a:b:2.0]", "[0.5:0.7]", "[1:2:3]", "a:b", "[ : in background:0.25]", "BREAK [a:b:0.5] BREAK",
    "a fantasy landscape with a [mountain:lake:0.25] and [an oak:a christmas tree:0.75][ in foreground::0.6][: in background:0.25] [shoddy:masterful:0.5]",
]
pick = random.Random(7)
edits += ["".join(pick.choice(["[", "]", "(", ")", ":", "|", "a", "b ", " c", "0.5", "2", ":0.3]", "[a:", "\\"]) for _ in range(pick.randint(3, 14))) for _ in range(400)]
schedules = [{"prompt": prompt, "steps": 10, "schedule": get_learned_conditioning_prompt_schedules([prompt], 10)[0]} for prompt in edits]
hires = [{"prompt": prompt, "steps": 8, "before": 10, "schedule": get_learned_conditioning_prompt_schedules([prompt], 10, 8)[0]} for prompt in edits[:38]]

versions = f"stable-diffusion-webui-forge dfdcbab, lark 1.3.1, transformers {transformers.__version__}, torch {torch.__version__}, Python {platform.python_version()}"
json.dump({"made_by": "make_a1111.py", "versions": versions, "width": width, "cases": cases, "schedules": schedules, "hires": hires}, sys.stdout)
