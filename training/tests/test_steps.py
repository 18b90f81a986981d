"""train, validate, export, oracle on tiny models: labels learnt, resume exact, ONNX equals PyTorch, the folder keeps its contract."""

import csv
import hashlib
import json

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch

from conftest import TINY
from interview_training import checkpoint as ck
from interview_training import data as dt
from interview_training import export, graph, metrics, oracle, predict, train, validate
from interview_training.config import EncoderConfig, TrainConfig
from interview_training.errors import UserError
from interview_training.modeling import InterviewModel

HEADS = ["intent", "emotion", "quality", "relevance", "role", "embedding"]


def tiny(pooling="attention", act="gelu_pytorch_tanh", pair=True) -> InterviewModel:
    torch.manual_seed(0)
    c = EncoderConfig(vocab_size=120, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, max_position_embeddings=64, hidden_act=act)
    m = InterviewModel(c, HEADS if pooling == "attention" else ["intent", "emotion"], pooling, pair).eval()
    for p in m.parameters():
        if p.ndim > 1:
            p.data *= 4
    if pooling == "attention":
        for name, b in m.lexical.named_buffers():
            b.copy_(torch.rand_like(b) if "rarity" in name or name == "share" else torch.randn_like(b))
    return m


def feed(seed=0, n=24):
    g = torch.Generator().manual_seed(seed)
    ids = torch.randint(5, 120, (1, n), generator=g)
    types = torch.zeros_like(ids)
    types[:, 9:] = 1
    return {"input_ids": ids.numpy(), "attention_mask": np.ones((1, n), np.int64), "token_type_ids": types.numpy()}


@pytest.mark.parametrize("pooling,act,pair", [("attention", "gelu_pytorch_tanh", True), ("pooler", "gelu", False), ("attention", "relu", True)])
@pytest.mark.parametrize("precision,tolerance", [("fp32", 1e-4), ("fp16", 0.03), ("int8", 0.4)])
def test_onnx_equals_pytorch(tmp_path, pooling, act, pair, precision, tolerance):
    m = tiny(pooling, act, pair)
    x = feed()
    with torch.no_grad():
        expected = m(torch.from_numpy(x["input_ids"]), torch.from_numpy(x["attention_mask"]), torch.from_numpy(x["token_type_ids"]))
    path = tmp_path / "m.onnx"
    path.write_bytes(graph.build(m, precision).SerializeToString())
    run = predict.onnx_runner(path)
    out = run(*x.values())
    assert list(out) == list(expected)
    for k, v in expected.items():
        scale = max(1.0, float(v.abs().max()))
        assert np.abs(out[k] - v.numpy()).max() / scale < tolerance, k


def test_padding_does_not_change_fp32(tmp_path):
    m = tiny()
    path = tmp_path / "m.onnx"
    path.write_bytes(graph.build(m, "fp32").SerializeToString())
    run = predict.onnx_runner(path)
    x = feed()
    padded = {k: np.concatenate([v, np.full((1, 7), 1 if k == "input_ids" else 0)], 1) for k, v in x.items()}
    a, b = run(*x.values()), run(*padded.values())
    for k in ("intent_logits", "quality_logits", "relevance_logits"):
        assert np.allclose(a[k], b[k], atol=1e-4)


def test_operators_suit_the_runtimes(tmp_path):
    m = tiny()
    for precision in ("fp32", "fp16", "int8"):
        proto = graph.build(m, precision)
        assert not {"MultiHeadAttention", "MatMulNBits", "Attention", "Erf"} & set(graph.operators(proto))
    int8 = tmp_path / "int8.onnx"
    int8.write_bytes(graph.build(m, "int8").SerializeToString())
    options = ort.SessionOptions()
    options.optimized_model_filepath = str(tmp_path / "optimised.onnx")
    options.log_severity_level = 3
    ort.InferenceSession(str(int8), options, providers=["CPUExecutionProvider"])
    found = graph.operators(onnx.load(tmp_path / "optimised.onnx"))
    assert found.get("DynamicQuantizeMatMul") == 2 * 4 and found.get("FastGelu", 0) >= 2
    assert {"MatMulInteger", "DynamicQuantizeLinear"} & set(found) == set()


