"""Generated data in the layouts the steps read, and a tiny tokenizer; nothing comes from the network."""

from __future__ import annotations

import json
import random
import socket
import zipfile
from pathlib import Path

import pytest
import torch

from interview_training import data as dt
from interview_training import tokenizer as tk

torch.set_num_threads(1)  # tiny models; more threads only wait for each other

SUBJECTS = ["프로젝트", "고객", "일정", "데이터", "팀원", "매장", "설비", "문서", "예산", "교육", "디자인", "품질", "배포", "재고", "상담"]
VERBS = ["정리했습니다", "분석했습니다", "개선했습니다", "제안했습니다", "담당했습니다", "확인했습니다", "줄였습니다", "배웠습니다", "나눴습니다"]
HOW = ["처음부터", "매일", "동료와 함께", "3주 동안", "꼼꼼하게", "두 번씩", "현장에서", "혼자", "빠르게", "수치로"]
CUES = {"technology": "기술과 도구를", "attitude": "협력하는 태도로", "background": "전공과 경력을", "personality": "성격의 장점을", "etc": "마지막 인사를"}
TONES = {"positive": "정말 뿌듯하고 기뻤습니다", "negative": "솔직히 힘들고 속상했습니다", "neutral": "그렇게 진행했습니다"}
QUESTIONS = {"technology": "어떤 기술과 도구를 써 보셨나요?", "attitude": "팀에서 갈등이 생기면 어떤 태도로 협력하시나요?", "background": "전공과 경력을 소개해 주세요.",
             "personality": "본인 성격의 장점은 무엇인가요?", "etc": "마지막으로 하고 싶은 말씀이 있나요?"}


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Any attempt to connect fails the test."""

    def refuse(*args, **kwargs):
        raise AssertionError("a test tried to use the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


def sentence(rng: random.Random, cue: str = "") -> str:
    return f"저는 {cue} {rng.choice(SUBJECTS)} 업무를 {rng.choice(HOW)} {rng.choice(VERBS)}.".replace("  ", " ")


@pytest.fixture(scope="session")
def corpus(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    rng = random.Random(1)
    for name in ("formal", "other"):
        odd = lambda: "".join(chr(0xAC00 + 28 * rng.randrange(60)) for _ in range(rng.randint(2, 3)))  # words for a larger vocabulary
        lines = [f"{sentence(rng, rng.choice([*CUES.values(), *TONES.values()]))} {odd()} {odd()}" for _ in range(1500)]
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def tokenizer_folder(corpus, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("tokenizer")
    model = tk.train(tk.sources(corpus), folder, vocab_size=300, character_coverage=1.0)
    tk.save(tk.convert(model), folder)
    return folder


@pytest.fixture(scope="session")
def tok(tokenizer_folder):
    return tk.load(tokenizer_folder)


def make_answers(folder: Path, per: int = 10, seed: int = 3) -> tuple[Path, Path]:
    """A pool and answers whose labels can be read off the words; every split has every label."""
    rng = random.Random(seed)
    pool = {"format": 1, "license": "test", "questions": []}
    lines = []
    for s, split in enumerate(("train", "train", "train", "train", "val", "test")):
        for intent, question in QUESTIONS.items():
            qid = f"q-{s}-{intent}"
            pool["questions"].append({"id": qid, "text": f"{question} {'가나다라마바'[s]} 유형입니다.", "occupations": ["ICT"], "experience": ["New"], "gt_intent": intent,
                                      "gt_emotion": "neutral", "model_answer": [{"role": "A", "text": sentence(rng, CUES[intent])}]})
            for i in range(per):
                emotion = ["positive", "negative", "neutral"][i % 3]
                level = 1 + i % 5
                body = [("S" if k == 0 else "A" if k < level - 1 else "R", sentence(rng, CUES[intent])) for k in range(level)] + [("O", TONES[emotion] + ".")]
                lines.append({"id": f"{qid}-a{i}", "question_id": qid, "split": split, "form": "spoken" if i % 4 == 0 else "typed",
                              "text": " ".join(t for _, t in body), "intent": intent, "emotion": emotion, "on_topic": i % 7 != 6, "level": level,
                              **({"sentences": [{"role": r, "text": t} for r, t in body]} if level >= 3 else {}), "tags": ["short_strong"] if i % 2 else []})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pool").mkdir(exist_ok=True)
    (folder / "answers").mkdir(exist_ok=True)
    (folder / "pool" / "ict.json").write_text(json.dumps(pool, ensure_ascii=False), encoding="utf-8")
    (folder / "answers" / "ict.jsonl").write_text("\n".join(json.dumps(x, ensure_ascii=False) for x in lines) + "\n", encoding="utf-8")
    return folder / "answers", folder / "pool"


@pytest.fixture(scope="session")
def answers(tmp_path_factory) -> tuple[Path, Path]:
    return make_answers(tmp_path_factory.mktemp("labelled"))


@pytest.fixture(scope="session")
def encoder_config_file(tokenizer_folder) -> Path:
    """config.json of a tiny encoder beside the tiny tokenizer."""
    path = tokenizer_folder / "config.json"
    path.write_text(json.dumps({"vocab_size": 300, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64,
                                "max_position_embeddings": 128, "hidden_act": "gelu_pytorch_tanh"}), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def trained(answers, encoder_config_file, tmp_path_factory) -> Path:
    """A tiny model fine-tuned on the generated answers."""
    from interview_training import train

    out = tmp_path_factory.mktemp("trained") / "interview.pth"
    assert train.main(["--encoder", f"random:{encoder_config_file}", "--answers", str(answers[0]), "--pool", str(answers[1]), "--output", str(out), *TINY]) == 0
    return out


TINY = [x for s in ("epochs=6", "max_length=128", "window_overlap=16", "max_question_tokens=24", "learning_rate=3e-3", "head_learning_rate=5e-3", "batch_tokens=2048",
                    "precision=fp32", "ema=0.9", "dropout=0.0") for x in ("--set", s)]


def label_file(i: int, *, occupation="D", gender="FEMALE", experience="EXPERIENCED", question: str, answer: str, intent="attitude", emotion="positive") -> dict:
    """One AI Hub label file, in the published layout."""
    return {"version": "1.0",
            "dataSet": {"info": {"date": "20230101", "occupation": occupation, "channel": "MOCK", "place": "ONLINE", "gender": gender, "ageRange": "-34", "experience": experience},
                        "question": {"raw": {"text": question, "wordCount": len(question.split())}, "intent": [], "emotion": []},
                        "answer": {"raw": {"text": answer, "wordCount": len(answer.split())}, "summary": {"text": answer[:20], "wordCount": 3},
                                   "emotion": [{"text": answer[:8], "expression": "e_praise", "category": emotion}] if emotion else [],
                                   "intent": [{"text": answer, "expression": "i_job", "category": intent}] if intent else []}},
            "rawDataInfo": {"question": {"formatType": "wav", "fileName": f"q{i}.wav", "duration": 4300}, "answer": {"formatType": "wav", "fileName": f"a{i}.wav", "duration": 61000}}}


@pytest.fixture
def aihub(tmp_path) -> Path:
    """Zips and a folder as AI Hub lays them out, with every kind of broken file."""
    rng = random.Random(5)
    root = tmp_path / "aihub"
    (root / "Training").mkdir(parents=True)
    (root / "Validation").mkdir()
    intents, tones = list(CUES), list(TONES)

    def add(z: zipfile.ZipFile, i: int, **kw) -> None:
        intent, emotion = intents[i % 5], tones[i % 3]
        kw = {"question": f"{QUESTIONS[intent]} {i // 5}번", "answer": " ".join([sentence(rng, CUES[intent]) + f" {i}번 사례입니다." for _ in range(3)] + [TONES[emotion] + "."]), "intent": intent,
              "emotion": emotion, **kw}
        z.writestr(f"ckmk_d_bm_f_e_{i}.json", json.dumps(label_file(i, **kw), ensure_ascii=False))

    with zipfile.ZipFile(root / "Training" / "TL_01.Design_Female_Experienced.zip", "w") as z:
        for i in range(60):
            add(z, i, occupation="ARD" if i % 2 else "BM")
        add(z, 900, question="검증과 겹치는 질문입니다?")
        add(z, 901, intent=None)
        add(z, 902, occupation="XYZ")
        add(z, 903, answer="네")
        z.writestr("broken_1.json", '{"dataSet": {"info": ')
        z.writestr("binary_2.json", b"\xff\x00\x81\x8d\xfe\xfe")
        z.writestr("fields_3.json", '{"dataSet": {}}')
        z.writestr("readme.txt", "not a label")
        same = {"question": QUESTIONS["etc"], "answer": "저는 마지막 인사를 드리며 매일 재고 업무를 꼼꼼하게 확인했습니다 감사합니다 끝까지 들어 주셔서 감사합니다."}
        add(z, 904, **same)
        add(z, 905, **same)
        z.writestr("cp949_4.json", json.dumps(label_file(906, question="인코딩이 다른 질문인가요?", answer="저는 오래된 인코딩으로 저장된 파일의 답변입니다 확인 부탁드립니다."), ensure_ascii=False).encode("cp949"))
    with zipfile.ZipFile(root / "Validation" / "VL_01.Design_Female_Experienced.zip", "w") as z:
        for i in range(200, 215):
            add(z, i, gender="MALE", experience="NEW")
        add(z, 950, question="검증과 겹치는 질문입니다?")
    (root / "Training" / "loose_5.json").write_text(json.dumps(label_file(907, occupation="MM", gender="MALE", experience="NEW", question="낱개 파일 질문입니까?",
                                                                       answer="o/ 저는 (3)/(세) 번 정도 설비를 점검했습니다 b/ 그래서 ㅋㅋㅋㅋㅋㅋㅋㅋ 고장이 줄었습니다 ."), ensure_ascii=False), encoding="utf-8-sig")
    return root


@pytest.fixture
def examples(answers) -> list[dt.Example]:
    from interview_training.sources import load_data

    return load_data([answers[0]], answers[1], None, None)
