"""The ONNX graph, built node by node from the weights: plain operators that onnxruntime fuses when it loads.

One builder gives all three files: fp32 (reference), fp16 (WebGPU), int8 (WASM). Query, key and value
share one MatMul, the attention scale is folded into the query weights, and the tanh GELU is written in
the shape that onnxruntime recognises as FastGelu. int8 weights are per-column, activations dynamic per
tensor (what onnxruntime's dynamic quantisation does); embeddings are int8 with a scale per row.
"""

from __future__ import annotations

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from .lexical import BUCKETS, FIRST_PIECE, FLOOR, PAIR_FACTOR, Lexical
from .modeling import MASKED, MATCH_SCALE, NORM_FLOOR, OUTPUTS, InterviewModel

OPSET = 17


class Builder:
    """Collects nodes and initialisers of one graph."""

    def __init__(self, precision: str, int8_embeddings: bool = True):
        self.precision = precision  # fp32, fp16, int8
        self.int8_embeddings = int8_embeddings and precision == "int8"
        self.float = np.float16 if precision == "fp16" else np.float32
        self.onnx_float = TensorProto.FLOAT16 if precision == "fp16" else TensorProto.FLOAT
        self.nodes: list = []
        self.initializers: dict[str, onnx.TensorProto] = {}
        self.quantized: dict[str, tuple[str, str, str]] = {}
        self.n = 0

    def name(self, hint: str) -> str:
        self.n += 1
        return f"{hint}_{self.n}"

    def const(self, value, name: str | None = None, dtype=None) -> str:
        """An initialiser; floats take the graph's precision. Equal anonymous constants are shared."""
        a = np.asarray(value)
        if dtype is None:
            dtype = self.float if a.dtype.kind == "f" else a.dtype
        a = np.asarray(a.astype(dtype), order="C")
        if name is None:
            name = f"c_{a.dtype.name}_{'x'.join(map(str, a.shape))}_{a.tobytes().hex()}" if a.size <= 16 else self.name("c")
        if name not in self.initializers:
            self.initializers[name] = numpy_helper.from_array(a, name)
        return name

    def op(self, kind: str, *inputs: str, outputs: int = 1, hint: str | None = None, **attributes):
        names = [self.name(hint or kind.lower()) for _ in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, name=self.name(f"n_{kind}"), **attributes))
        return names[0] if outputs == 1 else names

    def linear(self, x: str, weight: torch.Tensor, bias: torch.Tensor | None, hint: str, quantize: bool = True) -> str:
        """x @ weight.T + bias, with weight [out, in] as PyTorch keeps it."""
        w = weight.detach().float().numpy().T  # [in, out]
        if self.precision == "int8" and quantize:
            y = self.int8_matmul(x, w, hint)
        else:
            y = self.op("MatMul", x, self.const(w, f"{hint}.weight"), hint=hint)
        return y if bias is None else self.op("Add", y, self.const(bias.detach().float().numpy(), f"{hint}.bias"))

    def int8_matmul(self, x: str, w: np.ndarray, hint: str) -> str:
        """Dynamic uint8 activations x per-column int8 weights, as onnxruntime's quantize_dynamic writes it."""
        scale = np.maximum(np.abs(w).max(0), 1e-8).astype(np.float32) / 127
        q = np.clip(np.rint(w / scale), -127, 127).astype(np.int8)
        if x not in self.quantized:
            self.quantized[x] = tuple(self.op("DynamicQuantizeLinear", x, outputs=3, hint="q"))
        xq, xs, xz = self.quantized[x]
        y = self.op("MatMulInteger", xq, self.const(q, f"{hint}.weight_quantized"), xz, self.const(np.zeros(w.shape[1], np.int8), f"{hint}.zero"), hint=hint)
        y = self.op("Cast", y, to=TensorProto.FLOAT)
        return self.op("Mul", y, self.op("Mul", xs, self.const(scale, f"{hint}.scale")))

    def embedding(self, ids: str, table: torch.Tensor, hint: str, small: bool = False) -> str:
        t = table.detach().float().numpy()
        if self.int8_embeddings and not small:
            scale = np.maximum(np.abs(t).max(1, keepdims=True), 1e-8).astype(np.float32) / 127
            q = np.clip(np.rint(t / scale), -127, 127).astype(np.int8)
            y = self.op("Cast", self.op("Gather", self.const(q, f"{hint}.int8"), ids, axis=0), to=TensorProto.FLOAT)
            return self.op("Mul", y, self.op("Gather", self.const(scale, f"{hint}.scale"), ids, axis=0))
        return self.op("Gather", self.const(t, f"{hint}.weight"), ids, axis=0)

    def norm(self, x: str, m: torch.nn.LayerNorm, hint: str) -> str:
        eps = max(m.eps, 1e-7) if self.precision == "fp16" else m.eps
        return self.op("LayerNormalization", x, self.const(m.weight.detach().numpy(), f"{hint}.gamma"),
                       self.const(m.bias.detach().numpy(), f"{hint}.beta"), axis=-1, epsilon=float(eps), hint=hint)

    def gelu(self, x: str, kind: str) -> str:
        if kind == "relu":
            return self.op("Relu", x)
        if kind == "gelu":
            y = self.op("Add", self.op("Erf", self.op("Div", x, self.const(np.sqrt(2.0)))), self.const(1.0))
            return self.op("Mul", self.op("Mul", x, y), self.const(0.5))
        # The nodes and their order are those of the pattern FastGeluFusion looks for.
        cube = self.op("Mul", self.op("Pow", x, self.const(3.0)), self.const(0.044715))
        inner = self.op("Mul", self.op("Add", x, cube), self.const(0.7978845608028654))
        y = self.op("Add", self.op("Tanh", inner), self.const(1.0))
        return self.op("Mul", self.op("Mul", x, self.const(0.5)), y)