def test_training_learns_what_words_tell(trained, examples):
    model, t, tok, raw = ck.load(trained)
    shape = predict.Shape(True, t.max_length, t.window_overlap, t.max_question_tokens)
    test = [e for e in examples if e.split == "test"]
    m = train.quick_metrics(test, predict.collect(predict.torch_runner(model), tok, shape, test))
    assert m["intent_f1"] > 0.8 and m["role_accuracy"] > 0.5
    assert raw["report"]["history"][-1]["loss"]["intent"] < raw["report"]["history"][0]["loss"]["intent"]


def options(answers, encoder_config_file, out, *more):
    return ["--encoder", f"random:{encoder_config_file}", "--answers", str(answers[0]), "--pool", str(answers[1]), "--output", str(out), *TINY, "--set", "epochs=3", *more]


def test_same_seed_same_weights_and_resume_is_exact(answers, encoder_config_file, tmp_path):
    for name in ("a", "b"):
        assert train.main(options(answers, encoder_config_file, tmp_path / f"{name}.pth")) == 0
    for _ in range(3):
        train.main(options(answers, encoder_config_file, tmp_path / "parts.pth", "--stop-after", "1"))
    train.main(options(answers, encoder_config_file, tmp_path / "other.pth", "--set", "order=1"))
    a, b, c, other = (torch.load(tmp_path / f"{n}.pth", weights_only=True)["model"] for n in ("a", "b", "parts", "other"))
    for k in a:
        assert torch.equal(a[k], b[k]) and torch.equal(a[k], c[k]), k
    assert not torch.equal(a["classifier.intent.weight"], other["classifier.intent.weight"])


def test_subset_of_labels_trains_a_subset_of_heads(tmp_path, encoder_config_file, answers):
    rows = [json.loads(x) for x in (answers[0] / "ict.jsonl").read_text(encoding="utf-8").splitlines()]
    for split in ("train", "val"):
        with (tmp_path / f"{split}.csv").open("w", encoding="utf-8", newline="") as f:
            w = csv.writer(f)
            w.writerow(["text", "label_intent", "label_emotion", "question", "gender", "ageRange"])
            w.writerows([[r["text"], r["intent"], r["emotion"], "질문입니다", "Female" if i % 2 else "Male", "-34"] for i, r in enumerate(rows) if r["split"] == split])
    out = tmp_path / "kobert_model.pth"
    args = ["--encoder", f"random:{encoder_config_file}", "--train-csv", str(tmp_path / "train.csv"), "--val-csv", str(tmp_path / "val.csv"), "--output", str(out), *TINY,
            "--set", "epochs=2", "--set", "pooling=pooler", "--set", "input=answer", "--set", "focal=2.0"]
    assert train.main(args) == 0
    model, *_ = ck.load(out)
    assert model.heads == ["intent", "emotion", "embedding"]
    assert validate.main(["--model", str(out), "--train-csv", str(tmp_path / "train.csv"), "--val-csv", str(tmp_path / "val.csv"), "--output", str(tmp_path / "report"), "--counterfactuals", "0"]) == 0
    assert "gender=Female" in json.loads((tmp_path / "report" / "metrics.json").read_text())["slices"]


@pytest.fixture(scope="module")
def folder(trained, answers, tmp_path_factory):
    out = tmp_path_factory.mktemp("models") / "tiny-interview"
    totals = out.parent / "totals.json"
    figures = {"answers": 9, "spearman": 0.812, "spearman_ci": [0.7, 0.9], "adversarial": 0.7, "typed": 0.8, "spoken": 0.8, "offTopic": 5, "offTopicPassing": 1, "goodFailing": 2}
    totals.write_text(json.dumps({"split": "val", "buddy-2": figures, "counterfactuals": {"age": {"pairs": 4, "mean": 0.25, "max": 1.5}}}), encoding="utf-8")
    assert export.main(["--checkpoint", str(trained), "--answers", str(answers[0]), "--pool", str(answers[1]), "--output", str(out), "--date", "2026-11-22",
                        "--totals", f"val={totals}"]) == 0
    return out


