"""Labelled answers: reading (JSONL corpus, question pool, CSV), checking, augmentation, encoding."""

from __future__ import annotations

import csv
import json
import random
import re
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Iterable, Iterator

import numpy as np

from . import tokenizer as tk
from .errors import UserError

INTENTS = ["technology", "attitude", "background", "personality", "etc"]
EMOTIONS = ["positive", "negative", "neutral"]
LEVELS = ["1", "2", "3", "4", "5"]
ROLES = ["S", "T", "A", "R", "O"]
LABELS = {"intent": INTENTS, "emotion": EMOTIONS, "quality": LEVELS, "role": ROLES}
SLICES = ["occupation", "experience", "gender", "ageRange", "form"]


@dataclass
class Example:
    """One answer to one question; a label that is not known is None.

    Attributes:
        sentences: (role or None, text); the answer is their texts joined by a space.
        level: 1..5.
        form: "typed" or "spoken".
    """

    id: str
    question: str
    sentences: list[tuple[str | None, str]]
    question_id: str = ""
    split: str = "train"
    form: str = "typed"
    intent: str | None = None
    emotion: str | None = None
    level: int | None = None
    on_topic: bool | None = None
    tags: list[str] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return " ".join(t for _, t in self.sentences)


# ---------------------------------------------------------------- reading


def read_json(path: Path) -> Any:
    """JSON from a file (UTF-8, with or without BOM), or a UserError that names file and place."""
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError as e:
        raise UserError(f"{path}: no such file") from e
    except UnicodeDecodeError as e:
        raise UserError(f"{path}: byte {e.start} is not UTF-8; save the file as UTF-8") from e
    except json.JSONDecodeError as e:
        raise UserError(f"{path}: line {e.lineno}, column {e.colno}: not valid JSON ({e.msg})") from e


def read_pool(folder: Path) -> dict[str, dict]:
    """Questions of a pool folder (or one file), by id."""
    files = sorted(folder.glob("*.json")) if folder.is_dir() else [folder]
    out: dict[str, dict] = {}
    for f in files:
        data = read_json(f)
        items = data.get("questions") if isinstance(data, dict) else None
        if not isinstance(items, list):
            continue
        for i, q in enumerate(items):
            if not isinstance(q, dict) or not q.get("id") or not q.get("text"):
                raise UserError(f"{f}: question {i + 1} has no id or text")
            out[q["id"]] = q
    return out


def _check(value: Any, allowed: list[str], what: str, where: str) -> str | None:
    if value in (None, ""):
        return None
    if str(value) not in allowed:
        raise UserError(f"{where}: {what} is {value!r}; known: {', '.join(allowed)}")
    return str(value)


def read_answers(folder: Path, pool: dict[str, dict]) -> list[Example]:
    """The JSONL corpus: every *.jsonl of a folder (or one file)."""
    files = sorted(folder.glob("*.jsonl")) if folder.is_dir() else [folder]
    out: list[Example] = []
    for f in files:
        try:
            lines = f.read_bytes().decode("utf-8-sig").splitlines()
        except FileNotFoundError as e:
            raise UserError(f"{f}: no such file") from e
        except UnicodeDecodeError as e:
            raise UserError(f"{f}: byte {e.start} is not UTF-8; save the file as UTF-8") from e
        for n, line in enumerate(lines, 1):
            if not line.strip():
                continue
            where = f"{f}: line {n}"
            try:
                d = json.loads(line)
            except json.JSONDecodeError as e:
                raise UserError(f"{where}: not valid JSON ({e.msg})") from e
            qid = d.get("question_id", "")
            question = d.get("question") or pool.get(qid, {}).get("text")
            if not question:
                raise UserError(f"{where}: question {qid!r} is not in the pool")
            sentences = [(_check(s.get("role"), ROLES, "role", where), s["text"]) for s in d.get("sentences") or []]
            if not sentences:
                sentences = [(None, d.get("text") or "")]
            level = d.get("level")
            if level is not None and level not in (1, 2, 3, 4, 5):
                raise UserError(f"{where}: level is {level!r}; known: 1 to 5")
            q = pool.get(qid, {})
            meta = {"occupation": "/".join(q.get("occupations") or []) if len(q.get("occupations") or []) == 1 else "common",
                    "experience": "/".join(q.get("experience") or [])} if q else {}
            out.append(Example(id=d.get("id", f"{f.stem}-{n}"), question=question, question_id=qid, sentences=sentences,
                               split=d.get("split", "train"), form=d.get("form", "typed"),
                               intent=_check(d.get("intent"), INTENTS, "intent", where),
                               emotion=_check(d.get("emotion"), EMOTIONS, "emotion", where), level=level,
                               on_topic=d.get("on_topic"), tags=list(d.get("tags") or []), meta=meta))
    return out


