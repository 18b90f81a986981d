"""A two-head KoBERT of the original scripts -> model folder; at KoBERT's real size too."""

import json
import pickle
import time

import numpy as np
import pytest
import torch

from interview_training import __main__ as command
from interview_training import data as dt
from interview_training import import_kobert as ik
from interview_training import predict, validate
from interview_training.config import EncoderConfig
from interview_training.errors import UserError
from interview_training.modeling import InterviewModel


def original(vocab=300, hidden=32, layers=2, heads=2, positions=64, prefix="", seed=0):
    """A random two-head classifier and its state dict under the original names; outputs in alphabetical label order."""
    torch.manual_seed(seed)
    c = EncoderConfig(vocab_size=vocab, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads, intermediate_size=hidden * 4,
                      max_position_embeddings=positions, hidden_act="gelu")
    m = InterviewModel(c, ["intent", "emotion", "embedding"], "pooler", pair=False).eval()
    for p in m.parameters():
        if p.ndim > 1 and hidden < 100:
            p.data *= 4
    state = {}
    for k, v in m.state_dict().items():
        k = k.replace("pooler.", "bert.pooler.dense.").replace("classifier.intent.", "intent_classifier.").replace("classifier.emotion.", "emotion_classifier.")
        if k.startswith(("intent_", "emotion_")):
            ours = dt.INTENTS if k.startswith("intent") else dt.EMOTIONS
            v = v[[ours.index(x) for x in sorted(ours)]]
        state[prefix + k] = v.clone()
    return m, state


def run(args):
    return command.main(["import-kobert", *map(str, args)])


@pytest.mark.parametrize("prefix,wrap", [("", None), ("module.", None), ("", "model_state_dict")])
def test_import_keeps_the_logits(tmp_path, tokenizer_folder, prefix, wrap):
    m, state = original(prefix=prefix)
    torch.save({wrap: state, "epoch": 3} if wrap else state, tmp_path / "kobert_model.pth")
    out = tmp_path / "my-kobert"
    assert run(["--model", tmp_path / "kobert_model.pth", "--tokenizer", tokenizer_folder, "--attention-heads", 2, "--output", out]) == 0
    config = json.loads((out / "config.json").read_text(encoding="utf-8"))
    assert config["interview"]["input"] == "answer" and list(config["interview"]["heads"]) == ["intent", "emotion", "embedding"]
    assert config["hidden_act"] == "gelu" and config["interview"]["max_length"] == 64
    run_onnx, tok, shape, _, _ = validate.open_model(out / "onnx" / "model_fp16.onnx")
    sentences = ["저는 매일 고객 상담을 정리했습니다."]
    a, b = predict.predict(predict.torch_runner(m), tok, shape, "", sentences), predict.predict(run_onnx, tok, shape, "", sentences)
    for h in ("intent", "emotion"):
        assert np.allclose(a.logits[h], b.logits[h], atol=0.05 * max(1, np.abs(a.logits[h]).max()))
    assert not list(out.glob("*.pth"))


def test_label_files(tmp_path):
    order = ["etc", "technology", "attitude", "personality", "background"]
    (tmp_path / "a.json").write_text(json.dumps(order))
    (tmp_path / "b.json").write_text(json.dumps({str(i): x for i, x in enumerate(order)}))
    (tmp_path / "c.json").write_text(json.dumps({x.upper(): i for i, x in enumerate(order)}))
    (tmp_path / "d.txt").write_text("\n".join(order))
    (tmp_path / "e.pkl").write_bytes(pickle.dumps(np.array(order)))
    for f in "a.json b.json c.json d.txt e.pkl".split():
        assert ik.read_labels(tmp_path / f, "intent", dt.INTENTS, 5, trust=True) == order
    assert ik.read_labels(None, "intent", dt.INTENTS, 5, False) == sorted(dt.INTENTS)
    with pytest.raises(UserError, match="can run code"):
        ik.read_labels(tmp_path / "e.pkl", "intent", dt.INTENTS, 5, trust=False)
    with pytest.raises(UserError, match="5 intent labels, but the head has 4"):
        ik.read_labels(tmp_path / "a.json", "intent", dt.INTENTS, 4, False)
    (tmp_path / "a.json").write_text(json.dumps(["x", *order[1:]]))
    with pytest.raises(UserError, match="unknown intent label x"):
        ik.read_labels(tmp_path / "a.json", "intent", dt.INTENTS, 5, False)


