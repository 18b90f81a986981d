"""The losses of the heads."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from . import data as dt
from .config import TrainConfig


def class_weights(counts: np.ndarray) -> Tensor:
    """Inverse square-root frequency, mean 1 over the data."""
    w = 1 / np.sqrt(np.maximum(counts, 1))
    w[counts == 0] = 0
    return torch.tensor(w * counts.sum() / max(1e-9, (w * counts).sum()), dtype=torch.float32)


class Losses:
    """The losses of one batch, by head; a head without labels in the batch gives none."""

    def __init__(self, t: TrainConfig, examples: list[dt.Example]):
        self.t = t
        count = lambda labels, values: np.array([sum(v == x for v in values) for x in labels])
        self.weight = {k: class_weights(count(labels, [getattr(e, k) for e in examples])) if t.class_weights else None
                       for k, labels in (("intent", dt.INTENTS), ("emotion", dt.EMOTIONS))}
        roles = count(dt.ROLES, [r for e in examples for r, _ in e.sentences])
        self.weight["role"] = class_weights(roles) if t.class_weights else None
        k = torch.arange(5).float()
        self.soft = torch.softmax(-((k[:, None] - k[None]) ** 2) / (2 * max(t.ordinal, 1e-3) ** 2), -1)

    def _classes(self, name: str, logits: Tensor, label: Tensor, item_weight: Tensor) -> Tensor:
        w = self.weight[name]
        loss = F.cross_entropy(logits, label, w.to(logits.device) if w is not None else None, reduction="none", label_smoothing=self.t.label_smoothing)
        if self.t.focal and name != "role":
            p = torch.softmax(logits.detach(), -1).gather(1, label[:, None])[:, 0]
            loss = loss * (1 - p) ** self.t.focal
        return (loss * item_weight).sum() / item_weight.sum().clamp(min=1e-6)

    def __call__(self, out: dict[str, Tensor], b: dict[str, Tensor]) -> dict[str, Tensor]:
        losses: dict[str, Tensor] = {}
        paired = b["paired"].float()
        for name in ("intent", "emotion"):
            known = b[name] >= 0
            if f"{name}_logits" in out and known.any():
                losses[name] = self._classes(name, out[f"{name}_logits"].float()[known], b[name][known], (1 - 0.5 * paired)[known])
        known = b["level"] >= 0
        if "quality_logits" in out and known.any():
            x, y, w = out["quality_logits"].float()[known], b["level"][known], (1 - 0.7 * paired - 0.7 * b["model_answer"].float())[known]
            logp = F.log_softmax(x, -1)
            if self.t.ordinal > 0:
                expected = (logp.exp() * torch.arange(5.0, device=x.device)).sum(-1)
                loss = -(self.soft.to(x.device)[y] * logp).sum(-1) + 0.3 * (expected - y.float()) ** 2
            else:
                loss = F.nll_loss(logp, y, reduction="none")
            losses["quality"] = (loss * w).sum() / w.sum().clamp(min=1e-6)
        known = b["topic"] >= 0
        if "relevance_logits" in out and known.any():
            x, y = out["relevance_logits"].float()[known, 0], b["topic"][known].float()
            s = self.t.label_smoothing
            losses["relevance"] = F.binary_cross_entropy_with_logits(x, y * (1 - s) + s / 2)
        if "role_logits" in out and (b["roles"] >= 0).any():
            logits = out["role_logits"].float()
            s = b["sentence"]
            inside = s >= 0
            m = len(b["roles"])
            total = torch.zeros(m, logits.shape[-1], device=logits.device).index_add(0, s[inside], logits[inside])
            n = torch.zeros(m, device=logits.device).index_add(0, s[inside], torch.ones_like(s[inside], dtype=torch.float))
            use = (n > 0) & (b["roles"] >= 0)
            if use.any():
                losses["role"] = self._classes("role", total[use] / n[use, None], b["roles"][use], (1 - 0.5 * paired[b["role_of"]])[use])
        return losses
