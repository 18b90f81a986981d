"""What the validation split decides after training, beside the temperatures that export fits."""

from __future__ import annotations

import numpy as np
import torch

from . import data as dt
from .config import TrainConfig
from .predict import Shape, collect, torch_runner

START_SHARE = 0.5  # of the linear classifier, until the validation split has chosen


def fit_share(model, val: list[dt.Example], tok, shape: Shape) -> float:
    """What the linear classifier counts beside the encoder: least cross-entropy of a * encoder + b * linear on the validation split.

    Returns:
        b / a, which the temperature makes equivalent; also set in the model.
    """
    from scipy.optimize import minimize

    known = [e for e in val if e.intent]
    if not known:
        return float(model.lexical.share)
    logits = []
    for share in (0.0, 1.0):
        model.lexical.share.fill_(share)
        logits.append(np.array([p.logits["intent"] for p in collect(torch_runner(model), tok, shape, known)], dtype=np.float64))
    deep, linear, true = logits[0], logits[1] - logits[0], np.array([dt.INTENTS.index(e.intent) for e in known])

    def loss(w: np.ndarray) -> float:
        z = np.exp(w[0]) * deep + w[1] * linear
        z = z - z.max(1, keepdims=True)
        return float(np.mean(np.log(np.exp(z).sum(1)) - z[np.arange(len(true)), true]))

    best = minimize(loss, np.array([0.0, START_SHARE]), method="Nelder-Mead")
    share = float(np.clip(best.x[1] / np.exp(best.x[0]), 0.0, 4.0))
    model.lexical.share.fill_(share)
    return share


def fit_quality_bias(model, val: list[dt.Example], tok, shape: Shape) -> list[float]:
    """Shifts the quality logits so that their probabilities fit the levels of the validation split.

    Off-topic pairs count as level 1 while training, which makes every answer look worse than it is. The temperature that
    export fits cannot mend that; a constant for each level can, and leaves the order of answers nearly as it was.

    Returns:
        What was added to each level's logit; also set in the model.
    """
    from scipy.optimize import minimize

    known = [e for e in val if e.level is not None]
    if not known:
        return [0.0] * 5
    logits = np.array([p.logits["quality"] for p in collect(torch_runner(model), tok, shape, known)], dtype=np.float64)
    true = np.array([e.level for e in known]) - 1

    def loss(w: np.ndarray) -> float:
        z = logits * np.exp(w[0]) + w[1:]
        z = z - z.max(1, keepdims=True)
        return float(np.mean(np.log(np.exp(z).sum(1)) - z[np.arange(len(true)), true]) + 1e-3 * (w[1:] ** 2).sum())

    best = minimize(loss, np.zeros(6), method="BFGS")
    bias = best.x[1:] / np.exp(best.x[0])  # the temperature is export's
    model.classifier["quality"]["out"].bias.data += torch.from_numpy(bias - bias.mean()).float()
    return [round(float(x), 4) for x in bias - bias.mean()]


def fit_relevance_bias(model, val: list[dt.Example], tok, shape: Shape) -> float:
    """Shifts the relevance logit to the share of off-topic answers among people's answers.

    Training shows about as many answers under a wrong question as under their own, so that the head expects every second
    answer to be off-topic. The labelled answers of the validation split, without made pairs, say how often people's are.

    Returns:
        What was added to the logit; also set in the model.
    """
    from scipy.optimize import minimize

    known = [e for e in val if e.on_topic is not None]
    if len({e.on_topic for e in known}) < 2:
        return 0.0
    logits = np.array([p.logits["relevance"][0] for p in collect(torch_runner(model), tok, shape, known)], dtype=np.float64)
    true = np.array([float(bool(e.on_topic)) for e in known])

    def loss(w: np.ndarray) -> float:
        z = logits * np.exp(w[0]) + w[1]
        return float(np.mean(np.logaddexp(0, z) - true * z))

    best = minimize(loss, np.zeros(2), method="BFGS")
    bias = float(best.x[1] / np.exp(best.x[0]))
    model.classifier["relevance"]["out"].bias.data += bias
    return bias


def calibrate(model, t: TrainConfig, val: list[dt.Example], tok, shape: Shape) -> dict:
    """What the validation split decides after training, beside the temperatures that export fits."""
    heads = t.heads.split(",")
    if t.pooling != "attention" or not val:
        return {}
    out: dict = {}
    if "intent" in heads:
        out["share_of_words"] = round(fit_share(model, val, tok, shape), 4)
    if "quality" in heads:
        out["quality_bias"] = fit_quality_bias(model, val, tok, shape)
    if "relevance" in heads:
        out["relevance_bias"] = round(fit_relevance_bias(model, val, tok, shape), 4)
    return out