def pool_examples(pool: dict[str, dict], split_of: dict[str, str]) -> list[Example]:
    """Model answers of training-split questions as level-5 training items.

    `split_of` gives the split of questions that have answers; questions without answers are not used,
    unless nothing has answers.
    """
    out = []
    for qid, q in pool.items():
        answer = q.get("model_answer") or []
        if not answer or split_of.get(qid, "train") != "train":
            continue
        sentences = [(s.get("role"), s["text"]) if isinstance(s, dict) else (s[0], s[1]) for s in answer]
        out.append(Example(id=f"pool-{qid}", question=q["text"], question_id=qid, sentences=sentences, intent=q.get("gt_intent"),
                           emotion=None, level=5, on_topic=True, tags=["model_answer"],
                           meta={"occupation": "/".join(q.get("occupations") or []), "experience": "/".join(q.get("experience") or [])}))
    return out


def read_csv(path: Path, split: str) -> list[Example]:
    """Refined CSV of the prepare step: `text, label_intent, label_emotion`, the rest optional."""
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    out: list[Example] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as f:
            reader = csv.DictReader(f)
            names = reader.fieldnames or []
            missing = [c for c in ("text", "label_intent", "label_emotion") if c not in names]
            if missing:
                raise UserError(f"{path}: column {', '.join(missing)} is missing (found: {', '.join(names) or 'none'})")
            for row, d in enumerate(reader, 2):
                where = f"{path}: row {row}"
                text = (d.get("text") or "").strip()
                if not text:
                    raise UserError(f"{where}: the text is empty; drop the row or run prepare again")
                level = d.get("level") or None
                if level and level not in LEVELS:
                    raise UserError(f"{where}: level is {level!r}; known: 1 to 5")
                topic = (d.get("on_topic") or "").strip().lower()
                out.append(Example(id=d.get("source_id") or d.get("id") or f"{path.stem}-{row}", question=(d.get("question") or "").strip(),
                                   question_id=(d.get("question") or "").strip(), sentences=[(None, text)], split=split,
                                   form=d.get("form") or "spoken",
                                   intent=_check((d.get("label_intent") or "").strip().lower(), INTENTS, "label_intent", where),
                                   emotion=_check((d.get("label_emotion") or "").strip().lower(), EMOTIONS, "label_emotion", where),
                                   level=int(level) if level else None,
                                   on_topic={"true": True, "1": True, "false": False, "0": False}.get(topic),
                                   meta={k: d[k] for k in SLICES if d.get(k)}))
    except FileNotFoundError as e:
        raise UserError(f"{path}: no such file") from e
    except UnicodeDecodeError as e:
        raise UserError(f"{path}: byte {e.start} is not UTF-8; save the CSV as UTF-8") from e
    except csv.Error as e:
        raise UserError(f"{path}: not readable as CSV ({e})") from e
    if not out:
        raise UserError(f"{path}: no rows; run prepare again or check the path")
    return out


def balance(examples: list[Example]) -> dict[str, dict[str, int]]:
    """Counts of every label, for reports."""
    counts: dict[str, Counter] = {k: Counter() for k in ("split", "form", "intent", "emotion", "level", "on_topic", "role")}
    for e in examples:
        for k in ("split", "form", "intent", "emotion", "level", "on_topic"):
            counts[k][str(getattr(e, k))] += 1
        for r, _ in e.sentences:
            counts["role"][str(r)] += 1
    return {k: dict(sorted(v.items())) for k, v in counts.items()}


# ---------------------------------------------------------------- augmentation

FILLERS = ["음", "어", "그", "뭐", "이제", "약간", "저기", "그러니까", "아", "일단", "뭐랄까", "사실"]
_PUNCT = re.compile(r"[.,!?;:·…\"'“”‘’()\[\]~\-]+")


def speak(sentence: str, rng: random.Random, fillers: float = 0.06, glue: float = 0.04, stutter: float = 0.015) -> str:
    """A sentence as a speech recogniser writes it: no punctuation, fillers, spacing errors."""
    words = [w for w in _PUNCT.sub(" ", sentence).split() if w]
    out: list[str] = []
    for w in words:
        if rng.random() < fillers:
            out.append(rng.choice(FILLERS))
        if rng.random() < stutter and len(w) > 1:
            out.append(w[: rng.randint(1, len(w) - 1)])
        if out and rng.random() < glue:
            out[-1] += w
        elif len(w) > 4 and rng.random() < glue:
            cut = rng.randint(2, len(w) - 2)
            out += [w[:cut], w[cut:]]
        else:
            out.append(w)
    return " ".join(out) or sentence


def as_spoken(e: Example, rng: random.Random) -> Example:
    return replace(e, form="spoken", sentences=[(r, speak(t, rng)) for r, t in e.sentences])


def _grams(text: str) -> set[str]:
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return {text[i:i + 2] for i in range(len(text) - 1)} or {text}


def similarity(a: str, b: str) -> float:
    """Jaccard similarity of character bigrams."""
    x, y = _grams(a), _grams(b)
    return len(x & y) / max(1, len(x | y))


