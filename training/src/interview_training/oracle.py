"""Fixtures by which other runtimes check themselves: token ids, windows, and logits for fixed Korean inputs.

Files (JSON, stable order):
    tokenizer.json   {"cases": [{"text", "clean", "ids"}], "pairs": [{"question", "answer", "input_ids", "token_type_ids"}]}
    windows.json     {"cases": [{"question_tokens", "answer_tokens", "max_length", "overlap", "pair", "windows": [[start, end]], "owner_runs": [[window, tokens]]}]}
    predictions.json {"model", "files": {file: sha256}, "cases": [{"name", "question", "sentences", "windows", "expected": {file: {head: [...], "roles": [[5]...]}}}]}
Expected logits are those of onnxruntime's CPU provider, combined over windows by the contract. "fp32" is PyTorch.
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from importlib.metadata import version
from pathlib import Path

import numpy as np

from . import data as dt
from . import tokenizer as tk
from .predict import Shape, onnx_runner, predict, torch_runner

TEXTS = [
    "", " ", "네", "저는 3년 동안 데이터 분석 업무를 했습니다.", "매출을 12.5% 올렸고, 비용은 1,200만 원 줄였습니다!",
    unicodedata.normalize("NFD", "자모로 나뉜 한국어 문장입니다."), "ＦＵＬＬ　ｗｉｄｔｈ　１２３％", "①㈜㎏ ﾊﾝｶｸ", "이모지 😀🎉👩‍💻 섞인 답변 🇰🇷",
    "공백이   여러    개\t탭과\n줄바꿈", "\ufeff앞의 BOM과 \u200b폭 없는 공백", "[SEP] [CLS] [MASK] [UNK] [PAD] 글자 그대로", "[SEP]붙은[MASK]글자", "[sep] 소문자",
    "Python, FastAPI, AWS Lambda(서버리스)로 p95 latency를 240ms→90ms로 낮췄습니다.", "ㅋㅋㅋㅋ ㅠㅠ ㅇㅇ", "뷁쀍 쓩쀼", "漢字와 ひらがな 그리고 Ελληνικά",
    "음 어 그러니까 저는 이제 팀 프로젝트에서 약간 조율하는 역할을 했었는데요", "“따옴표” ‘작은따옴표’ … — – ~ ₩10,000", "a", "가" * 300, "안녕하십니까? 지원자 OOO입니다.",
    "e\u0301 결합 문자 n\u0303", "\u00a0줄바꿈 없는\u00a0공백\u3000전각 공백", "http://example.com/a?b=c 와 name@example.com", "2026-11-22 14:30", "____밑줄____ ▁메타▁기호",
]
QUESTIONS = ["1분 자기소개를 부탁드립니다.", "최근에 협업하면서 갈등을 해결한 경험을 구체적으로 말씀해 주세요.", "", "마지막으로 하고 싶은 말씀이 있으신가요?"]
ANSWERS: list[tuple[str, int, list[str]]] = [
    ("short", 3, ["감사합니다."]),
    ("idk", 1, ["잘 모르겠습니다."]),
    ("star", 1, ["지난해 앱 개편 프로젝트에서 기획자와 개발자의 일정 의견이 달랐습니다.", "저는 두 쪽의 작업을 한 표로 정리해 겹치는 일을 찾았습니다.",
                 "우선순위를 세 단계로 나누자고 제안하고 매일 10분씩 점검했습니다.", "그 결과 출시를 5일 앞당겼고 이후에도 같은 방식을 쓰고 있습니다."]),
    ("spoken", 1, ["음 저는 그 동아리에서 회계를 맡았는데요", "어 장부가 안 맞아서 이제 석 달 치 영수증을 다시 다 맞춰 봤어요", "그래서 결국 37만 원 차이를 찾아냈습니다"]),
    ("off topic", 1, ["저는 통계학을 전공했고 데이터 자격증을 두 개 취득했습니다.", "주말에는 등산을 즐깁니다."]),
    ("code switch", 0, ["저는 backend engineer로 4년간 일하며 Kafka 기반 event pipeline을 운영했습니다.", "장애 대응 시간을 40분에서 12분으로 줄였습니다."]),
    ("no question", 2, ["책임감 있게 끝까지 해내는 편입니다.", "작년 재고 조사에서 오차를 2%까지 낮췄습니다."]),
    ("literal specials", 0, ["[SEP] 저는 [MASK] 지원자입니다.", "[CLS] 감사합니다 😀"]),
    ("long", 1, ["처음 팀장을 맡았던 해에 물류 센터 이전을 담당했고 기존 거래처 스물세 곳의 일정을 하나씩 다시 확인해야 했습니다." for _ in range(14)]),
    ("very long", 1, [f"{i}번째 주에는 매장 {i + 3}곳을 돌며 재고 오차와 진열 상태를 기록하고 담당자와 개선할 점을 정했습니다." for i in range(1, 41)]),
]
WINDOW_CASES = [(0, 0), (10, 1), (10, 100), (20, 233), (20, 234), (64, 189), (64, 190), (30, 224), (30, 400), (12, 500), (64, 1000), (0, 254), (0, 253)]


def runs_of(who: np.ndarray) -> list[list[int]]:
    out: list[list[int]] = []
    for w in who.tolist():
        if out and out[-1][0] == w:
            out[-1][1] += 1
        else:
            out.append([w, 1])
    return out


def write(path: Path, data) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def libraries() -> dict[str, str]:
    return {n: version(n) for n in ("tokenizers", "onnxruntime", "numpy", "torch")}


def tokenizer_fixture(tok, max_question: int) -> dict:
    cases = [{"text": t, "clean": tk.clean(t), "ids": tok.encode(tk.clean(t), add_special_tokens=False).ids} for t in TEXTS]
    pairs = []
    for q in QUESTIONS:
        for t in TEXTS[2:6]:
            e = dt.encode(tok, q, [t], max_question)
            ids, types, _ = dt.assemble(e.question, e.answer)
            pairs.append({"question": q, "answer": t, "input_ids": ids, "token_type_ids": types})
    return {"made_by": "interview_training oracle", "libraries": libraries(), "cases": cases, "pairs": pairs}


def windows_fixture(max_length: int, overlap: int) -> dict:
    cases = []
    for pair in (True, False):
        for q, n in WINDOW_CASES:
            if not pair and q:
                continue
            spans = dt.windows(n, q, max_length, overlap, pair)
            cases.append({"question_tokens": q, "answer_tokens": n, "max_length": max_length, "overlap": overlap, "pair": pair, "windows": [list(s) for s in spans],
                          "owner_runs": runs_of(dt.owners(n, spans))})
    return {"made_by": "interview_training oracle", "cases": cases}


def main(argv: list[str] | None = None) -> int:
    p = argparse.ArgumentParser(prog="interview_training oracle", formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__, epilog="""examples:
  oracle --model ../models/interview-kobert --output ../tests/fixtures/oracle
  oracle --model ../models/interview-kobert --checkpoint runs/interview.pth --output ../tests/fixtures/oracle   (adds PyTorch's fp32 logits)""")
    p.add_argument("--model", type=Path, required=True, help="model folder")
    p.add_argument("--checkpoint", type=Path, help="checkpoint it was exported from, for fp32 logits")
    p.add_argument("--output", type=Path, required=True)
    a = p.parse_args(argv)
    i = dt.read_json(a.model / "config.json")["interview"]
    tok = tk.load(a.model)
    shape = Shape(i["input"] == "question+answer", i["max_length"], i["window_overlap"], i["max_question_tokens"])
    manifest = dt.read_json(a.model / "manifest.json")
    hashes = {f["path"]: f["sha256"] for f in manifest["files"]}
    files = sorted({*manifest["runtimes"].values()})
    runs = {f: onnx_runner(a.model / f, threads=1) for f in files}
    if a.checkpoint:
        from . import checkpoint as ck

        model, *_ = ck.load(a.checkpoint)
        runs["fp32"] = torch_runner(model.plain())
    cases = []
    for name, q, sentences in ANSWERS:
        case: dict = {"name": name, "question": QUESTIONS[q], "sentences": sentences, "expected": {}}
        for f, run in runs.items():
            r = predict(run, tok, shape, QUESTIONS[q], sentences)
            case["windows"] = [list(w) for w in r.windows]
            case["expected"][f] = {**{h: [round(float(x), 5) for x in v] for h, v in r.logits.items()},
                                   **({"roles": [[round(float(x), 5) for x in row] for row in r.roles]} if r.roles is not None else {}),
                                   **({"embedding_norms": [round(float(np.linalg.norm(x)), 4) for x in r.embeddings]} if r.embeddings is not None else {})}
        cases.append(case)
    write(a.output / "tokenizer.json", tokenizer_fixture(tok, shape.max_question_tokens))
    write(a.output / "windows.json", windows_fixture(shape.max_length, shape.window_overlap))
    write(a.output / "predictions.json", {"made_by": "interview_training oracle", "libraries": libraries(), "model": manifest["id"], "version": manifest["version"],
                                          "files": {f: hashes[f] for f in files}, "tokenizer_sha256": hashes["tokenizer.json"], "cases": cases})
    print(f"{a.output}: {len(TEXTS)} texts, {len(cases)} answers, {', '.join(runs)}")
    return 0
