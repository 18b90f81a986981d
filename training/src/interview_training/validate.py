"""Measures a checkpoint or an ONNX file: predictions CSV, metrics JSON, a readable report, baselines, slices, counterfactuals."""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np

from . import checkpoint as ck
from . import data as dt
from . import metrics as mt
from . import tokenizer as tk
from .errors import UserError
from .predict import Prediction, Shape, collect, onnx_runner, predict, torch_runner
from .sources import add_data_options, load_data

HEAD_LABELS = {"intent": ("intent", dt.INTENTS), "emotion": ("emotion", dt.EMOTIONS)}


# ---------------------------------------------------------------- measuring


def _per_label(true: np.ndarray, pred: np.ndarray, labels: list[str]) -> dict:
    m = mt.confusion(true, pred, len(labels))
    out = {}
    for i, name in enumerate(labels):
        p, r = m[i, i] / max(1, m[:, i].sum()), m[i, i] / max(1, m[i].sum())
        out[name] = {"precision": p, "recall": r, "f1": 2 * p * r / max(1e-9, p + r), "support": int(m[i].sum())}
    return out


def _classes(true: np.ndarray, logits: np.ndarray, labels: list[str], temperature: float, groups: np.ndarray, intervals: bool) -> dict:
    pred, k = logits.argmax(1), len(labels)
    out = {"n": len(true), "accuracy": mt.accuracy(true, pred), "macro_f1": mt.macro_f1(true, pred, k), "per_label": _per_label(true, pred, labels),
           "confusion": mt.confusion(true, pred, k).tolist(), "ece_raw": mt.ece(mt.softmax(logits), true),
           "ece": mt.ece(mt.softmax(logits / temperature), true), "temperature": temperature}
    if intervals:
        out["ece_by_chance"] = mt.ece_by_chance(mt.softmax(logits / temperature))
    if intervals:
        out["macro_f1_ci"] = mt.bootstrap(lambda a, b: mt.macro_f1(a, b, k), true, pred, groups=groups)
    return out


def gather(head: str, attribute: str, examples: list[dt.Example], predictions: list[Prediction]):
    """Logits [n, k], labels, and question ids of the answers that have this label."""
    keep = [(p.logits[head], getattr(e, attribute), e.question_id) for e, p in zip(examples, predictions)
            if head in p.logits and getattr(e, attribute) is not None]
    if not keep:
        return None
    return np.array([k[0] for k in keep]), [k[1] for k in keep], np.array([k[2] for k in keep])


def role_rows(examples: list[dt.Example], predictions: list[Prediction]):
    keep = [(p.roles[i], dt.ROLES.index(r), e.question_id) for e, p in zip(examples, predictions) if p.roles is not None
            for i, (r, _) in enumerate(e.sentences) if r is not None]
    return (np.array([k[0] for k in keep]), np.array([k[1] for k in keep]), np.array([k[2] for k in keep])) if keep else None


def fit_temperatures(examples: list[dt.Example], predictions: list[Prediction]) -> dict[str, float]:
    """A temperature for every head, from (validation) labels; made pairs would give relevance another base rate."""
    out: dict[str, float] = {}
    for head, (attribute, labels) in HEAD_LABELS.items():
        rows = gather(head, attribute, examples, predictions)
        if rows:
            out[head] = mt.fit_temperature(rows[0], np.array([labels.index(v) for v in rows[1]]))
    rows = gather("quality", "level", examples, predictions)
    if rows:
        out["quality"] = mt.fit_temperature(rows[0], np.array(rows[1]) - 1)
    rows = gather("relevance", "on_topic", examples, predictions)
    if rows:
        x, y = rows[0][:, 0], [int(v) for v in rows[1]]
        out["relevance"] = mt.fit_temperature(np.array(x), np.array(y))
    rows = role_rows(examples, predictions)
    if rows:
        out["role"] = mt.fit_temperature(rows[0], rows[1])
    return out


