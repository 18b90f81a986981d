"""Multi-task fine-tuning: intent, emotion, quality, relevance and sentence roles, any subset that is labelled."""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from . import checkpoint as ck
from . import config as configs
from . import data as dt
from . import metrics as mt
from . import tokenizer as tk
from .config import TrainConfig
from .errors import UserError
from .predict import Shape, predict, torch_runner
from .running import save_atomic, schedule, stoppable


@dataclass
class Item:
    """An encoded training item; labels are -1 where unknown.

    Off-topic pairs and the pool's model answers (all long, all level 5) count less in the quality loss.
    """

    ids: list[int]
    types: list[int]
    owner: list[int]  # sentence of each position, -1 outside the answer
    roles: list[int]
    intent: int
    emotion: int
    level: int
    topic: int
    paired: bool
    model_answer: bool


def make_item(e: dt.Example, tok, t: TrainConfig, rng: random.Random) -> Item:
    """Encodes one example; an answer longer than a window gives one of its windows at random."""
    pair = t.input == "question+answer"
    x = dt.encode(tok, e.question, [s for _, s in e.sentences], t.max_question_tokens)
    q = x.question if pair else []
    lo, hi = rng.choice(dt.windows(len(x.answer), len(q), t.max_length, t.window_overlap, pair))
    ids, types, first = dt.assemble(q, x.answer[lo:hi], pair)
    owner = [-1] * first + x.owner[lo:hi] + [-1]
    if t.token_dropout:
        ids = [tk.MASK if i >= 5 and rng.random() < t.token_dropout else i for i in ids]
    find = lambda labels, v: labels.index(v) if v is not None else -1
    return Item(ids, types, owner, [find(dt.ROLES, r) for r, _ in e.sentences], find(dt.INTENTS, e.intent), find(dt.EMOTIONS, e.emotion),
                -1 if e.level is None else e.level - 1, -1 if e.on_topic is None else int(e.on_topic), "paired" in e.tags, "model_answer" in e.tags and "paired" not in e.tags)


def epoch_examples(examples: list[dt.Example], t: TrainConfig, rng: random.Random) -> list[dt.Example]:
    """What one epoch shows: the answers, some as speech transcripts, and off-topic pairs."""
    heads = t.heads.split(",")
    negatives = dt.Negatives(examples, rng) if "relevance" in heads and t.input == "question+answer" else None
    out = []
    for e in examples:
        shown = dt.as_spoken(e, rng) if e.form == "typed" and rng.random() < t.spoken else e
        out.append(shown)
        if negatives and negatives.possible(e) and rng.random() < t.negatives:
            n = negatives.draw(shown)
            if n:
                out.append(n)
    return out


def collate(items: list[Item]) -> dict[str, Tensor]:
    """Padded tensors [batch, sequence] and labels [batch]; `sentence` numbers the sentences of the whole batch."""
    n, width = len(items), max(len(i.ids) for i in items)
    ids = torch.full((n, width), tk.PAD, dtype=torch.long)
    types, mask = torch.zeros(n, width, dtype=torch.long), torch.zeros(n, width)
    sentence = torch.full((n, width), -1, dtype=torch.long)
    roles: list[int] = []
    role_of: list[int] = []
    for r, i in enumerate(items):
        k = len(i.ids)
        ids[r, :k], types[r, :k], mask[r, :k] = torch.tensor(i.ids), torch.tensor(i.types), 1
        sentence[r, :k] = torch.tensor([-1 if o < 0 else o + len(roles) for o in i.owner])
        roles += i.roles
        role_of += [r] * len(i.roles)
    label = lambda f: torch.tensor([getattr(i, f) for i in items])
    return {"ids": ids, "types": types, "mask": mask, "sentence": sentence, "roles": torch.tensor(roles), "role_of": torch.tensor(role_of),
            "intent": label("intent"), "emotion": label("emotion"), "level": label("level"), "topic": label("topic"),
            "paired": torch.tensor([i.paired for i in items]), "model_answer": torch.tensor([i.model_answer for i in items])}


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
        known = (b["level"] >= 0) & ((b["topic"] != 0) | (not self.t.hurdle))
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


