"""Inference over windows: one answer in, logits by head out — the reference that other runtimes must match."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

import numpy as np

from . import data as dt
from .errors import UserError


@dataclass
class Shape:
    """How text becomes input: the part of config.json's `interview` that windows need."""

    pair: bool = True
    max_length: int = 256
    window_overlap: int = 64
    max_question_tokens: int = 64


@dataclass
class Prediction:
    """Combined outputs of one answer.

    Attributes:
        logits: sequence-level logits by head ([n] each).
        roles: [sentences, 5] mean role logits, where the model has that head.
        embeddings: [sentences, hidden].
    """

    logits: dict[str, np.ndarray]
    roles: np.ndarray | None = None
    embeddings: np.ndarray | None = None
    windows: list[tuple[int, int]] = field(default_factory=list)


Runner = Callable[[np.ndarray, np.ndarray, np.ndarray], dict[str, np.ndarray]]
HEAD_OF = {"intent_logits": "intent", "emotion_logits": "emotion", "quality_logits": "quality", "relevance_logits": "relevance"}


def torch_runner(model) -> Runner:
    """A runner over a PyTorch model, batch 1, unpadded, fp32."""
    import torch

    model.eval()

    @torch.no_grad()
    def run(ids: np.ndarray, mask: np.ndarray, types: np.ndarray) -> dict[str, np.ndarray]:
        out = model(torch.from_numpy(ids), None, torch.from_numpy(types))
        return {k: v.float().numpy() for k, v in out.items()}

    return run


def onnx_runner(path: Path, threads: int = 2) -> Runner:
    """A runner over an ONNX file on onnxruntime's CPU provider."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    try:
        session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as e:
        raise UserError(f"{path}: onnxruntime cannot load it ({type(e).__name__}: {e})") from e
    names = [o.name for o in session.get_outputs()]

    def run(ids: np.ndarray, mask: np.ndarray, types: np.ndarray) -> dict[str, np.ndarray]:
        return dict(zip(names, session.run(names, {"input_ids": ids, "attention_mask": mask, "token_type_ids": types})))

    return run


def predict(run: Runner, tok, shape: Shape, question: str, sentences: list[str]) -> Prediction:
    """Evaluates one answer, window by window, and combines the windows by the contract."""
    e = dt.encode(tok, question, sentences, shape.max_question_tokens)
    question_ids = e.question if shape.pair else []
    n = len(e.answer)
    spans = dt.windows(n, len(question_ids), shape.max_length, shape.window_overlap, shape.pair)
    who = dt.owners(n, spans)
    total: dict[str, np.ndarray] = {}
    tokens: dict[str, np.ndarray] = {}
    weights = 0.0
    for w, (lo, hi) in enumerate(spans):
        ids, types, first = dt.assemble(question_ids, e.answer[lo:hi], shape.pair)
        arrays = [np.array([x], dtype=np.int64) for x in (ids, [1] * len(ids), types)]
        out = run(*arrays)
        weight = float((who == w).sum()) if n else 1.0
        weights += weight
        for name, head in HEAD_OF.items():
            if name in out:
                total[head] = total.get(head, 0.0) + weight * out[name][0].astype(np.float64)
        for name in ("role_logits", "token_embeddings"):
            if name in out:
                part = out[name][0, first:first + hi - lo]
                if name not in tokens:
                    tokens[name] = np.zeros((n, part.shape[-1]))
                mine = np.flatnonzero(who[lo:hi] == w)
                tokens[name][lo + mine] = part[mine]
    owner = np.array(e.owner)

    def by_sentence(name: str) -> np.ndarray | None:
        if name not in tokens:
            return None
        rows = [tokens[name][owner == i].mean(0) if (owner == i).any() else np.zeros(tokens[name].shape[-1]) for i in range(len(sentences))]
        return np.array(rows)

    return Prediction({k: v / weights for k, v in total.items()}, by_sentence("role_logits"), by_sentence("token_embeddings"), spans)


def collect(run, tok, shape: Shape, examples: list[dt.Example], bar: bool = False) -> list:
    """Predictions for examples (window-combined, batch 1)."""
    from tqdm import tqdm

    return [predict(run, tok, shape, e.question, [s for _, s in e.sentences]) for e in tqdm(examples, desc="predict", disable=not bar, mininterval=5)]
