"""Checkpoint -> model folder: fp32 graph, int8 for WASM, fp16 for WebGPU, parity, manifest, model card."""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import os
from pathlib import Path

import numpy as np

from . import checkpoint as ck
from . import data as dt
from . import graph
from . import tokenizer as tk
from .card import write_card
from .config import TrainConfig, to_dict
from .errors import UserError
from .modeling import OUTPUTS, InterviewModel
from .predict import Shape, collect, onnx_runner, torch_runner
from .sources import add_data_options, load_data
from .validate import fit_temperatures, headline, headline_intervals, measure

FILES = {"int8": "onnx/model_quantized.onnx", "fp16": "onnx/model_fp16.onnx"}
TOLERANCE = {"onnx/model_quantized.onnx": 0.05, "onnx/model_fp16.onnx": 0.02}
LABELS = {"intent": dt.INTENTS, "emotion": dt.EMOTIONS, "quality": dt.LEVELS, "role": dt.ROLES}
SELF_CHECK = ("협업하면서 갈등을 해결한 경험을 말씀해 주세요.",
              "지난 프로젝트에서 일정이 두 주 밀렸을 때 팀원 네 명과 우선순위를 다시 정했고, 매일 10분씩 진행 상황을 나눠 마감 이틀 전에 끝냈습니다.")


def sha256(path: Path) -> str:
    h = hashlib.sha256()
    with path.open("rb") as f:
        while chunk := f.read(1 << 20):
            h.update(chunk)
    return h.hexdigest()


def bert_config(model: InterviewModel) -> dict:
    c = to_dict(model.config)
    return {"architectures": ["BertModel"], "model_type": "bert", **c, "position_embedding_type": "absolute"}


def check_input(folder: Path, tok, shape: Shape) -> dict:
    """The known answer that a runtime evaluates when it starts; expected logits for each file.

    Computed by onnxruntime's CPU provider. Sums in another order, and one rounding of a dynamic int8 scale, can
    move int8 logits; hence the tolerance.
    """
    question, answer = SELF_CHECK
    e = dt.encode(tok, question, [answer], shape.max_question_tokens)
    asked = e.question if shape.pair else []
    lo, hi = dt.windows(len(e.answer), len(asked), shape.max_length, shape.window_overlap, shape.pair)[0]
    ids, types, _ = dt.assemble(asked, e.answer[lo:hi], shape.pair)
    arrays = [np.array([x], dtype=np.int64) for x in (ids, [1] * len(ids), types)]
    expected = {}
    for f in FILES.values():
        out = onnx_runner(folder / f)(*arrays)
        expected[f] = {k: [round(float(x), 5) for x in v[0]] for k, v in out.items() if k in ("intent_logits", "emotion_logits", "quality_logits", "relevance_logits")}
    return {"question": question, "answer": answer, "input_ids": ids, "token_type_ids": types, "expected": expected, "tolerance": TOLERANCE}


def write_model(model: InterviewModel, t: TrainConfig, tok, folder: Path, temperature: dict[str, float], int8_embeddings: bool = True) -> dict:
    """Writes tokenizer, ONNX files and config.json (without metrics); returns the `interview` part."""
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    tk.save(tok, folder, t.max_length)
    for precision, name in FILES.items():
        proto = graph.build(model, precision, int8_embeddings)
        tmp = folder / (name + ".tmp")
        tmp.write_bytes(proto.SerializeToString())
        os.replace(tmp, folder / name)
    heads = {}
    for h in model.heads:
        heads[h] = {"output": OUTPUTS[h]}
        if h in LABELS:
            heads[h]["labels"] = LABELS[h]
        if h != "embedding":
            heads[h]["temperature"] = round(temperature.get(h, 1.0), 4)
    shape = Shape(model.pair, t.max_length, t.window_overlap, t.max_question_tokens)
    interview = {"format": 1, "input": t.input, "max_length": t.max_length, "window_overlap": t.window_overlap, "max_question_tokens": t.max_question_tokens,
                 "pooling": t.pooling, "heads": heads, "self_check": check_input(folder, tok, shape)}
    ck.write_json(folder / "config.json", {**bert_config(model), "interview": interview})
    return interview