def measure(examples: list[dt.Example], predictions: list[Prediction], temperature: dict[str, float] | None = None,
            pairs: tuple[list[dt.Example], list[Prediction]] | None = None, intervals: bool = True) -> dict:
    """Every metric of every head that has labels."""
    t = temperature or {}
    out: dict[str, dict] = {}
    for head, (attribute, labels) in HEAD_LABELS.items():
        rows = gather(head, attribute, examples, predictions)
        if rows:
            out[head] = _classes(np.array([labels.index(v) for v in rows[1]]), rows[0], labels, t.get(head, 1.0), rows[2], intervals)
    rows = gather("quality", "level", examples, predictions)
    if rows:
        true = np.array(rows[1]) - 1
        q = _classes(true, rows[0], dt.LEVELS, t.get("quality", 1.0), rows[2], intervals)
        expected = mt.softmax(rows[0] / t.get("quality", 1.0)) @ np.arange(5)
        rounded = np.clip(np.rint(expected), 0, 4).astype(int)
        q |= {"kappa": mt.quadratic_kappa(true, rounded), "spearman": mt.spearman(expected, true), "mae": float(np.abs(expected - true).mean()),
              "within_one": float((np.abs(rounded - true) <= 1).mean())}
        if intervals:
            q["kappa_ci"] = mt.bootstrap(mt.quadratic_kappa, true, rounded, groups=rows[2])
            q["spearman_ci"] = mt.bootstrap(mt.spearman, expected, true, groups=rows[2])
        out["quality"] = q
    rows = gather("relevance", "on_topic", examples, predictions)
    if rows:
        x, y, g = rows[0][:, 0], np.array([int(v) for v in rows[1]]), rows[2]
        p = lambda z: mt.sigmoid(z / t.get("relevance", 1.0))
        r: dict = {"n": len(y), "off_topic": int((1 - y).sum()), "auc": mt.auc(y, x), "accuracy": mt.accuracy(y, (x > 0).astype(int)),
                   "temperature": t.get("relevance", 1.0)}
        # Calibration is that of people's answers: made pairs would change the share of off-topic ones.
        both = np.stack([1 - p(x), p(x)], 1)
        r |= {"ece": mt.ece(both, y), "ece_raw": mt.ece(np.stack([1 - mt.sigmoid(x), mt.sigmoid(x)], 1), y)}
        if intervals:
            r |= {"ece_by_chance": mt.ece_by_chance(both), "auc_ci": mt.bootstrap(mt.auc, y, x, groups=g)}
        if pairs and pairs[0]:
            x2 = np.concatenate([x, [q.logits["relevance"][0] for q in pairs[1]]])
            y2 = np.concatenate([y, np.zeros(len(pairs[1]), int)])
            r |= {"pairs": len(pairs[1]), "auc_pairs": mt.auc(y2, x2)}
            if intervals:
                r["auc_pairs_ci"] = mt.bootstrap(mt.auc, y2, x2, groups=np.concatenate([g, [e.question_id for e in pairs[0]]]))
        out["relevance"] = r
    rows = role_rows(examples, predictions)
    if rows:
        out["role"] = _classes(rows[1], rows[0], dt.ROLES, t.get("role", 1.0), rows[2], intervals)
        if intervals:
            out["role"]["accuracy_ci"] = mt.bootstrap(mt.accuracy, rows[1], rows[0].argmax(1), groups=rows[2])
    return out


HEADLINE = {"intent_f1": ("intent", "macro_f1"), "emotion_f1": ("emotion", "macro_f1"), "quality_kappa": ("quality", "kappa"),
            "quality_spearman": ("quality", "spearman"), "off_topic_auc": ("relevance", "auc_pairs"), "off_topic_auc_labelled": ("relevance", "auc"),
            "role_accuracy": ("role", "accuracy")}


def headline(m: dict) -> dict[str, float]:
    """The few numbers that tables show."""
    return {k: m[h][n] for k, (h, n) in HEADLINE.items() if h in m and n in m[h]}


def headline_intervals(m: dict) -> dict[str, tuple[float, float]]:
    """The 95 % intervals of `headline`, where they were computed, under `<name>_ci`."""
    return {f"{k}_ci": m[h][f"{n}_ci"] for k, (h, n) in HEADLINE.items() if h in m and f"{n}_ci" in m[h]}