class Code:
    def __reduce__(self):
        return (print, ("ran",))


def test_bad_checkpoints(tmp_path, tokenizer_folder, capsys):
    torch.save({"model": Code()}, tmp_path / "evil.pt")
    assert run(["--model", tmp_path / "evil.pt", "--tokenizer", tokenizer_folder, "--output", tmp_path / "o"]) == 1
    printed = capsys.readouterr()
    assert "--trust" in printed.err and "ran" not in printed.out
    (tmp_path / "half.pt").write_bytes(b"PK\x03\x04half")
    assert run(["--model", tmp_path / "half.pt", "--tokenizer", tokenizer_folder, "--output", tmp_path / "o"]) == 1
    assert "half.pt: not a readable PyTorch file" in capsys.readouterr().err
    _, state = original()
    state["bert.encoder.layer.1.output.dense.weight"] = torch.zeros(32, 64)
    torch.save(state, tmp_path / "shape.pt")
    assert run(["--model", tmp_path / "shape.pt", "--tokenizer", tokenizer_folder, "--attention-heads", 2, "--output", tmp_path / "o"]) == 1
    assert "is (32, 64), expected (32, 128)" in capsys.readouterr().err
    _, state = original()
    torch.save({k.replace("intent_classifier", "a").replace("emotion_classifier", "b"): v for k, v in state.items()}, tmp_path / "names.pt")
    assert run(["--model", tmp_path / "names.pt", "--tokenizer", tokenizer_folder, "--attention-heads", 2, "--output", tmp_path / "o"]) == 0
    torch.save({k: v for k, v in state.items() if "pooler" not in k}, tmp_path / "nopool.pt")
    assert run(["--model", tmp_path / "nopool.pt", "--tokenizer", tokenizer_folder, "--output", tmp_path / "o"]) == 1
    assert "no bert.pooler.dense.weight" in capsys.readouterr().err
    _, small = original(vocab=200)
    torch.save(small, tmp_path / "vocab.pt")
    assert run(["--model", tmp_path / "vocab.pt", "--tokenizer", tokenizer_folder, "--attention-heads", 2, "--output", tmp_path / "o"]) == 1
    assert "not this model's tokenizer" in capsys.readouterr().err


def test_real_size_goes_through(tmp_path, tokenizer_folder, capsys):
    """12 layers of 768, 8,002 pieces, 512 positions: import, export, int8, load, run; prints size and time, asserts none."""
    _, state = original(8002, 768, 12, 12, 512)
    torch.save(state, tmp_path / "model.pt")
    out = tmp_path / "kobert"
    assert run(["--model", tmp_path / "model.pt", "--tokenizer", tokenizer_folder, "--output", out]) == 0
    begun = time.perf_counter()
    runner = predict.onnx_runner(out / "onnx" / "model_quantized.onnx", threads=1)
    loaded = time.perf_counter() - begun
    ids = np.array([[2, *range(5, 131), 3]])
    result = runner(ids, np.ones_like(ids), np.zeros_like(ids))
    assert result["intent_logits"].shape == (1, 5) and result["token_embeddings"].shape == (1, 128, 768)
    assert all(np.isfinite(v).all() for v in result.values())
    begun = time.perf_counter()
    runner(ids, np.ones_like(ids), np.zeros_like(ids))
    with capsys.disabled():
        print(f"\nKoBERT size: int8 {(out / 'onnx/model_quantized.onnx').stat().st_size / 1e6:.1f} MB, fp16 {(out / 'onnx/model_fp16.onnx').stat().st_size / 1e6:.1f} MB, "
              f"load {loaded:.2f} s, 128 tokens {1000 * (time.perf_counter() - begun):.0f} ms (native, 1 thread)")
