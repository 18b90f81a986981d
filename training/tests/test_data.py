"""Windows, encoding, negatives, augmentation, readers."""

import json
import random

import numpy as np
import pytest

from interview_training import data as dt
from interview_training import oracle
from interview_training import tokenizer as tk
from interview_training.errors import UserError


@pytest.mark.parametrize("q,n", oracle.WINDOW_CASES)
def test_windows_cover_everything_once(q, n):
    spans = dt.windows(n, q, 256, 64)
    capacity = 256 - 3 - q
    who = dt.owners(n, spans)
    assert all(e - s <= capacity for s, e in spans) and spans[0][0] == 0 and spans[-1][1] == n
    assert len(who) == n
    for t, w in enumerate(who):
        s, e = spans[w]
        mine = min(t - s, e - 1 - t)
        for j, (a, b) in enumerate(spans):
            if a <= t < b:
                other = min(t - a, b - 1 - t)
                assert other < mine or (other == mine and w <= j)


def test_answer_only_windows_have_room_for_two_specials():
    assert dt.windows(254, 0, 256, 64, pair=False) == [(0, 254)]
    assert len(dt.windows(255, 0, 256, 64, pair=False)) == 2


def test_sentence_owner_and_text_agree(tok):
    sentences = ["저는 팀원과 일정을 나눴습니다.", "그래서  매일 정리했습니다.", ""]
    e = dt.encode(tok, "질문입니다", sentences)
    assert e.answer == tok.encode(" ".join(sentences).replace("  ", " ").strip(), add_special_tokens=False).ids
    assert set(e.owner) == {0, 1} and len(e.owner) == len(e.answer)


def test_long_questions_are_cut_to_their_budget(tok):
    assert len(dt.encode(tok, "매우 긴 질문입니다 " * 60, ["네"], 64).question) == 64


def test_negatives_stay_off_topic(examples):
    train = [e for e in examples if e.split == "train"]
    n = dt.Negatives(train, random.Random(0))
    made = [x for e in train if n.possible(e) and (x := n.draw(e))]
    assert len(made) > 20
    for x in made:
        assert x.on_topic is False and x.level in (1, None) and "paired" in x.tags
    originals = {e.id: e for e in train}
    assert all(originals[x.id.split("|")[0]].question != x.question for x in made)
    assert all(originals[x.id.split("|")[0]].text == x.text for x in made)


def test_speaking_removes_punctuation_and_keeps_roles():
    e = dt.Example("1", "질문", [("S", "지난해, 일정이 2주 밀렸습니다."), ("A", "제가 다시 나눴습니다!")])
    s = dt.as_spoken(e, random.Random(1))
    assert s.form == "spoken" and [r for r, _ in s.sentences] == ["S", "A"]
    assert not set(".,!?") & set(s.text)
    assert e.form == "typed"


def test_batches_respect_the_budget():
    lengths = [random.Random(i).randint(5, 200) for i in range(300)]
    out = list(dt.batches(lengths, 1000, random.Random(0)))
    assert sorted(i for b in out for i in b) == list(range(300))
    assert all(len(b) * max(lengths[i] for i in b) <= 1000 for b in out)


def test_readers_name_file_and_row(tmp_path):
    f = tmp_path / "a.csv"
    f.write_text("text,label_intent,label_emotion\n안녕하세요 저는,attitude,positive\n둘째 줄입니다,attitud,positive\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"a\.csv: row 3: label_intent is 'attitud'; known: technology"):
        dt.read_csv(f, "train")
    f.write_text("text,label_intent,label_emotion\n", encoding="utf-8")
    with pytest.raises(UserError, match="no rows"):
        dt.read_csv(f, "train")
    f.write_text("text,intent\n가,나\n", encoding="utf-8")
    with pytest.raises(UserError, match="label_intent, label_emotion is missing"):
        dt.read_csv(f, "train")
    f.write_bytes("text,label_intent,label_emotion\n안녕,attitude,positive\n".encode("cp949"))
    with pytest.raises(UserError, match="not UTF-8"):
        dt.read_csv(f, "train")
    with pytest.raises(UserError, match="no such file"):
        dt.read_csv(tmp_path / "none.csv", "train")
    j = tmp_path / "a.jsonl"
    j.write_text('{"question_id": "x", "question": "질문", "text": "가", "level": 3}\n{"que', encoding="utf-8")
    with pytest.raises(UserError, match=r"a\.jsonl: line 2: not valid JSON"):
        dt.read_answers(j, {})
    j.write_text(json.dumps({"question_id": "x", "question": "질문", "text": "가", "level": 9}), encoding="utf-8")
    with pytest.raises(UserError, match="level is 9"):
        dt.read_answers(j, {})


def test_a_question_in_two_splits_is_refused(answers, tmp_path):
    from interview_training.sources import load_data

    lines = (answers[0] / "ict.jsonl").read_text(encoding="utf-8").splitlines()
    d = json.loads(lines[0])
    d["split"] = "test"
    (tmp_path / "x.jsonl").write_text("\n".join([*lines, json.dumps(d, ensure_ascii=False)]), encoding="utf-8")
    with pytest.raises(UserError, match="more than one split"):
        load_data([tmp_path], answers[1], None, None)


def test_assemble_matches_the_contract():
    ids, types, first = dt.assemble([10, 11], [20, 21, 22])
    assert ids == [tk.CLS, 10, 11, tk.SEP, 20, 21, 22, tk.SEP] and types == [0, 0, 0, 0, 1, 1, 1, 1] and ids[first] == 20
    ids, types, first = dt.assemble([], [20], pair=False)
    assert (ids, types, first) == ([tk.CLS, 20, tk.SEP], [0, 0, 0], 1)


def test_owner_runs():
    assert oracle.runs_of(np.array([0, 0, 1, 1, 1, 2])) == [[0, 2], [1, 3], [2, 1]]