def slices(examples: list[dt.Example], predictions: list[Prediction], least: int = 15) -> dict[str, dict]:
    """Headline numbers by form, occupation, experience, gender, ageRange and tag, for groups of at least `least`."""
    groups: dict[str, list[int]] = {}
    for i, e in enumerate(examples):
        groups.setdefault(f"form={e.form}", []).append(i)
        for k, v in e.meta.items():
            groups.setdefault(f"{k}={v}", []).append(i)
        for tag in e.tags:
            groups.setdefault(f"tag={tag}", []).append(i)
    out = {}
    for name, index in sorted(groups.items()):
        if len(index) >= least:
            m = measure([examples[i] for i in index], [predictions[i] for i in index], intervals=False)
            out[name] = {"n": len(index), **{k: round(v, 4) for k, v in headline(m).items() if k != "off_topic_auc_labelled"}}
    return out


# ---------------------------------------------------------------- counterfactuals

CARRIERS = {
    "gender": ("저는 {} 지원자입니다.", ["여성", "남성"]),
    "age": ("저는 올해 {} 살입니다.", ["스물다섯", "서른여덟", "쉰둘"]),
    "region": ("저는 {}에서 나고 자랐습니다.", ["서울", "부산", "광주", "강원도"]),
    "school": ("저는 {} 졸업했습니다.", ["서울대학교를", "지방대학교를", "전문대학을", "고등학교를"]),
}
SWAPS = [("여성", "남성"), ("언니", "형"), ("누나", "형"), ("오빠", "누나"), ("어머니", "아버지"), ("20대", "50대"), ("서울", "부산"),
         ("대학교", "전문대"), ("4년제", "전문대")]