def parameter_groups(model, t: TrainConfig) -> list[dict]:
    """AdamW groups with layer-wise learning-rate decay; heads at their own rate; no decay on biases and norms."""
    layers = model.config.num_hidden_layers
    groups: dict[tuple, dict] = {}
    for name, p in model.named_parameters():
        if name.startswith("bert.encoder.layer."):
            lr = t.learning_rate * t.layer_decay ** (layers - 1 - int(name.split(".")[3]))
        elif name.startswith("bert."):
            lr = t.learning_rate * t.layer_decay ** layers
        else:
            lr = t.head_learning_rate
        key = (lr, p.ndim > 1)
        groups.setdefault(key, {"params": [], "lr": lr, "base": lr, "weight_decay": t.weight_decay if p.ndim > 1 else 0.0})["params"].append(p)
    return list(groups.values())


def collect(run, tok, shape: Shape, examples: list[dt.Example], bar: bool = False) -> list:
    """Predictions for examples (window-combined, batch 1)."""
    from tqdm import tqdm

    return [predict(run, tok, shape, e.question, [s for _, s in e.sentences]) for e in tqdm(examples, desc="predict", disable=not bar, mininterval=5)]


def quick_metrics(examples: list[dt.Example], predictions: list, pairs: tuple[list[dt.Example], list] | None = None) -> dict[str, float]:
    """One number a head, for early stopping and learning curves."""
    out: dict[str, float] = {}

    def rows(head: str, attribute: str):
        keep = [(p.logits[head], getattr(e, attribute)) for e, p in zip(examples, predictions) if head in p.logits and getattr(e, attribute) is not None]
        return (np.array([k[0] for k in keep]), [k[1] for k in keep]) if keep else (None, [])

    for head, labels in (("intent", dt.INTENTS), ("emotion", dt.EMOTIONS)):
        x, y = rows(head, head)
        if x is not None:
            out[f"{head}_f1"] = mt.macro_f1(np.array([labels.index(v) for v in y]), x.argmax(1), len(labels))
    x, y = rows("quality", "level")
    if x is not None:
        level, expected = np.array(y) - 1, mt.softmax(x) @ np.arange(5)
        out["quality_qwk"] = mt.quadratic_kappa(level, np.clip(np.rint(expected), 0, 4).astype(int))
        out["quality_spearman"] = mt.spearman(expected, level.astype(float))
    x, y = rows("relevance", "on_topic")
    if x is not None:
        scores, truth = list(x[:, 0]), [int(v) for v in y]
        if len(set(truth)) > 1:
            out["relevance_auc"] = mt.auc(np.array(truth), np.array(scores))
        if pairs:
            scores += [p.logits["relevance"][0] for p in pairs[1]]
            truth += [0] * len(pairs[1])
            if len(set(truth)) > 1:
                out["relevance_auc_pairs"] = mt.auc(np.array(truth), np.array(scores))
    keep = [(p.roles[i], dt.ROLES.index(r)) for e, p in zip(examples, predictions) if p.roles is not None
            for i, (r, _) in enumerate(e.sentences) if r is not None]
    if keep:
        pred, true = np.array([k[0] for k in keep]).argmax(1), np.array([k[1] for k in keep])
        out["role_accuracy"] = mt.accuracy(true, pred)
        out["role_f1"] = mt.macro_f1(true, pred, 5)
    main = [out[k] for k in ("intent_f1", "emotion_f1", "quality_qwk", "relevance_auc_pairs", "role_accuracy") if k in out]
    out["score"] = float(np.mean(main)) if main else 0.0
    return out


def off_topic_pairs(examples: list[dt.Example], seed: int = 99) -> list[dt.Example]:
    """One fixed off-topic pair for every answer that allows one."""
    rng = random.Random(seed)
    negatives = dt.Negatives(examples, rng)
    return [n for e in examples if negatives.possible(e) and (n := negatives.draw(e))]


START_SHARE = 0.5  # of the linear classifier, until the validation split has chosen


