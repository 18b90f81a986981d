"""Metrics: F1, kappa, calibration, temperature, bootstrap intervals."""

from __future__ import annotations

from typing import Callable

import numpy as np


def softmax(x: np.ndarray) -> np.ndarray:
    x = x - x.max(-1, keepdims=True)
    e = np.exp(x)
    return e / e.sum(-1, keepdims=True)


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(x, -60, 60)))


def confusion(true: np.ndarray, pred: np.ndarray, k: int) -> np.ndarray:
    """Counts [true, predicted]."""
    m = np.zeros((k, k), dtype=int)
    np.add.at(m, (true, pred), 1)
    return m


def macro_f1(true: np.ndarray, pred: np.ndarray, k: int) -> float:
    """Mean F1 over the labels that occur in the truth or the predictions."""
    m = confusion(true, pred, k)
    tp, seen = np.diag(m), m.sum(0) + m.sum(1)
    f = 2 * tp[seen > 0] / seen[seen > 0]
    return float(f.mean()) if len(f) else 0.0


def accuracy(true: np.ndarray, pred: np.ndarray) -> float:
    return float((true == pred).mean()) if len(true) else 0.0


def quadratic_kappa(true: np.ndarray, pred: np.ndarray, k: int = 5) -> float:
    """Quadratic-weighted kappa of ordinal labels 0..k-1."""
    m = confusion(true, pred, k).astype(float)
    w = (np.arange(k)[:, None] - np.arange(k)[None]) ** 2 / (k - 1) ** 2
    expected = m.sum(1)[:, None] * m.sum(0)[None] / max(1.0, m.sum())
    d = (w * expected).sum()
    return float(1 - (w * m).sum() / d) if d else 0.0


def rank(x: np.ndarray) -> np.ndarray:
    from scipy.stats import rankdata

    return rankdata(x)


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    if len(a) < 2 or np.all(a == a[0]) or np.all(b == b[0]):
        return 0.0
    return float(np.corrcoef(rank(a), rank(b))[0, 1])


def auc(true: np.ndarray, score: np.ndarray) -> float:
    """Area under the ROC curve; 0.5 when one class is missing."""
    pos, neg = int(true.sum()), int((1 - true).sum())
    if not pos or not neg:
        return 0.5
    return float((rank(score)[true == 1].sum() - pos * (pos + 1) / 2) / (pos * neg))


def ece(prob: np.ndarray, true: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error of the top label, equal-width bins.

    Args:
        prob: [n, k] probabilities.
        true: int [n].
    """
    if not len(true):
        return 0.0
    conf, hit = prob.max(1), prob.argmax(1) == true
    which = np.minimum((conf * bins).astype(int), bins - 1)
    return float(sum(abs(hit[which == b].mean() - conf[which == b].mean()) * (which == b).mean() for b in range(bins) if (which == b).any()))


def ece_by_chance(prob: np.ndarray, bins: int = 10, times: int = 200, seed: int = 7) -> float:
    """The ECE that chance alone gives: the mean over draws of labels from the probabilities themselves.

    A perfectly calibrated model with these probabilities does not come out at 0 on a finite number of answers, but
    near this. What lies above it is miscalibration.

    Args:
        prob: [n, k] probabilities.
    """
    if not len(prob):
        return 0.0
    rng = np.random.default_rng(seed)
    edges = prob.cumsum(1)
    draws = [np.minimum((rng.random((len(prob), 1)) > edges).sum(1), prob.shape[1] - 1) for _ in range(times)]
    return float(np.mean([ece(prob, true, bins) for true in draws]))


def fit_temperature(logits: np.ndarray, true: np.ndarray) -> float:
    """The temperature that minimises the negative log-likelihood (binary where logits are [n] or [n, 1])."""
    from scipy.optimize import minimize_scalar

    if len(true) < 10 or len(set(true.tolist())) < 2:
        return 1.0

    def nll(log_t: float) -> float:
        x = logits / np.exp(log_t)
        if x.ndim == 1 or x.shape[1] == 1:
            x = x.reshape(-1)
            return float(np.mean(np.logaddexp(0, x) - true * x))
        return float(np.mean(np.log(np.exp(x - x.max(1, keepdims=True)).sum(1)) + x.max(1) - x[np.arange(len(true)), true]))

    return float(np.exp(minimize_scalar(nll, bounds=(-2.5, 2.5), method="bounded").x))


def bootstrap(metric: Callable[..., float], *arrays: np.ndarray, times: int = 500, seed: int = 7, groups: np.ndarray | None = None) -> tuple[float, float]:
    """95 % percentile interval of a metric; resamples whole groups (questions) where given."""
    rng = np.random.default_rng(seed)
    n = len(arrays[0])
    if n == 0:
        return (0.0, 0.0)
    if groups is not None:
        names, inverse = np.unique(groups, return_inverse=True)
        members = [np.flatnonzero(inverse == i) for i in range(len(names))]
    values = []
    for _ in range(times):
        if groups is None:
            i = rng.integers(0, n, n)
        else:
            i = np.concatenate([members[j] for j in rng.integers(0, len(members), len(members))])
        values.append(metric(*(a[i] for a in arrays)))
    return float(np.percentile(values, 2.5)), float(np.percentile(values, 97.5))