def lexical(b: Builder, m: Lexical, ids: str, answer: str, asked: str) -> tuple[str, str, str]:
    """`Lexical.forward` as nodes: intent logits, overlap, and the weights of the question's tokens."""
    i64 = lambda *v: b.const(np.array(v, dtype=np.int64))
    one, floor = b.const(1.0), b.const(FLOOR)
    total = lambda x: b.op("ReduceSum", x, i64(1), keepdims=1)
    at_least_one = lambda x: b.op("Max", x, one)
    tables = lambda name, t, index: b.op("Gather", b.const(t.detach().float().numpy(), name), index, axis=0)

    def counts(of: str, where: str) -> str:
        same = b.op("Cast", b.op("Equal", b.op("Unsqueeze", of, i64(2)), b.op("Unsqueeze", of, i64(1))), to=b.onnx_float)
        return b.op("Squeeze", b.op("MatMul", same, b.op("Unsqueeze", where, i64(2))), i64(2))

    def values(rarity: str, times: str) -> str:
        return b.op("Mul", rarity, b.op("Add", one, b.op("Log", times)))

    weighted = lambda x, table: b.op("Squeeze", b.op("MatMul", b.op("Unsqueeze", x, i64(1)), table), i64(1))
    piece = b.op("Cast", b.op("GreaterOrEqual", ids, b.const(np.int64(FIRST_PIECE))), to=b.onnx_float)
    answer, asked = b.op("Mul", answer, piece), b.op("Mul", asked, piece)
    rarity = tables("lexical.rarity", m.rarity, ids)
    count = counts(ids, answer)
    times = at_least_one(count)
    value, known = values(rarity, times), values(tables("lexical.known_rarity", m.known_rarity, ids), times)
    spread = b.op("Div", b.op("Mul", answer, known), times)
    rest, end = i64(1), i64(np.iinfo(np.int64).max)
    axis = i64(1)
    following = b.op("Concat", b.op("Slice", ids, rest, end, axis), b.op("Slice", ids, i64(0), rest, axis), axis=1)
    first = b.op("Slice", answer, i64(0), rest, axis)
    both = b.op("Mul", answer, b.op("Concat", b.op("Slice", answer, rest, end, axis), b.op("Sub", first, first), axis=1))
    pair = b.op("Mod", b.op("Add", b.op("Mul", ids, b.const(np.int64(PAIR_FACTOR))), following), b.const(np.int64(BUCKETS)))
    pair_times = at_least_one(counts(pair, both))
    pair_value = values(tables("lexical.pair_rarity", m.pair_rarity, pair), pair_times)
    pair_spread = b.op("Div", b.op("Mul", both, pair_value), pair_times)
    own = total(b.op("Div", b.op("Mul", answer, b.op("Mul", value, value)), times))
    norm = b.op("Sqrt", b.op("Add", b.op("Add", total(b.op("Mul", spread, known)), total(b.op("Mul", pair_spread, pair_value))), floor))
    sums = b.op("Add", weighted(spread, tables("lexical.intent", m.intent, ids)), weighted(pair_spread, tables("lexical.pair_intent", m.pair_intent, pair)))
    intent = b.op("Add", b.op("Div", sums, norm), b.const(m.intent_bias.detach().float().numpy(), "lexical.intent_bias"))
    weight = b.op("Div", b.op("Mul", asked, b.op("Mul", rarity, rarity)), at_least_one(counts(ids, asked)))
    whole = b.op("Add", total(weight), floor)
    found = b.op("Cast", b.op("Greater", count, b.const(0.0)), to=b.onnx_float)
    coverage = b.op("Div", total(b.op("Mul", weight, found)), whole)
    shared = b.op("Mul", b.op("Mul", b.op("Div", weight, b.op("Add", rarity, floor)), value), found)
    cosine = b.op("Div", total(shared), b.op("Mul", b.op("Sqrt", whole), b.op("Sqrt", b.op("Add", own, floor))))
    return intent, b.op("Concat", coverage, cosine, axis=-1), b.op("Div", weight, whole)