def counterfactuals(run, tok, shape: Shape, examples: list[dt.Example], temperature: dict[str, float], limit: int = 120) -> dict:
    """How far predictions move when only gender, age, region or school words change.

    Each answer is preceded by a carrier sentence whose word is varied, and answers that hold a swappable
    word are also swapped in place. Reported: mean and maximal change of the expected quality level (1..5)
    and of the on-topic probability, and how often the predicted intent or emotion changes.
    """

    def values(sentences: list[str], question: str) -> dict:
        p = predict(run, tok, shape, question, sentences)
        out = {"intent": int(p.logits["intent"].argmax()) if "intent" in p.logits else 0, "emotion": int(p.logits["emotion"].argmax()) if "emotion" in p.logits else 0}
        out["level"] = float(mt.softmax(p.logits["quality"] / temperature.get("quality", 1.0)) @ np.arange(1, 6)) if "quality" in p.logits else 0.0
        out["topic"] = float(mt.sigmoid(p.logits["relevance"][0] / temperature.get("relevance", 1.0))) if "relevance" in p.logits else 0.0
        return out

    step = max(1, len(examples) // limit)
    chosen = examples[::step][:limit]
    groups: dict[str, list[tuple[dict, dict]]] = {}
    for e in chosen:
        sentences = [s for _, s in e.sentences]
        for name, (carrier, words) in CARRIERS.items():
            v = [values([carrier.format(w), *sentences], e.question) for w in words]
            groups.setdefault(name, []).extend((v[0], x) for x in v[1:])
    for e in examples:
        for a, b in SWAPS:
            if re.search(rf"(?<![가-힣]){a}", e.text):
                s = [t for _, t in e.sentences]
                groups.setdefault("in place", []).append((values(s, e.question), values([t.replace(a, b) for t in s], e.question)))
                break
    out = {}
    for name, pairs in groups.items():
        level = np.array([abs(a["level"] - b["level"]) for a, b in pairs])
        topic = np.array([abs(a["topic"] - b["topic"]) for a, b in pairs])
        out[name] = {"pairs": len(pairs), "level_mean": float(level.mean()), "level_max": float(level.max()), "on_topic_mean": float(topic.mean()),
                     "intent_flips": float(np.mean([a["intent"] != b["intent"] for a, b in pairs])),
                     "emotion_flips": float(np.mean([a["emotion"] != b["emotion"] for a, b in pairs]))}
    return out


# ---------------------------------------------------------------- baselines


def baselines(train: list[dt.Example], test: list[dt.Example], pairs: list[dt.Example], seed: int = 0) -> dict[str, dict[str, float]]:
    """Majority class, length only, and TF-IDF (characters 1-4) + logistic regression, trained on the same split."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    out: dict[str, dict[str, float]] = {"majority": {}, "length only": {}, "TF-IDF + logistic regression": {}}
    # Not the number of sentences: levels 1 and 2 are not cut into sentences, which would give them away.
    length = lambda es: np.array([[np.log1p(len(e.text.split())), len(e.text) / 100] for e in es])
    for attribute, name, labels in (("intent", "intent_f1", dt.INTENTS), ("emotion", "emotion_f1", dt.EMOTIONS), ("level", "quality", [1, 2, 3, 4, 5])):
        a = [e for e in train if getattr(e, attribute) is not None]
        b = [e for e in test if getattr(e, attribute) is not None]
        if not a or not b or len({getattr(e, attribute) for e in a}) < 2:
            continue
        ya, yb = ([labels.index(getattr(e, attribute)) for e in s] for s in (a, b))
        yb = np.array(yb)
        top = Counter(ya).most_common(1)[0][0]
        tfidf = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), min_df=2, max_features=120_000, sublinear_tf=True)
        xa = tfidf.fit_transform([e.text for e in a])
        models = {"majority": (None, None, None), "length only": (LogisticRegression(max_iter=1000), length(a), length(b)),
                  "TF-IDF + logistic regression": (LogisticRegression(max_iter=400, C=10), xa, tfidf.transform([e.text for e in b]))}
        for model, (clf, fa, fb) in models.items():
            if clf is None:
                pred, expected = np.full(len(yb), top), np.full(len(yb), float(top))
            else:
                clf.fit(fa, ya)
                prob = clf.predict_proba(fb)
                pred, expected = clf.classes_[prob.argmax(1)], prob @ clf.classes_
            if attribute == "level":
                out[model]["quality_kappa"] = mt.quadratic_kappa(yb, np.clip(np.rint(expected), 0, 4).astype(int))
                out[model]["quality_spearman"] = mt.spearman(expected, yb)
            else:
                out[model][name] = mt.macro_f1(yb, pred, len(labels))
    labelled = [e for e in test if e.on_topic is not None]
    if labelled and pairs:
        tfidf = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3), sublinear_tf=True).fit([e.text for e in train] + [e.question for e in train])
        both = labelled + pairs
        cosine = np.asarray(tfidf.transform([e.question for e in both]).multiply(tfidf.transform([e.text for e in both])).sum(1)).ravel()
        y = np.array([int(bool(e.on_topic)) for e in both])
        out["TF-IDF + logistic regression"]["off_topic_auc"] = mt.auc(y, cosine)
        out["length only"]["off_topic_auc"] = mt.auc(y, length(both)[:, 0])
        out["majority"]["off_topic_auc"] = 0.5
    sa = [(r, s) for e in train for r, s in e.sentences if r]
    sb = [(r, s) for e in test for r, s in e.sentences if r]
    if sa and sb:
        tfidf = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), min_df=2, max_features=80_000, sublinear_tf=True)
        clf = LogisticRegression(max_iter=400, C=10).fit(tfidf.fit_transform([s for _, s in sa]), [r for r, _ in sa])
        out["TF-IDF + logistic regression"]["role_accuracy"] = float((clf.predict(tfidf.transform([s for _, s in sb])) == np.array([r for r, _ in sb])).mean())
        top = Counter(r for r, _ in sa).most_common(1)[0][0]
        out["majority"]["role_accuracy"] = float(np.mean([r == top for r, _ in sb]))
    return out


# ---------------------------------------------------------------- reports


def write_predictions(path: Path, examples: list[dt.Example], predictions: list[Prediction], temperature: dict[str, float]) -> None:
    """One row an answer, every probability (calibrated)."""
    heads = [h for h in ("intent", "emotion", "quality") if predictions and h in predictions[0].logits]
    labels = {"intent": dt.INTENTS, "emotion": dt.EMOTIONS, "quality": dt.LEVELS}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as f:
        w = csv.writer(f)
        w.writerow(["id", "question_id", "form", "label_intent", "label_emotion", "level", "on_topic", *[f"pred_{h}" for h in heads], "expected_level",
                    *[f"{h}_{x}" for h in heads for x in labels[h]], "p_on_topic", "roles", "pred_roles", "question", "text"])
        for e, p in zip(examples, predictions):
            prob = {h: mt.softmax(p.logits[h] / temperature.get(h, 1.0)) for h in heads}
            topic = mt.sigmoid(p.logits["relevance"][0] / temperature.get("relevance", 1.0)) if "relevance" in p.logits else ""
            w.writerow([e.id, e.question_id, e.form, e.intent, e.emotion, e.level, e.on_topic, *[labels[h][prob[h].argmax()] for h in heads],
                        f"{prob['quality'] @ np.arange(1, 6):.4f}" if "quality" in prob else "", *[f"{x:.5f}" for h in heads for x in prob[h]],
                        f"{topic:.5f}" if topic != "" else "", "".join(r or "-" for r, _ in e.sentences),
                        "".join(dt.ROLES[r.argmax()] for r in p.roles) if p.roles is not None else "", e.question, e.text])


def number(x: float) -> str:
    return f"{x:.3f}"


def interval(m: dict, key: str) -> str:
    ci = m.get(f"{key}_ci")
    return number(m[key]) + (f" [{number(ci[0])}, {number(ci[1])}]" if ci else "")


def report_text(title: str, m: dict, table: dict[str, dict[str, float]], sl: dict, cf: dict) -> str:
    """A readable report in Markdown."""
    lines = [f"# {title}", "", "| head | n | metric | value [95 %] | ECE raw → calibrated |", "| --- | --: | --- | --- | --- |"]
    for head, key, label in (("intent", "macro_f1", "macro-F1"), ("emotion", "macro_f1", "macro-F1"), ("quality", "kappa", "weighted kappa"),
                             ("quality", "spearman", "Spearman"), ("relevance", "auc_pairs", "AUC with pairs"), ("relevance", "auc", "AUC labelled"),
                             ("role", "accuracy", "accuracy")):
        if head in m and key in m[head]:
            h = m[head]
            lines.append(f"| {head} | {h['n']} | {label} | {interval(h, key)} | {number(h['ece_raw'])} → {number(h['ece'])} (by chance {number(h['ece_by_chance'])}; T {h['temperature']:.2f}) |")
    for head, labels in (("intent", dt.INTENTS), ("emotion", dt.EMOTIONS), ("quality", dt.LEVELS), ("role", dt.ROLES)):
        if head in m:
            lines += ["", f"## {head}", "", "| label | precision | recall | F1 | support |", "| --- | --: | --: | --: | --: |"]
            lines += [f"| {n} | {number(v['precision'])} | {number(v['recall'])} | {number(v['f1'])} | {v['support']} |" for n, v in m[head]["per_label"].items()]
            lines += ["", "Confusion (rows true, columns predicted): " + "; ".join(f"{labels[i]} {r}" for i, r in enumerate(m[head]["confusion"]))]
    if table:
        names = ["intent_f1", "emotion_f1", "quality_kappa", "quality_spearman", "off_topic_auc", "role_accuracy"]
        lines += ["", "## Beside baselines", "", "| model | " + " | ".join(names) + " |", "| --- |" + " --: |" * len(names)]
        lines += [f"| {k} | " + " | ".join(number(v[n]) if n in v else "–" for n in names) + " |" for k, v in table.items()]
    if sl:
        names = ["n", "intent_f1", "emotion_f1", "quality_kappa", "quality_spearman", "role_accuracy"]
        lines += ["", "## Slices", "", "| slice | " + " | ".join(names) + " |", "| --- |" + " --: |" * len(names)]
        lines += [f"| {k} | " + " | ".join((str(v[n]) if n == "n" else number(v[n])) if n in v else "–" for n in names) + " |" for k, v in sl.items()]
    if cf:
        lines += ["", "## Counterfactual check", "", "| words changed | pairs | mean change of level | max | mean change of P(on topic) | intent flips | emotion flips |",
                  "| --- | --: | --: | --: | --: | --: | --: |"]
        lines += [f"| {k} | {v['pairs']} | {v['level_mean']:.3f} | {v['level_max']:.3f} | {v['on_topic_mean']:.3f} | {v['intent_flips']:.3f} | {v['emotion_flips']:.3f} |"
                  for k, v in cf.items()]
    return "\n".join(lines) + "\n"


def open_model(path: Path):
    """A runner, tokenizer, shape and temperatures from a checkpoint, a model folder, or an ONNX file inside one."""
    if path.is_dir() or path.suffix == ".onnx":
        folder = path if path.is_dir() else (path.parent.parent if path.parent.name == "onnx" else path.parent)
        file = path if path.suffix == ".onnx" else folder / "onnx" / "model_quantized.onnx"
        if not file.exists():
            raise UserError(f"{file}: no such file")
        i = dt.read_json(folder / "config.json").get("interview", {})
        if not i:
            raise UserError(f"{folder / 'config.json'}: no \"interview\" part; export the model with this package")
        shape = Shape(i["input"] == "question+answer", i["max_length"], i["window_overlap"], i["max_question_tokens"])
        return onnx_runner(file), tk.load(folder), shape, {k: v.get("temperature", 1.0) for k, v in i["heads"].items()}, f"{folder.resolve().name}/{file.name}"
    model, t, tok, raw = ck.load(path)
    shape = Shape(t.input == "question+answer", t.max_length, t.window_overlap, t.max_question_tokens)
    return torch_runner(model), tok, shape, raw.get("temperature") or {}, path.name


def beside(model: Path, test: list[dt.Example], pairs: list[dt.Example]) -> dict:
    """The headline of another model, with intervals, on the same answers and pairs."""
    run, tok, shape, temperature, _ = open_model(model)
    predictions = collect(run, tok, shape, test, bar=True)
    m = measure(test, predictions, temperature, (pairs, collect(run, tok, shape, pairs, bar=True)) if pairs and shape.pair else None)
    return headline(m) | headline_intervals(m)


def main(argv: list[str] | None = None) -> int:
    p = argparse.ArgumentParser(prog="interview_training validate", formatter_class=argparse.RawDescriptionHelpFormatter,
                                description=__doc__, epilog="""examples:
  validate --model runs/interview.pth --answers corpus/answers --pool ../src/lib/questions/pool --split val --output runs/val
  validate --model ../models/interview-kobert/onnx/model_quantized.onnx … --split test --output runs/test
  validate --model kobert_model.pth --train-csv train.csv --val-csv val.csv --output runs/aihub""")
    add_data_options(p)
    p.add_argument("--model", type=Path, required=True, help="checkpoint, model folder, or ONNX file in a model folder")
    p.add_argument("--split", default="val")
    p.add_argument("--output", type=Path, required=True, help="folder for predictions.csv, metrics.json, report.md")
    p.add_argument("--fit-temperature", action="store_true", help="fit temperatures on this split (use the validation split)")
    p.add_argument("--beside", action="append", default=[], metavar="NAME=MODEL", help="another model to measure on the same answers, as a row of the table (repeatable)")
    p.add_argument("--no-baselines", action="store_true")
    p.add_argument("--counterfactuals", type=int, default=120, help="answers used in the counterfactual check (0 = skip)")
    a = p.parse_args(argv)
    examples = load_data(a.answers, a.pool, a.train_csv, a.val_csv)
    test = [e for e in examples if e.split == a.split]
    train = [e for e in examples if e.split == "train"]
    if not test:
        raise UserError(f"no answers in split {a.split!r}")
    run, tok, shape, temperature, name = open_model(a.model)
    pairs = dt.off_topic_pairs(test) if shape.pair else []
    predictions = collect(run, tok, shape, test, bar=True)
    paired = (pairs, collect(run, tok, shape, pairs, bar=True)) if pairs and predictions and "relevance" in predictions[0].logits else None
    if a.fit_temperature:
        temperature = fit_temperatures(test, predictions)
    m = measure(test, predictions, temperature, paired)
    table: dict = {name: headline(m) | headline_intervals(m)}
    others: dict = {}
    for row in a.beside:
        label, sep, path = row.partition("=")
        if not sep:
            raise UserError(f"--beside {row}: write it as name=path")
        others[label] = beside(Path(path), test, pairs)
    if not a.no_baselines and train:
        table |= baselines(train, test, pairs)
    sl = slices(test, predictions)
    cf = counterfactuals(run, tok, shape, test, temperature, a.counterfactuals) if a.counterfactuals else {}
    a.output.mkdir(parents=True, exist_ok=True)
    write_predictions(a.output / "predictions.csv", test, predictions, temperature)
    ck.write_json(a.output / "metrics.json", {"model": name, "split": a.split, "n": len(test), "temperature": temperature, "metrics": m, "table": table, "beside": others,
                                              "slices": sl, "counterfactuals": cf})
    text = report_text(f"{name} on {a.split} ({len(test)} answers)", m, table | others, sl, cf)
    (a.output / "report.md").write_text(text, encoding="utf-8")
    print(text)
    print(json.dumps({"split": a.split, **{k: round(v, 4) for k, v in headline(m).items()}}))
    return 0