class Negatives:
    """Off-topic pairs: an on-topic answer under another question of the same split.

    Half of the pairs stay within the answer's intent (hard negatives). Questions that look alike are not
    paired, nor a question with answers to its follow-ups, nor bare answers that fit any question (level 1 with intent etc).
    """

    def __init__(self, examples: Iterable[Example], rng: random.Random):
        self.rng = rng
        self.questions: dict[str, tuple[str, str]] = {}  # key -> question id, text
        self.intent: dict[str, Counter] = {}
        for e in examples:
            if e.question:
                key = own_id = e.question_id or e.question
                if self.questions.get(key, (key, e.question))[1] != e.question:
                    key = f"{key} {e.question}"  # a follow-up
                self.questions[key] = (own_id, e.question)
                if e.on_topic and e.intent:
                    self.intent.setdefault(key, Counter())[e.intent] += 1
        self.keys = sorted(self.questions)
        self.by_intent: dict[str, list[str]] = {}
        for k in self.keys:
            if k in self.intent:
                self.by_intent.setdefault(self.intent[k].most_common(1)[0][0], []).append(k)

    def possible(self, e: Example) -> bool:
        return bool(len(self.keys) > 1 and e.question and e.on_topic is not False and not (e.intent == "etc" or (e.level or 5) == 1)
                    and len(e.text.split()) >= 6)

    def draw(self, e: Example) -> Example | None:
        for _ in range(8):
            pool = self.by_intent.get(e.intent or "", []) if self.rng.random() < 0.5 else self.keys
            question_id, other = self.questions[self.rng.choice(pool or self.keys)]
            if question_id != (e.question_id or e.question) and similarity(other, e.question) < 0.25:
                return replace(e, id=f"{e.id}|{question_id}", question=other, question_id=question_id, on_topic=False,
                               level=1 if e.level is not None else None, tags=[*e.tags, "paired"])
        return None


def off_topic_pairs(examples: list[Example], seed: int = 99) -> list[Example]:
    """One fixed off-topic pair for every answer that allows one."""
    rng = random.Random(seed)
    negatives = Negatives(examples, rng)
    return [n for e in examples if negatives.possible(e) and (n := negatives.draw(e))]


# ---------------------------------------------------------------- encoding


@dataclass
class Encoded:
    """Token ids of question and answer; `owner[i]` is the sentence of answer token i."""

    question: list[int]
    answer: list[int]
    owner: list[int]


def encode(tok, question: str, sentences: list[str], max_question: int = 64) -> Encoded:
    """Ids by the contract: each sentence is prepared and encoded by itself, the question cut to its budget."""
    ids = lambda t: tok.encode(tk.clean(t), add_special_tokens=False).ids if tk.clean(t) else []
    answer: list[int] = []
    owner: list[int] = []
    for i, s in enumerate(sentences):
        x = ids(s)
        answer += x
        owner += [i] * len(x)
    return Encoded(ids(question)[:max_question], answer, owner)


def windows(n: int, q: int, max_length: int = 256, overlap: int = 64, pair: bool = True) -> list[tuple[int, int]]:
    """Windows [start, end) over n answer tokens, for a question of q tokens.

    One window if it fits; else steps of capacity - overlap, the last aligned to the end.
    """
    capacity = max_length - (3 + q if pair else 2)
    if n <= capacity:
        return [(0, n)]
    step = capacity - overlap
    starts = list(range(0, n - capacity, step)) + [n - capacity]
    return [(s, s + capacity) for s in starts]


def owners(n: int, spans: list[tuple[int, int]]) -> np.ndarray:
    """The window each token belongs to: the one in which it is farthest from the nearer edge (ties: the earlier).

    Returns:
        int64 [n].
    """
    best = np.full(n, -1, dtype=np.int64)
    who = np.zeros(n, dtype=np.int64)
    for w, (s, e) in enumerate(spans):
        i = np.arange(s, e)
        d = np.minimum(i - s, e - 1 - i)
        better = d > best[s:e]
        best[s:e] = np.where(better, d, best[s:e])
        who[s:e] = np.where(better, w, who[s:e])
    return who


def assemble(question: list[int], answer: list[int], pair: bool = True) -> tuple[list[int], list[int], int]:
    """Input ids, segment ids, and the position of the first answer token."""
    if pair:
        ids = [tk.CLS, *question, tk.SEP, *answer, tk.SEP]
        return ids, [0] * (len(question) + 2) + [1] * (len(answer) + 1), len(question) + 2
    return [tk.CLS, *answer, tk.SEP], [0] * (len(answer) + 2), 1


def batches(lengths: list[int], max_tokens: int, rng: random.Random | None) -> Iterator[list[int]]:
    """Indices in batches of at most max_tokens padded tokens; items of like length go together."""
    order = list(range(len(lengths)))
    if rng:
        rng.shuffle(order)
        chunk = max(64, 20 * max_tokens // max(1, int(np.mean(lengths))))
    else:
        chunk = len(order) or 1
    out: list[list[int]] = []
    for lo in range(0, len(order), chunk):
        part = sorted(order[lo:lo + chunk], key=lambda i: lengths[i])
        batch: list[int] = []
        for i in part:
            if batch and (len(batch) + 1) * max(lengths[i], 1) > max_tokens:
                out.append(batch)
                batch = []
            batch.append(i)
        if batch:
            out.append(batch)
    if rng:
        rng.shuffle(out)
    yield from out
