"""Records a small CLIP tokenizer in both layouts: python make_tiny.py FOLDER_WITH_VOCAB_AND_MERGES (writes tiny/)

The vocabulary is that of a tiny test model: 1,000 tokens, specials at its end.
"""
import json
import platform
import sys

import transformers

tokenizer = transformers.CLIPTokenizer.from_pretrained(sys.argv[1])
tokenizer.backend_tokenizer.save("tiny/tokenizer.json", pretty=False)
json.dump({"bos_token": {"content": "<|startoftext|>"}, "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>", "pad_token": "!", "model_max_length": 20}, open("tiny/tokenizer_config.json", "w"))
texts = ["a photo of a cat", "", "Ünïcode & ΟΔΟΣ 漢字 1234", "it's <|endoftext|> don't!!", "  spaces\tand\nlines  ", "word " * 30]
cases = [{"text": text, "ids": tokenizer(text, add_special_tokens=False).input_ids} for text in texts]
versions = f"transformers {transformers.__version__}, Python {platform.python_version()}"
json.dump({"made_by": "make_tiny.py", "versions": versions, "cases": cases}, open("tiny.json", "w"))