def write_manifest(folder: Path, *, model_id: str, version: str, name: str, name_ko: str, license: str, maturity: str, trained_on: dict, metrics: dict,
                   date: str | None = None) -> None:
    """manifest.json over every file of the folder but itself."""
    files = [{"path": p.relative_to(folder).as_posix(), "bytes": p.stat().st_size, "sha256": sha256(p)}
             for p in sorted(folder.rglob("*")) if p.is_file() and p.name != "manifest.json" and not p.name.endswith(".tmp")]
    ck.write_json(folder / "manifest.json", {
        "format": 1, "id": model_id, "version": version, "name": name, "name_ko": name_ko, "created_at": date or datetime.date.today().isoformat(),
        "license": license, "files": files, "runtimes": {"wasm": FILES["int8"], "webgpu": FILES["fp16"]}, "maturity": maturity,
        "trained_on": trained_on, "metrics": metrics})


def parity(reference: list, other: list) -> dict:
    """How far a file is from PyTorch: share of equal labels and largest and mean logit difference, by head."""
    out = {}
    for head in reference[0].logits if reference else []:
        a, b = np.array([p.logits[head] for p in reference]), np.array([p.logits[head] for p in other])
        same = (a.argmax(1) == b.argmax(1)) if a.shape[1] > 1 else ((a[:, 0] > 0) == (b[:, 0] > 0))
        out[head] = {"label_agreement": float(same.mean()), "max_difference": float(np.abs(a - b).max()), "mean_difference": float(np.abs(a - b).mean())}
    if reference and reference[0].roles is not None:
        a, b = np.concatenate([p.roles for p in reference]), np.concatenate([p.roles for p in other])
        out["role"] = {"label_agreement": float((a.argmax(1) == b.argmax(1)).mean()), "max_difference": float(np.abs(a - b).max()), "mean_difference": float(np.abs(a - b).mean())}
    return out