def build(model: InterviewModel, precision: str = "fp32", int8_embeddings: bool = True) -> onnx.ModelProto:
    """The model as an ONNX graph.

    Inputs: input_ids, attention_mask, token_type_ids int64 [batch, sequence]. Outputs: float32, named by the contract.
    """
    c, b = model.config, Builder(precision, int8_embeddings)
    h, heads = c.hidden_size, c.num_attention_heads
    d = h // heads
    i64 = lambda *v: b.const(np.array(v, dtype=np.int64))
    e = model.bert.embeddings
    s = b.op("Slice", b.op("Shape", "input_ids"), i64(1), i64(2), i64(0))
    positions = b.op("Slice", b.const(e.position_embeddings.weight.detach().float().numpy(), "positions"), i64(0), s, i64(0))
    words = b.embedding("input_ids", e.word_embeddings.weight, "words")
    x = b.op("Add", words, b.embedding("token_type_ids", e.token_type_embeddings.weight, "segments", small=True))
    x = b.norm(b.op("Add", x, positions), e.LayerNorm, "embeddings")
    mask = b.op("Cast", "attention_mask", to=b.onnx_float)
    bias = b.op("Mul", b.op("Sub", b.const(1.0), b.op("Unsqueeze", mask, i64(1, 2))), b.const(MASKED))
    for n, layer in enumerate(model.bert.encoder.layer):
        a, p = layer.attention.self, f"layer{n}"
        weight = torch.cat([a.query.weight * d**-0.5, a.key.weight, a.value.weight])
        shift = torch.cat([a.query.bias * d**-0.5, a.key.bias, a.value.bias])
        q, k, v = b.op("Split", b.linear(x, weight, shift, f"{p}.qkv"), i64(h, h, h), outputs=3, axis=2)
        q, k, v = (b.op("Reshape", t, i64(0, 0, heads, d)) for t in (q, k, v))
        q, v = (b.op("Transpose", t, perm=[0, 2, 1, 3]) for t in (q, v))
        k = b.op("Transpose", k, perm=[0, 2, 3, 1])
        probs = b.op("Softmax", b.op("Add", b.op("MatMul", q, k), bias), axis=-1)
        y = b.op("Reshape", b.op("Transpose", b.op("MatMul", probs, v), perm=[0, 2, 1, 3]), i64(0, 0, h))
        o = layer.attention.output
        x = b.norm(b.op("Add", b.linear(y, o.dense.weight, o.dense.bias, f"{p}.out"), x), o.LayerNorm, f"{p}.norm1")
        y = b.gelu(b.linear(x, layer.intermediate.dense.weight, layer.intermediate.dense.bias, f"{p}.up"), c.hidden_act)
        o = layer.output
        x = b.norm(b.op("Add", b.linear(y, o.dense.weight, o.dense.bias, f"{p}.down"), x), o.LayerNorm, f"{p}.norm2")
    out: dict[str, tuple[str, list]] = {}
    head = lambda v, m, hint: b.linear(v, m.weight, m.bias, hint, quantize=False)
    if model.pooling == "pooler":
        first = b.op("Gather", x, b.const(np.int64(0)), axis=1)
        pooled = b.op("Tanh", head(first, model.pooler, "pooler"))
        for n in model.sequence_heads:
            out[n] = (head(pooled, model.classifier[n], n), ["batch", model.classifier[n].out_features])
    else:
        second = b.op("Cast", "token_type_ids", to=b.onnx_float)
        answer = b.op("Mul", mask, second) if model.pair else mask
        asked = b.op("Sub", mask, b.op("Mul", mask, second))
        count = b.op("ReduceSum", answer, i64(1), keepdims=1)
        row = b.op("Unsqueeze", answer, i64(1))
        mean = b.op("Div", b.op("Squeeze", b.op("MatMul", row, x), i64(1)), count)
        k = len(model.sequence_heads)
        scores = b.op("Transpose", head(x, model.pool, "pool"), perm=[0, 2, 1])
        keep = b.op("Concat", *[row] * k, b.op("Unsqueeze", asked, i64(1)), axis=1)
        hide = b.op("Mul", b.op("Sub", b.const(1.0), keep), b.const(MASKED))
        weights = b.op("Softmax", b.op("Add", scores, hide), axis=-1)
        pools = b.op("MatMul", weights, x)
        spoken_of, overlap, rare = lexical(b, model.lexical, "input_ids", answer, asked)
        take = lambda i: b.op("Gather", pools, b.const(np.int64(i)), axis=1)
        for i, n in enumerate(model.sequence_heads):
            m, v = model.classifier[n], take(i)
            if n in ("quality", "relevance"):
                if n == "quality":
                    f = b.op("Concat", v, mean, b.op("Div", b.op("Log", count), b.const(6.0)), axis=-1)
                else:
                    u = take(k)
                    focus = b.op("Gather", weights, b.const(np.int64(k)), axis=1)
                    elsewhere = b.op("Mul", b.op("Sub", b.const(1.0), row), b.const(MASKED))
                    matches = []
                    for y in (words, x):
                        norm = b.op("Sqrt", b.op("Add", b.op("ReduceSum", b.op("Mul", y, y), i64(2), keepdims=1), b.const(NORM_FLOOR)))
                        y = b.op("Div", y, norm)
                        similar = b.op("MatMul", y, b.op("Transpose", y, perm=[0, 2, 1]))
                        best = b.op("ReduceMax", b.op("Add", similar, elsewhere), axes=[2], keepdims=0)
                        matches.append(b.op("ReduceSum", b.op("Mul", best, focus), i64(1), keepdims=1))
                        matches.append(b.op("Div", b.op("ReduceSum", b.op("Mul", best, asked), i64(1), keepdims=1), b.op("ReduceSum", asked, i64(1), keepdims=1)))
                        matches.append(b.op("ReduceSum", b.op("Mul", best, rare), i64(1), keepdims=1))
                    scaled = b.op("Mul", b.op("Concat", *matches, overlap, axis=-1), b.const(MATCH_SCALE))
                    f = b.op("Concat", b.op("Mul", u, v), b.op("Abs", b.op("Sub", u, v)), b.op("Gather", x, b.const(np.int64(0)), axis=1), scaled, axis=-1)
                y = b.gelu(head(f, m["hidden"], f"{n}.hidden"), c.hidden_act)
                z = head(y, m["out"], f"{n}.out")
                if n == "relevance":
                    z = b.op("Add", z, head(scaled, m["direct"], f"{n}.direct"))
                out[n] = (z, ["batch", m["out"].out_features])
            else:
                z = head(b.op("Concat", v, mean, axis=-1), m, n)
                if n == "intent":
                    z = b.op("Add", z, b.op("Mul", spoken_of, b.const(model.lexical.share.numpy(), "lexical.share")))
                out[n] = (z, ["batch", m.out_features])
    if "role" in model.heads:
        out["role"] = (head(x, model.classifier["role"], "role"), ["batch", "sequence", 5])
    if "embedding" in model.heads:
        out["embedding"] = (x, ["batch", "sequence", h])
    outputs = []
    for n, (tensor, dims) in out.items():
        if precision == "fp16":
            b.nodes.append(helper.make_node("Cast", [tensor], [OUTPUTS[n]], name=f"out_{n}", to=TensorProto.FLOAT))
        else:
            b.nodes.append(helper.make_node("Identity", [tensor], [OUTPUTS[n]], name=f"out_{n}"))
        outputs.append(helper.make_tensor_value_info(OUTPUTS[n], TensorProto.FLOAT, dims))
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "sequence"]) for n in ("input_ids", "attention_mask", "token_type_ids")]
    graph = helper.make_graph(b.nodes, "interview", inputs, outputs, list(b.initializers.values()))
    proto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="interview-training", ir_version=8)
    onnx.checker.check_model(proto)
    return proto


def operators(proto: onnx.ModelProto) -> dict[str, int]:
    """How often each operator occurs."""
    counts: dict[str, int] = {}
    for n in proto.graph.node:
        counts[n.op_type] = counts.get(n.op_type, 0) + 1
    return dict(sorted(counts.items()))
