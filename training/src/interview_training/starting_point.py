"""Weights to start pre-training from, where a small token budget should not be spent on the obvious."""

from __future__ import annotations

import math

import numpy as np
import torch

from .modeling import MaskedLM


def ppmi_embeddings(arrays: list[np.ndarray], vocab: int, dim: int, window: int = 5, limit: int = 25_000_000,
                    seed: int = 0) -> torch.Tensor:
    """Token vectors from a smoothed PPMI co-occurrence matrix by truncated SVD.

    A minute of counting gives the embeddings what masked LM would need millions of tokens for.

    Returns:
        float32 [vocab, dim], rows scaled to a standard deviation of about 0.03.
    """
    size = sum(len(a) for a in arrays)
    counts = np.zeros(vocab * vocab, dtype=np.float32)
    for a in arrays:
        a = a[: max(window + 1, int(len(a) * min(1.0, limit / max(1, size))))].astype(np.int64)
        for lo in range(0, len(a), 2_000_000):
            x = a[lo:lo + 2_000_000]
            for d in range(1, window + 1):
                flat = x[:-d] * vocab + x[d:]
                keys, n = np.unique(flat, return_counts=True)
                counts[keys] += n * (1.0 / d)
    m = torch.from_numpy(counts.reshape(vocab, vocab))
    m = m + m.T
    m[:5] = 0
    m[:, :5] = 0
    rows = m.sum(1)
    ctx = rows.pow(0.75)
    ctx /= ctx.sum()
    m = torch.log((m / (rows[:, None] + 1e-9)) / (ctx[None] + 1e-12) + 1e-12).clamp_(min=0)
    m[:, rows == 0] = 0
    torch.manual_seed(seed)
    u, s, _ = torch.svd_lowrank(m, q=min(dim + 32, vocab), niter=3)
    e = u[:, :dim] * s[:dim].sqrt()
    if e.shape[1] < dim:
        e = torch.nn.functional.pad(e, (0, dim - e.shape[1]))
    e = e / (e.norm(dim=1, keepdim=True) + 1e-6) * (0.03 * math.sqrt(dim))
    e[rows == 0] = torch.randn(int((rows == 0).sum()), dim) * 0.02
    return e


def neighbour_prior(model: MaskedLM, sharpness: float = 2.0) -> None:
    """Starts positions as sinusoids and the first layers' heads looking at neighbouring tokens.

    A masked LM first learns word frequencies and topics, then sits on a plateau until heads find their
    neighbours. With a small token budget most of it would go there, so some heads begin with the shift built in:
    query and key read the same sinusoid pairs, the query turned by the offset. Everything stays trainable.
    """
    bert, c = model.bert, model.bert.config
    h, n, heads = c.hidden_size, c.max_position_embeddings, c.num_attention_heads
    d, pairs = h // heads, h // 2
    omega = np.pi * 0.95 * (1 / 128) ** (np.arange(pairs) / max(1, pairs - 1))
    angle = np.arange(n)[:, None] * omega[None]
    table = np.concatenate([np.sin(angle), np.cos(angle)], 1) * (0.03 * 2**0.5)
    bert.embeddings.position_embeddings.weight.data.copy_(torch.from_numpy(table).float())
    offsets = {0: [-1, 1, -2, 2], 1: [-1, 1]}
    for i, layer in enumerate(bert.encoder.layer):
        a = layer.attention
        for m in (a.self.query, a.self.key, a.self.value, a.output.dense):
            torch.nn.init.normal_(m.weight, 0.0, 0.6 / h**0.5)
        for head, shift in enumerate(offsets.get(i, [])[: max(1, heads - 1) if i else heads]):
            q, k = np.zeros((d, h)), np.zeros((d, h))
            for row in range(d // 2):
                f = row * max(1, pairs // d)  # the high half of the frequencies: a sharp peak
                sin, cos = f, pairs + f
                turn = omega[f] * shift
                k[2 * row, sin] = k[2 * row + 1, cos] = 1
                q[2 * row, sin], q[2 * row, cos] = np.cos(turn), np.sin(turn)
                q[2 * row + 1, cos], q[2 * row + 1, sin] = np.cos(turn), -np.sin(turn)
            for linear, w in ((a.self.query, q), (a.self.key, k)):
                linear.weight.data[head * d:(head + 1) * d] = torch.from_numpy(w * sharpness**0.5).float()