def rounded(x, digits: int = 4):
    """The same structure with floats rounded, for stable JSON."""
    if isinstance(x, dict):
        return {k: rounded(v, digits) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        return [rounded(v, digits) for v in x]
    return round(float(x), digits) if isinstance(x, (float, np.floating)) else x


def export(checkpoint: Path, folder: Path, val: list[dt.Example], *, model_id: str, version: str, name: str, name_ko: str, license: str, maturity: str,
           reports: dict | None = None, totals: dict | None = None, date: str | None = None, int8_embeddings: bool = True,
           commands: list[str] | None = None) -> dict:
    """The whole export. `val` fits the temperatures and measures parity; without it temperatures stay 1.

    Args:
        reports: what `validate` wrote, by name.
        totals: what `scripts/agreement.js --json` wrote, by split: how the app's scores agree with the labelled levels.
    """
    model, t, tok, raw = ck.load(checkpoint)
    shape = Shape(model.pair, t.max_length, t.window_overlap, t.max_question_tokens)
    reference = collect(torch_runner(model.plain()), tok, shape, val, bar=True)
    write_model(model, t, tok, folder, {}, int8_embeddings)
    runs = {p: onnx_runner(folder / f) for p, f in FILES.items()}
    fp32 = folder / "model_fp32.tmp.onnx"
    fp32.write_bytes(graph.build(model, "fp32").SerializeToString())
    runs["fp32"] = onnx_runner(fp32)
    fp32.unlink()
    pairs = dt.off_topic_pairs(val) if model.pair and "relevance" in model.heads else []
    found, tables, temperature = {}, {}, {}
    predictions = {p: collect(r, tok, shape, val, bar=True) for p, r in runs.items()}
    paired = (pairs, collect(runs["int8"], tok, shape, pairs)) if pairs else None
    if val:
        temperature = fit_temperatures(val, predictions["int8"])
        found = {p: parity(reference, x) for p, x in predictions.items()}
        tables = {p: headline(measure(val, x, temperature, intervals=False)) for p, x in {"pytorch": reference, **predictions}.items()}
    interview = write_model(model, t, tok, folder, temperature, int8_embeddings)
    measured = rounded(measure(val, predictions["int8"], temperature, paired)) if val else {}
    metrics = {"validation": headline(measured) | headline_intervals(measured), "parity": rounded(found), "by_file": rounded(tables),
               **{k: rounded(v.get("table", {})) if isinstance(v, dict) else v for k, v in (reports or {}).items()},
               **({"totals": rounded(totals)} if totals else {})}
    trained_on = {"encoder": raw["report"].get("sources", {}).get("encoder", ""), "answers": raw["report"].get("sources", {}), "labels": raw["report"].get("balance", {})}
    if "encoder" in trained_on["answers"]:
        trained_on["answers"] = {k: v for k, v in trained_on["answers"].items() if k != "encoder"}
    trained_on["encoder"] = Path(str(trained_on["encoder"])).name
    write_card(folder, model=model, train=t, name=name, name_ko=name_ko, version=version, license=license, maturity=maturity, trained_on=trained_on, measured=measured,
               parity=found, by_file=tables, reports=reports or {}, totals=totals or {}, sizes={f: (folder / f).stat().st_size for f in FILES.values()}, commands=commands or [])
    write_manifest(folder, model_id=model_id, version=version, name=name, name_ko=name_ko, license=license, maturity=maturity, trained_on=trained_on,
                   metrics=metrics, date=date)
    return {"parity": found, "tables": tables, "temperature": temperature, "interview": interview}


def pair(option: str, text: str) -> tuple[str, str]:
    """Splits `name=value`."""
    name, sep, value = text.partition("=")
    if not sep:
        raise UserError(f"{option} {text}: write it as name=value")
    return name, value


def main(argv: list[str] | None = None) -> int:
    p = argparse.ArgumentParser(prog="interview_training export", formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__, epilog="""examples:
  export --checkpoint runs/interview.pth --answers corpus/answers --pool ../src/lib/questions/pool --output ../models/interview-kobert
  export --checkpoint kobert_model.pth --val-csv val.csv --id my-kobert --output ../models/my-kobert --maturity stable""")
    add_data_options(p)
    p.add_argument("--checkpoint", type=Path, required=True)
    p.add_argument("--output", type=Path, required=True, help="model folder to write")
    p.add_argument("--id", help="model id (default: the folder's name)")
    p.add_argument("--version", default="0.1.0")
    p.add_argument("--name", default="Interview Buddy KoBERT-architecture model")
    p.add_argument("--name-ko", default="인터뷰 버디 기본 모델")
    p.add_argument("--license", default="CC-BY-SA-4.0")
    p.add_argument("--maturity", choices=["preview", "stable"], default="preview")
    p.add_argument("--report", action="append", default=[], metavar="NAME=metrics.json", help="a validate report to put into manifest and card (repeatable)")
    p.add_argument("--totals", action="append", default=[], metavar="SPLIT=figures.json",
                   help="what `node scripts/agreement.js --json` wrote, for manifest and card (repeatable)")
    p.add_argument("--date")
    p.add_argument("--float-embeddings", action="store_true", help="keep embeddings fp32 in the int8 file")
    p.add_argument("--command", action="append", default=[], help="a command to name in the card (repeatable)")
    a = p.parse_args(argv)
    named = lambda option, values: {k: dt.read_json(Path(v)) for k, v in (pair(option, x) for x in values)}
    reports, totals = named("--report", a.report), named("--totals", a.totals)
    val = [e for e in load_data(a.answers, a.pool, a.train_csv, a.val_csv) if e.split == "val"] if a.answers or a.val_csv else []
    result = export(a.checkpoint, a.output, val, model_id=a.id or a.output.name, version=a.version, name=a.name, name_ko=a.name_ko, license=a.license,
                    maturity=a.maturity, reports=reports, totals=totals, date=a.date, int8_embeddings=not a.float_embeddings, commands=a.command)
    for f in FILES.values():
        print(f"{a.output / f}: {(a.output / f).stat().st_size / 1e6:.2f} MB")
    print(json.dumps(rounded({"parity": result["parity"], "by_file": result["tables"], "temperature": result["temperature"]}), ensure_ascii=False))
    return 0