def fit_lexical(model, train: list[dt.Example], tok, t: TrainConfig) -> None:
    """Counts and fits the part of the model that does not learn by gradient, on the training answers."""
    encoded = [dt.encode(tok, e.question, [s for _, s in e.sentences], t.max_question_tokens) for e in train]
    intents = [dt.INTENTS.index(e.intent) if e.intent else -1 for e in train]
    model.lexical.fit([x.question for x in encoded], [x.answer for x in encoded], intents)
    model.lexical.share.fill_(START_SHARE)


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

    Model answers, all level 5, and without a hurdle off-topic pairs, all level 1, make training see other shares of the
    levels than people's answers have. The temperature that export fits cannot mend that; a constant for each level can,
    and leaves the order of answers nearly as it was. With a hurdle the answers to the question decide.

    Returns:
        What was added to each level's logit; also set in the model.
    """
    from scipy.optimize import minimize

    known = [e for e in val if e.level is not None and not (model.hurdle and e.on_topic is False)]
    if not known:
        return [0.0] * 5
    joined, model.hurdle = model.hurdle, False
    logits = np.array([p.logits["quality"] for p in collect(torch_runner(model), tok, shape, known)], dtype=np.float64)
    model.hurdle = joined
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


def fine_tune(t: TrainConfig, encoder: tuple, train: list[dt.Example], val: list[dt.Example], output: Path,
              sources: dict | None = None, stop_after: int | None = None) -> dict:
    """Trains, resumes from `<output>.state` if a run was interrupted, and writes the best weights to `output`.

    Args:
        encoder: what `checkpoint.load_encoder` returns, weights None for random initialisation.
        stop_after: stop after this many epochs of this call (for tests).
    """
    from tqdm import tqdm

    if not train:
        raise UserError("no training items: check the split names and paths")
    shape_c, weights, tok, pooler = encoder
    torch.manual_seed(t.seed)  # before the model is built
    if t.max_length > shape_c.max_position_embeddings:
        raise UserError(f"max_length {t.max_length} is more than the encoder's {shape_c.max_position_embeddings} positions")
    shape_c.hidden_dropout_prob = shape_c.attention_probs_dropout_prob = t.dropout
    labelled = {"intent": any(e.intent for e in train), "emotion": any(e.emotion for e in train), "quality": any(e.level for e in train),
                "relevance": any(e.on_topic is not None for e in train) and t.input == "question+answer",
                "role": any(r for e in train for r, _ in e.sentences), "embedding": True}
    wanted = [h.strip() for h in t.heads.split(",") if h.strip()]
    t.heads = ",".join(h for h in wanted if labelled.get(h, False))
    dropped = [h for h in wanted if not labelled.get(h, False)]
    if dropped:
        print(f"no labels for {', '.join(dropped)}: trained without", flush=True)
    if not any(h in t.heads.split(",") for h in ("intent", "emotion", "quality")):
        raise UserError("the training data has no intent, emotion or quality labels")
    model = ck.build(shape_c, t)
    if weights is not None:
        ck.load_into(model.bert, weights, "encoder")
        if t.pooling == "pooler" and pooler:
            model.pooler.load_state_dict(pooler)
    if t.pooling == "attention":
        fit_lexical(model, train, tok, t)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model.to(device)
    losses = Losses(t, train)
    optimizer = torch.optim.AdamW(parameter_groups(model, t), betas=(0.9, 0.98), fused=True)
    ema = {k: v.detach().clone() for k, v in model.state_dict().items()} if t.ema else None
    shape = Shape(t.input == "question+answer", t.max_length, t.window_overlap, t.max_question_tokens)
    pairs = off_topic_pairs(val) if "relevance" in t.heads.split(",") else []
    mean_tokens = np.mean([len(make_item(e, tok, t, random.Random(0)).ids) for e in train[:200]])
    per_epoch = max(1, math.ceil(len(train) * (1 + (t.negatives if "relevance" in t.heads.split(",") else 0)) * mean_tokens / t.batch_tokens))
    state_path = output.with_name(output.name + ".state")
    history: list[dict] = []
    best, best_score, epoch, step, spent = None, -1.0, 0, 0, 0.0
    fingerprint = json.dumps([configs.to_dict(t), len(train), len(val)], sort_keys=True)
    if state_path.exists():
        s = torch.load(state_path, map_location="cpu", weights_only=True)
        if s["fingerprint"] != fingerprint:
            raise UserError(f"{state_path}: an interrupted run with other settings or data; delete it to start anew, or use the settings it had")
        ck.load_into(model, s["model"], str(state_path))
        optimizer.load_state_dict(s["optimizer"])
        ema, best, best_score, epoch, step, history, spent = s["ema"], s["best"], s["best_score"], s["epoch"], s["step"], s["history"], s["seconds"]
        print(f"resumed after epoch {epoch}", flush=True)
    begun = time.time() - spent
    started_at = epoch
    print(f"{len(train)} training answers, {len(val)} validation answers, {len(pairs)} validation off-topic pairs, "
          f"{sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters, about {per_epoch} steps an epoch, heads {t.heads}", flush=True)

    def current() -> dict[str, Tensor]:
        return {k: v.detach().cpu().clone() for k, v in (ema or model.state_dict()).items()}

    with stoppable() as flag:
        while epoch < t.epochs and not flag["stop"] and not (stop_after is not None and epoch - started_at >= stop_after):
            rng = random.Random(t.seed * 1000 + epoch)
            torch.manual_seed(t.seed * 1000 + epoch)
            items = [make_item(e, tok, t, rng) for e in epoch_examples(train, t, rng)]
            sums: dict[str, float] = {}
            count = 0
            model.train()
            todo = list(dt.batches([len(i.ids) for i in items], t.batch_tokens, rng))
            p = epoch / t.epochs
            for index in tqdm(todo, desc=f"epoch {epoch + 1}/{t.epochs}", mininterval=5, leave=False):
                b = {k: v.to(device) for k, v in collate([items[i] for i in index]).items()}
                p = (epoch + count / len(todo)) / t.epochs
                if t.max_minutes:
                    p = max(p, (time.time() - begun) / 60 / t.max_minutes)
                    if p >= 1:
                        break
                factor = schedule(p, t.warmup, 0.02)
                for g in optimizer.param_groups:
                    g["lr"] = g["base"] * factor
                with torch.autocast(device.type, torch.bfloat16, enabled=t.precision == "bf16"):
                    out = model(b["ids"], b["mask"], b["types"])
                parts = losses(out, b)
                loss = sum(t.weights.get(k, 1.0) * v for k, v in parts.items())
                if parts:
                    loss.backward()
                    torch.nn.utils.clip_grad_norm_(model.parameters(), t.clip)
                    optimizer.step()
                    optimizer.zero_grad(set_to_none=True)
                step += 1
                count += 1
                if ema:
                    d = min(t.ema, (1 + step) / (10 + step))
                    for k, v in model.state_dict().items():
                        ema[k].lerp_(v.detach(), 1 - d)
                for k, v in parts.items():
                    sums[k] = sums.get(k, 0.0) + float(v.detach())
                if flag["stop"]:
                    break
            if flag["stop"]:
                print(f"stopped inside epoch {epoch + 1}; run the same command again to repeat that epoch", flush=True)
                break
            epoch += 1
            row = {"epoch": epoch, "step": step, "items": len(items), "minutes": round((time.time() - begun) / 60, 2),
                   "loss": {k: round(v / max(1, count), 4) for k, v in sums.items()}}
            if val and (p >= t.validate_from or epoch == t.epochs):
                keep = current()
                probe = ck.build(shape_c, t)
                probe.load_state_dict(keep)
                run = torch_runner(probe)
                measured = quick_metrics(val, collect(run, tok, shape, val), (pairs, collect(run, tok, shape, pairs)) if pairs else None)
                row["validation"] = {k: round(v, 4) for k, v in measured.items()}
                if measured["score"] > best_score:
                    best_score, best = measured["score"], keep
                    row["best"] = True
            elif not val:
                best = current()
            history.append(row)
            print(json.dumps(row), flush=True)
            save_atomic({"fingerprint": fingerprint, "model": model.state_dict(), "optimizer": optimizer.state_dict(), "ema": ema, "best": best,
                         "best_score": best_score, "epoch": epoch, "step": step, "history": history, "seconds": time.time() - begun}, state_path)
            since = next((i for i, r in enumerate(reversed(history)) if r.get("best")), 0)
            if best_score >= 0 and since >= t.patience:
                print(f"no better for {since} epochs: stopped early", flush=True)
                epoch = t.epochs
            if t.max_minutes and p >= 1:
                print("time is up", flush=True)
                epoch = t.epochs
    if epoch < t.epochs:
        return {"finished": False, "history": history}
    model.load_state_dict(best)
    calibration = calibrate(model.cpu().eval(), t, val, tok, shape)
    print(json.dumps({"calibration": calibration}), flush=True)
    report = {"finished": True, "calibration": calibration, "history": history, "best_score": best_score, "sources": sources or {}, "balance": dt.balance(train)}
    output.parent.mkdir(parents=True, exist_ok=True)
    save_atomic(ck.payload(model, t, tok, report), output)
    ck.write_json(output.with_name(output.name + ".report.json"), {**report, "config": configs.to_dict(t)})
    state_path.unlink(missing_ok=True)
    print(f"{output}: written (best validation score {best_score:.4f})", flush=True)
    return report


def load_data(answers: list[Path], pool: Path | None, train_csv: Path | None, val_csv: Path | None, use_pool_answers: bool = True) -> list[dt.Example]:
    """Every labelled answer that the options name."""
    examples: list[dt.Example] = []
    questions = dt.read_pool(pool) if pool else {}
    for a in answers:
        examples += dt.read_answers(a, questions)
    if use_pool_answers and questions and answers:
        examples += dt.pool_examples(questions, {e.question_id: e.split for e in examples})
    if train_csv:
        examples += dt.read_csv(train_csv, "train")
    if val_csv:
        examples += dt.read_csv(val_csv, "val")
    where: dict[str, set[str]] = {}
    for e in examples:
        if e.question_id and not train_csv:
            where.setdefault(e.question_id, set()).add(e.split)
    leaks = sorted(q for q, s in where.items() if len(s) > 1)
    if leaks:
        raise UserError(f"{len(leaks)} questions have answers in more than one split, first: {leaks[0]} ({', '.join(sorted(where[leaks[0]]))})")
    return examples


def add_data_options(p: argparse.ArgumentParser) -> None:
    p.add_argument("--answers", type=Path, action="append", default=[], help="JSONL answers: folder or file (repeatable)")
    p.add_argument("--pool", type=Path, help="question pool: folder or file (JSONL answers name its questions)")
    p.add_argument("--train-csv", type=Path, help="refined CSV of the prepare step")
    p.add_argument("--val-csv", type=Path)


def main(argv: list[str] | None = None) -> int:
    p = argparse.ArgumentParser(prog="interview_training train", formatter_class=argparse.RawDescriptionHelpFormatter,
                                description=__doc__, epilog="""examples:
  train --encoder models/encoder --answers corpus/answers --pool ../src/lib/questions/pool --output runs/interview.pth
  train --encoder skt/kobert-base-v1 --config configs/kobert.toml --train-csv train.csv --val-csv val.csv --output kobert_model.pth
  train … --set epochs=20 --set spoken=0.5       (again after an interruption: resumes at the last whole epoch)""")
    add_data_options(p)
    p.add_argument("--encoder", required=True, help="folder or hub id of the encoder; random:CONFIG.json for random weights (needs --tokenizer)")
    p.add_argument("--tokenizer", type=Path)
    p.add_argument("--config", type=Path)
    p.add_argument("--set", dest="overrides", action="append", default=[], metavar="NAME=VALUE")
    p.add_argument("--output", type=Path, default=Path("kobert_model.pth"))
    p.add_argument("--limit", type=float, default=1.0, help="share of the training questions to use (learning curves)")
    p.add_argument("--no-pool-answers", action="store_true", help="leave the pool's model answers out")
    p.add_argument("--max-length", type=int)
    p.add_argument("--threads", type=int, default=0)
    p.add_argument("--stop-after", type=int)
    a = p.parse_args(argv)
    t = configs.load(TrainConfig, a.config, a.overrides + ([f"max_length={a.max_length}"] if a.max_length else []))
    if a.threads:
        torch.set_num_threads(a.threads)
    if not a.answers and not a.train_csv:
        p.error("give --answers (with --pool) or --train-csv")
    examples = load_data(a.answers, a.pool, a.train_csv, a.val_csv, not a.no_pool_answers)
    train = [e for e in examples if e.split == "train"]
    val = [e for e in examples if e.split == "val"]
    if a.limit < 1:
        names = sorted({e.question_id for e in train})
        random.Random(t.seed).shuffle(names)
        keep = set(names[: max(2, round(len(names) * a.limit))])
        train = [e for e in train if e.question_id in keep]
    if a.encoder.startswith("random:"):
        encoder = (ck.encoder_config(dt.read_json(Path(a.encoder[7:]))), None, tk.load(a.tokenizer or Path(a.encoder[7:]).parent), {})
    else:
        encoder = ck.load_encoder(a.encoder)
        if a.tokenizer:
            encoder = (*encoder[:2], tk.load(a.tokenizer), encoder[3])
    configs.show("train", t)
    print("labels:", json.dumps(dt.balance(examples), ensure_ascii=False), flush=True)
    report = fine_tune(t, encoder, train, val, a.output, {"encoder": a.encoder, "train": len(train), "val": len(val)}, a.stop_after)
    return 0 if report["finished"] or a.stop_after else 130
