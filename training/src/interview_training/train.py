"""Multi-task fine-tuning: intent, emotion, quality, relevance and sentence roles, any subset that is labelled."""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from . import checkpoint as ck
from . import config as configs
from . import data as dt
from . import metrics as mt
from . import tokenizer as tk
from .calibration import START_SHARE, calibrate
from .config import TrainConfig
from .errors import UserError
from .items import collate, epoch_examples, make_item
from .losses import Losses
from .predict import Shape, collect, torch_runner
from .running import save_atomic, schedule, stoppable
from .sources import add_data_options, load_data


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


def fit_lexical(model, train: list[dt.Example], tok, t: TrainConfig) -> None:
    """Counts and fits the part of the model that does not learn by gradient, on the training answers."""
    encoded = [dt.encode(tok, e.question, [s for _, s in e.sentences], t.max_question_tokens) for e in train]
    intents = [dt.INTENTS.index(e.intent) if e.intent else -1 for e in train]
    model.lexical.fit([x.question for x in encoded], [x.answer for x in encoded], intents)
    model.lexical.share.fill_(START_SHARE)


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
    pairs = dt.off_topic_pairs(val) if "relevance" in t.heads.split(",") else []
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
            seed = t.seed * 1000 + 100 * t.order + epoch
            rng = random.Random(seed)
            torch.manual_seed(seed)
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