def test_model_folder_keeps_the_contract(folder):
    manifest, config = (json.loads((folder / f).read_text(encoding="utf-8")) for f in ("manifest.json", "config.json"))
    assert manifest["id"] == "tiny-interview" and manifest["runtimes"] == {"wasm": "onnx/model_quantized.onnx", "webgpu": "onnx/model_fp16.onnx"}
    on_disk = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {"manifest.json"}
    assert {f["path"] for f in manifest["files"]} == on_disk
    for f in manifest["files"]:
        raw = (folder / f["path"]).read_bytes()
        assert len(raw) == f["bytes"] and hashlib.sha256(raw).hexdigest() == f["sha256"]
    i = config["interview"]
    assert list(i["heads"]) == HEADS and i["heads"]["intent"]["labels"] == dt.INTENTS
    for path, expected in i["self_check"]["expected"].items():
        ids, types = np.array([i["self_check"]["input_ids"]]), np.array([i["self_check"]["token_type_ids"]])
        out = predict.onnx_runner(folder / path)(ids, np.ones_like(ids), types)
        for name, values in expected.items():
            assert np.abs(out[name][0] - values).max() < i["self_check"]["tolerance"][path]
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert card.index("SKT의 KoBERT가 아닙니다") < card.index("It is not SKT's KoBERT") and "| 앱의 점수가 표시된 수준의 순서와 맞는 정도 | 스피어만 상관계수 | 0.812 [0.700, 0.900] |" in card
    assert "사람을 평가하거나 뽑는 데 쓰지 마세요" in card
    assert "| val | buddy-2 | 0.812 [0.700, 0.900] |" in card and "| age | 4 | 0.25 | 1.50 |" in card
    low, high = manifest["metrics"]["validation"]["intent_f1_ci"]
    assert low <= manifest["metrics"]["validation"]["intent_f1"] <= high
    assert manifest["metrics"]["totals"]["val"]["buddy-2"]["spearman"] == 0.812
    assert manifest["metrics"]["parity"]["fp32"]["intent"]["label_agreement"] == 1.0


def test_files_agree_on_labels(folder):
    parity = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["metrics"]["parity"]
    for head in ("intent", "emotion", "role"):
        assert parity["fp16"][head]["label_agreement"] > 0.97
        assert parity["int8"][head]["label_agreement"] > 0.85


