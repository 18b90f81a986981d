"""Masking, packing, the schedule; resume equals an uninterrupted run; a full disk leaves the old checkpoint whole."""

import json

import numpy as np
import pytest
import torch

from interview_training import config, packing, pretrain, running, starting_point
from interview_training import tokenizer as tk
from interview_training.errors import UserError
from interview_training.modeling import MaskedLM

SHAPE = {"vocab_size": 300, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64, "max_position_embeddings": 64}


def settings(**kw) -> config.PretrainConfig:
    base = {"encoder": SHAPE, "steps": 12, "batch_tokens": 256, "length": 32, "long_length": 64, "long_from": 0.7, "precision": "fp32", "log_every": 4, "validation_lines": 40,
            "learning_rate": 3e-3, "mix": {"*": 1.0}}
    return config.from_dict(config.PretrainConfig, {**base, **kw})


def run(tmp_path, corpus, tokenizer_folder, name, stop=None, **kw):
    return pretrain.pretrain(settings(**kw), tk.sources(corpus), tokenizer_folder, tmp_path / name, tmp_path / "cache", stop)


def test_resume_equals_uninterrupted(tmp_path, corpus, tokenizer_folder):
    whole = run(tmp_path, corpus, tokenizer_folder, "whole")
    assert whole["finished"]
    for stop in (3, 6, None):
        last = run(tmp_path, corpus, tokenizer_folder, "parts", stop)
    assert last["finished"] and last["step"] == 12
    a, b = (torch.load(tmp_path / n / "checkpoint.pt", weights_only=True) for n in ("whole", "parts"))
    assert a["tokens"] == b["tokens"]
    for k in a["model"]:
        assert torch.equal(a["model"][k], b["model"][k]), k


def test_learns(tmp_path, corpus, tokenizer_folder):
    first = run(tmp_path, corpus, tokenizer_folder, "learn", 1, steps=120)["validation_loss"]
    last = run(tmp_path, corpus, tokenizer_folder, "learn", None, steps=120)["validation_loss"]
    assert last < first - 0.5


def test_encoder_folder_loads_in_transformers(tmp_path, corpus, tokenizer_folder):
    transformers = pytest.importorskip("transformers")
    run(tmp_path, corpus, tokenizer_folder, "hf", steps=2)
    folder = tmp_path / "hf" / "encoder"
    theirs = transformers.BertModel.from_pretrained(str(folder), add_pooling_layer=False, dtype=torch.float32).eval()
    ids = torch.randint(5, 300, (2, 20))
    types = torch.zeros_like(ids)
    types[:, 9:] = 1
    from interview_training import checkpoint as ck
    from interview_training.modeling import Encoder

    c, state, _, _ = ck.load_encoder(str(folder))
    ours = Encoder(c).eval()
    ck.load_into(ours, state, "test")
    with torch.no_grad():
        assert torch.allclose(ours(ids, types), theirs(input_ids=ids, token_type_ids=types).last_hidden_state, atol=1e-5)


def test_whole_words_are_masked_together():
    starts = np.zeros(50, dtype=bool)
    starts[5:20] = True
    ids = np.array([[2, 6, 30, 31, 7, 32, 8, 3, 9, 33, 34, 3]])
    for seed in range(40):
        changed, where, targets = packing.mask(ids, starts, 0.4, True, 50, np.random.default_rng(seed))
        chosen = set(where.tolist())
        for word in ({1, 2, 3}, {4, 5}, {6}, {8, 9, 10}):
            assert word <= chosen or not word & chosen or len(chosen) == 1
        assert not chosen & {0, 7, 11}
        assert (ids.ravel()[where] == targets).all()
        untouched = [i for i in range(12) if i not in chosen]
        assert (changed.ravel()[untouched] == ids.ravel()[untouched]).all()


def test_blocks_are_packed_pairs():
    a = np.array([5, 6, 7, tk.SEP] * 200, dtype=np.uint16)
    blocks = packing.Blocks({"a": a, "skip": a}, {"a": 2.0, "skip": 0.0}, 32, 1)
    ids, types, together = blocks.batch(np.arange(8), np.random.default_rng(0))
    assert (together == -1).all()
    assert ids.shape == (8, 32) and (ids[:, 0] == tk.CLS).all()
    assert ((ids == tk.SEP).sum(1) == 2).all() and (types.max(1) == 1).all()
    assert blocks.tokens == {"a": 1600, "skip": 0}


def test_half_of_the_second_segments_come_from_elsewhere():
    lines = [[20 + i, 20 + i, 20 + i, tk.SEP] * 12 for i in range(200)]  # a document is one number throughout
    a = np.concatenate([np.array(x, dtype=np.uint16) for x in lines])
    blocks = packing.Blocks({"a": a, "b": a}, {"a": 1.0, "b": 1.0}, 32, 1, 0.5, ["a"])
    ids, types, together = blocks.batch(np.arange(300), np.random.default_rng(0))
    asked = together >= 0
    assert 100 < asked.sum() < 200  # only source "a" is asked
    assert 0.35 < together[asked].mean() < 0.65

    def near(row: int) -> bool:
        first = ids[row][(types[row] == 0) & (ids[row] >= 5)]
        second = ids[row][(types[row] == 1) & (ids[row] >= 5)]
        return abs(int(second[0]) - int(first[-1])) <= 1

    assert all(near(r) for r in np.flatnonzero(together == 1))
    assert sum(near(r) for r in np.flatnonzero(together == 0)) < 8


