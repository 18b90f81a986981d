"""AI Hub zips and folders in their real layout, broken files included."""

import csv
import json

import pytest

from interview_training import __main__ as command
from interview_training import prepare
from interview_training.errors import UserError


def rows(path):
    with path.open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


@pytest.fixture
def prepared(aihub, tmp_path):
    out = tmp_path / "out"
    return prepare.prepare([aihub], out), out


def test_reads_zips_and_loose_files(prepared):
    report, out = prepared
    train, val = rows(out / "train.csv"), rows(out / "val.csv")
    assert report["rows"] == {"train": len(train), "val": len(val)} and len(val) == 16 and len(train) > 50
    assert list(train[0]) == prepare.COLUMNS
    ids = {r["source_id"] for r in train}
    assert {"loose_5", "cp949_4", "ckmk_d_bm_f_e_1"} <= ids


def test_every_drop_has_a_reason(prepared):
    report, _ = prepared
    assert report["dropped"] == {"broken JSON": 1, "unknown encoding": 1, "missing field": 1, "no label_intent": 1, "unknown occupation": 1,
                                 "fewer than 3 words": 1, "exact duplicate": 1, "question also in validation": 1}
    assert report["files"] == sum(report["rows"].values()) + sum(report["dropped"].values())
    assert "broken_1.json" in report["examples"]["broken JSON"][0]


def test_aliases_and_cleaning(prepared):
    _, out = prepared
    by_id = {r["source_id"]: r for r in rows(out / "train.csv") + rows(out / "val.csv")}
    assert {by_id["ckmk_d_bm_f_e_1"][k] for k in ("occupation",)} == {"D"}
    assert (by_id["loose_5"]["occupation"], by_id["loose_5"]["gender"], by_id["loose_5"]["experience"]) == ("PM", "Male", "New")
    assert by_id["loose_5"]["text"] == "저는 세 번 정도 설비를 점검했습니다 그래서 ㅋㅋㅋ 고장이 줄었습니다."
    r = by_id["ckmk_d_bm_f_e_1"]
    assert (r["gender"], r["experience"], r["ageRange"], r["duration"]) == ("Female", "Experienced", "-34", "61000")


def test_no_question_is_in_both_splits(prepared):
    _, out = prepared
    key = lambda path: {prepare.fingerprint(r["question"]) for r in rows(path)}
    assert not key(out / "train.csv") & key(out / "val.csv")


def test_pool_file_is_in_the_apps_format(prepared):
    _, out = prepared
    pool = json.loads((out / "question-pool.json").read_text(encoding="utf-8"))
    assert pool["format"] == 1 and len({q["id"] for q in pool["questions"]}) == len(pool["questions"])
    q = pool["questions"][0]
    assert set(q) == {"id", "text", "occupations", "experience", "gt_intent", "gt_emotion", "kind", "difficulty", "looks_for",
                      "key_points", "follow_ups", "seconds", "words", "model_answer"}  # what src/lib/domain/question.ts asks for
    assert q["model_answer"] == [{"role": "O", "text": q["model_answer"][0]["text"]}] and q["model_answer"][0]["text"]


def test_missing_labels_can_be_kept(aihub, tmp_path):
    report = prepare.prepare([aihub], tmp_path / "keep", keep_missing=True)
    assert "no label_intent" not in report["dropped"]
    assert any(r["label_intent"] == "" for r in rows(tmp_path / "keep" / "train.csv"))


def test_without_validation_files_questions_are_split(aihub, tmp_path):
    report = prepare.prepare([aihub / "Training"], tmp_path / "split", val_share=0.3)
    assert report["rows"]["val"] > 0 and report["rows"]["train"] > report["rows"]["val"]


def test_near_duplicates():
    d = prepare.NearDuplicates()
    text = "저는 작년 여름에 물류 센터에서 재고를 관리하면서 오차를 줄이려고 매일 아침 점검표를 만들어 팀원들과 함께 확인했습니다 그 결과 오차율이 크게 줄었습니다"
    assert d.seen(text) is None
    assert d.seen(text.replace(" ", "  ") + ".") == "exact"
    assert d.seen(text + " 네") == "near"
    assert d.seen("전혀 다른 이야기입니다 저는 디자인 시안을 세 번 고쳐서 고객 만족도를 높인 경험이 있고 그때 배운 점을 지금도 쓰고 있습니다") is None


def test_bad_archives_and_paths(tmp_path, capsys):
    (tmp_path / "TL_01.X_Male_New.zip").write_bytes(b"PK but not a zip")
    with pytest.raises(UserError, match="not a whole zip"):
        prepare.prepare([tmp_path], tmp_path / "o")
    with pytest.raises(UserError, match="no such file"):
        prepare.prepare([tmp_path / "none"], tmp_path / "o")
    (tmp_path / "empty").mkdir()
    assert command.main(["prepare", "--input", str(tmp_path / "empty"), "--output", str(tmp_path / "o")]) == 1
    assert "no .json or .zip label file" in capsys.readouterr().err


def test_only_broken_files_end_with_an_error(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match="report.json"):
        prepare.prepare([tmp_path / "in"], tmp_path / "o")
    assert not list((tmp_path / "o").glob("*.sqlite"))


def test_memory_stays_bounded(tmp_path):
    """Reading thousands of label files from a zip keeps fingerprints, not texts."""
    import tracemalloc
    import zipfile

    from conftest import label_file

    words = [chr(0xAC00 + 97 * i % 11000) + chr(0xAC00 + 31 * i % 11000) for i in range(997)]
    with zipfile.ZipFile(tmp_path / "TL_01.ICT_Male_New.zip", "w", zipfile.ZIP_DEFLATED) as z:
        for i in range(1500):
            body = " ".join(words[(i * 7919 + k * (i + 13)) % 997] for k in range(60))
            z.writestr(f"ckmk_d_ict_m_n_{i}.json", json.dumps(label_file(i, occupation="ICT", question=f"질문 {i % 50}번입니까?", answer=body), ensure_ascii=False))
    tracemalloc.start()
    prepare.prepare([tmp_path / "TL_01.ICT_Male_New.zip"], tmp_path / "o")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12e6