def test_validate_reports_everything(folder, answers, tmp_path):
    for name, model in (("int8", folder), ("fp16", folder / "onnx" / "model_fp16.onnx")):
        assert validate.main(["--model", str(model), "--answers", str(answers[0]), "--pool", str(answers[1]), "--split", "test", "--output", str(tmp_path / name), "--counterfactuals", "5",
                              "--beside", f"another={folder / 'onnx' / 'model_fp16.onnx'}"]) == 0
    m = json.loads((tmp_path / "int8" / "metrics.json").read_text(encoding="utf-8"))
    assert {"majority", "length only", "TF-IDF + logistic regression"} < set(m["table"])
    fp16 = json.loads((tmp_path / "fp16" / "metrics.json").read_text(encoding="utf-8"))
    assert m["beside"]["another"]["intent_f1"] == pytest.approx(fp16["metrics"]["intent"]["macro_f1"])
    assert {"gender", "age", "region", "school"} <= set(m["counterfactuals"])
    assert "form=spoken" in m["slices"] and m["metrics"]["intent"]["macro_f1_ci"][0] <= m["metrics"]["intent"]["macro_f1"]
    with (tmp_path / "int8" / "predictions.csv").open(encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    assert len(rows) == m["n"]
    assert sum(float(rows[0][f"intent_{x}"]) for x in dt.INTENTS) == pytest.approx(1, abs=1e-3)
    assert "## Counterfactual check" in (tmp_path / "int8" / "report.md").read_text(encoding="utf-8")


def test_oracle_matches_the_folder(folder, trained, tmp_path):
    assert oracle.main(["--model", str(folder), "--checkpoint", str(trained), "--output", str(tmp_path)]) == 0
    p = json.loads((tmp_path / "predictions.json").read_text(encoding="utf-8"))
    long = next(c for c in p["cases"] if c["name"] == "very long")
    assert len(long["windows"]) > 2 and len(long["expected"]["fp32"]["roles"]) == len(long["sentences"])
    first = (tmp_path / "predictions.json").read_bytes()
    oracle.main(["--model", str(folder), "--checkpoint", str(trained), "--output", str(tmp_path)])
    assert (tmp_path / "predictions.json").read_bytes() == first


def test_windows_combine_by_weight(tok):
    calls = []

    def run(ids, mask, types):
        calls.append(ids.shape[1])
        return {"intent_logits": np.full((1, 5), float(len(calls)))}

    shape = predict.Shape(True, 32, 8, 8)
    p = predict.predict(run, tok, shape, "질문", ["저는 매일 데이터를 정리했습니다. " * 8])
    n = p.windows[-1][1]
    who = dt.owners(n, p.windows)
    expected = sum((w + 1) * (who == w).sum() for w in range(len(p.windows))) / n
    assert p.logits["intent"][0] == pytest.approx(expected) and len(calls) == len(p.windows) > 1


def test_checkpoint_errors(tmp_path, trained):
    with pytest.raises(UserError, match="no such checkpoint"):
        ck.load(tmp_path / "none.pth")
    (tmp_path / "bad.pth").write_bytes(b"x")
    with pytest.raises(UserError, match=r"bad\.pth: not a readable"):
        ck.load(tmp_path / "bad.pth")
    torch.save({"a": torch.zeros(1)}, tmp_path / "other.pth")
    with pytest.raises(UserError, match="import-kobert"):
        ck.load(tmp_path / "other.pth")
    raw = torch.load(trained, weights_only=True)
    raw["encoder"]["hidden_size"] = 64
    torch.save(raw, tmp_path / "shape.pth")
    with pytest.raises(UserError, match=r"another shape: .*is \(300, 32\), expected \(300, 64\)"):
        ck.load(tmp_path / "shape.pth")


def test_metrics_against_scikit_learn():
    from sklearn import metrics as sk

    rng = np.random.default_rng(0)
    y, p = rng.integers(0, 5, 300), rng.integers(0, 5, 300)
    assert metrics.macro_f1(y, p, 5) == pytest.approx(sk.f1_score(y, p, average="macro"))
    assert metrics.quadratic_kappa(y, p) == pytest.approx(sk.cohen_kappa_score(y, p, weights="quadratic"))
    b, s = rng.integers(0, 2, 300), rng.integers(0, 20, 300)
    assert metrics.auc(b, s) == pytest.approx(sk.roc_auc_score(b, s))


def test_temperature_calibrates():
    rng = np.random.default_rng(1)
    logits = rng.normal(size=(4000, 3))
    y = np.array([rng.choice(3, p=p) for p in metrics.softmax(logits)])
    t = metrics.fit_temperature(logits * 3, y)
    assert t == pytest.approx(3, rel=0.1)
    assert metrics.ece(metrics.softmax(logits * 3 / t), y) < metrics.ece(metrics.softmax(logits * 3), y)


def test_chance_alone_gives_an_ece_above_nothing():
    rng = np.random.default_rng(2)
    p = metrics.softmax(rng.normal(size=(400, 5)))
    y = np.array([rng.choice(5, p=q) for q in p])
    floor = metrics.ece_by_chance(p)
    assert 0.01 < floor < 0.08
    assert metrics.ece(p, y) == pytest.approx(floor, abs=0.03)
    assert metrics.ece_by_chance(np.repeat(p, 20, 0)) < floor / 2
    assert metrics.ece_by_chance(np.eye(3)) == 0


def test_bootstrap_resamples_groups():
    x = np.array([0.0] * 50 + [1.0] * 50)
    g = np.array([0] * 50 + [1] * 50)
    lo, hi = metrics.bootstrap(lambda a: float(a.mean()), x, groups=g, times=200)
    assert (lo, hi) == (0.0, 1.0)
    lo, hi = metrics.bootstrap(lambda a: float(a.mean()), x, times=200)
    assert 0.35 < lo < 0.5 < hi < 0.65


def test_soft_ordinal_loss_prefers_near_misses(examples):
    t = TrainConfig()
    loss = train.Losses(t, examples)
    label = {"level": torch.tensor([3]), "intent": torch.tensor([-1]), "emotion": torch.tensor([-1]), "topic": torch.tensor([-1]), "roles": torch.tensor([], dtype=torch.long),
             "paired": torch.tensor([False]), "model_answer": torch.tensor([False]), "sentence": torch.full((1, 4), -1), "role_of": torch.tensor([], dtype=torch.long)}
    at = lambda k: float(loss({"quality_logits": torch.eye(5)[k:k + 1] * 6}, label)["quality"])
    assert at(3) < at(2) < at(0) and at(3) < at(4)