def test_schedule():
    assert running.schedule(0.02, 0.04, 0.1) == pytest.approx(0.5)
    assert running.schedule(0.04, 0.04, 0.1) == pytest.approx(1.0)
    assert running.schedule(1.0, 0.04, 0.1) == pytest.approx(0.1)


def test_neighbour_prior_looks_at_neighbours():
    c = config.from_dict(config.EncoderConfig, {**SHAPE, "hidden_size": 128, "num_attention_heads": 2})
    m = MaskedLM(c)
    starting_point.neighbour_prior(m)
    bert = m.bert.eval()
    ids = torch.full((1, 40), tk.MASK)
    with torch.no_grad():
        x = bert.embeddings(ids, torch.zeros_like(ids))
        a = bert.encoder.layer[0].attention.self
        q, k = (f(x).view(1, 40, 2, 64).transpose(1, 2) for f in (a.query, a.key))
        best = (q @ k.transpose(-1, -2)).argmax(-1)[0]
    inside = torch.arange(4, 36)
    assert (best[0, inside] == inside - 1).all() and (best[1, inside] == inside + 1).all()


def test_another_shape_is_refused(tmp_path, corpus, tokenizer_folder):
    run(tmp_path, corpus, tokenizer_folder, "shape", 1)
    with pytest.raises(UserError, match="another shape"):
        run(tmp_path, corpus, tokenizer_folder, "shape", 1, encoder={**SHAPE, "hidden_size": 64})
    with pytest.raises(UserError, match="vocab_size"):
        run(tmp_path, corpus, tokenizer_folder, "vocab", 1, encoder={**SHAPE, "vocab_size": 400})


def test_broken_checkpoint_is_named(tmp_path, corpus, tokenizer_folder):
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "checkpoint.pt").write_bytes(b"half a file")
    with pytest.raises(UserError, match=r"checkpoint\.pt"):
        run(tmp_path, corpus, tokenizer_folder, "bad")


def test_full_disk_keeps_the_old_checkpoint(tmp_path, monkeypatch):
    path = tmp_path / "checkpoint.pt"
    running.save_atomic({"step": 1}, path)

    def full(obj, where):
        open(where, "wb").write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(UserError, match="free some space"):
        running.save_atomic({"step": 2}, path)
    monkeypatch.undo()
    assert torch.load(path, weights_only=True) == {"step": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["checkpoint.pt"]


def test_stop_signal_saves(tmp_path, corpus, tokenizer_folder, monkeypatch):
    import os
    import signal

    real = pretrain.mask
    calls = {"n": 0}

    def counting(*a):
        calls["n"] += 1
        if calls["n"] == 3:
            os.kill(os.getpid(), signal.SIGINT)
        return real(*a)

    monkeypatch.setattr(pretrain, "mask", counting)
    result = run(tmp_path, corpus, tokenizer_folder, "int")
    assert not result["finished"]
    assert torch.load(tmp_path / "int" / "checkpoint.pt", weights_only=True)["step"] == 3
    monkeypatch.undo()
    assert run(tmp_path, corpus, tokenizer_folder, "int")["step"] == 12


def test_config_errors():
    with pytest.raises(UserError, match="unknown setting stepz"):
        config.load(config.PretrainConfig, None, ["stepz=3"])
    with pytest.raises(UserError, match="steps is 'many'"):
        config.load(config.PretrainConfig, None, ["steps=many"])
    c = config.load(config.PretrainConfig, None, ["encoder.hidden_size=64", "mask_rate=0.3"])
    assert (c.encoder.hidden_size, c.mask_rate) == (64, 0.3)
    assert config.from_dict(config.PretrainConfig, json.loads(json.dumps(config.to_dict(c)))) == c


def test_goes_on_from_an_encoder_with_the_training_answers(tmp_path, corpus, tokenizer_folder, answers):
    run(tmp_path, corpus, tokenizer_folder, "first", steps=2)
    text = pretrain.answer_text([answers[0]], answers[1], tmp_path / "text" / "answers.txt")
    shown = text.read_text(encoding="utf-8")
    assert "가 유형입니다" in shown and "바 유형입니다" not in shown  # the test split's questions stay out
    r = pretrain.pretrain(settings(steps=1, mix={"answers": 1.0}, learning_rate=0.0), [text], tokenizer_folder, tmp_path / "next", None, None, tmp_path / "first" / "encoder")
    assert r["finished"]
    a, b = (torch.load(tmp_path / n / "checkpoint.pt", weights_only=True)["model"] for n in ("first", "next"))
    assert all(torch.allclose(a[k], b[k], atol=1e-3) for k in a)  # the folder holds fp16
