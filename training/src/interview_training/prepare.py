"""AI Hub interview data (SN 71592), folders or zips -> refined train/val CSV and a question pool file.

Label files are read straight from the zips (`TL_/VL_<nn>.<Occupation>_<Gender>_<Experience>.zip`), one at a
time; what is kept in memory is a fingerprint of each text, never the texts.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
import sqlite3
import unicodedata
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

import numpy as np

from . import data as dt
from .checkpoint import write_json
from .errors import UserError
from .tokenizer import clean

COLUMNS = ["text", "label_intent", "label_emotion", "occupation", "gender", "ageRange", "experience", "question", "summary", "duration", "source_id"]
OCCUPATIONS = {"BM": "BM", "SM": "SM", "PS": "PS", "RND": "RND", "ICT": "ICT", "D": "D", "ARD": "D", "PM": "PM", "MM": "PM"}
GENDERS = {"MALE": "Male", "M": "Male", "남": "Male", "남성": "Male", "FEMALE": "Female", "F": "Female", "여": "Female", "여성": "Female"}
EXPERIENCES = {"EXPERIENCED": "Experienced", "E": "Experienced", "경력": "Experienced", "NEW": "New", "N": "New", "신입": "New"}
AGES = {"-34": "-34", "35-44": "35-44", "45-54": "45-54", "55-": "55-"}
_NAME = re.compile(r"(TL|VL)_\d+\.([A-Za-z]+)_([A-Za-z]+)_([A-Za-z]+)", re.IGNORECASE)
_ARTEFACT = re.compile(r"\((?:[^)]{0,40})\)/\((?P<keep>[^)]{0,40})\)")  # (written)/(said) double transcription
_NOISE = re.compile(r"(?:^|\s)(?:[bnlou]/|[+*/@#]+)(?=\s|$)|\[(?:[a-z]+)\]|&[a-z-]+&", re.IGNORECASE)
_REPEAT = re.compile(r"(.)\1{5,}")


def clean_transcript(text: str) -> str:
    """Mends what speech transcription leaves: control marks, double transcriptions, runs of one letter, odd spacing."""
    text = unicodedata.normalize("NFC", text.replace("\u0000", " "))
    text = _ARTEFACT.sub(lambda m: m["keep"], text)
    text = _NOISE.sub(" ", text)
    text = _REPEAT.sub(lambda m: m[1] * 3, text)
    return re.sub(r"\s+([.,!?])", r"\1", clean(text))


@dataclass
class Source:
    """One label file: where it is and how to read it."""

    name: str
    stem: str
    held_out: bool  # from a validation (VL_) archive or folder
    archive: Path | None
    path: Path | None


def _held_out(path: Path | str) -> bool | None:
    for part in reversed(Path(path).parts):
        m = _NAME.search(part)
        if m:
            return m[1].upper() == "VL"
        if part.lower() in ("validation", "val", "02.validation", "2.validation") or part.startswith("VL"):
            return True
        if part.lower() in ("training", "train", "01.training", "1.training") or part.startswith("TL"):
            return False
    return None


def find(inputs: list[Path]) -> Iterator[tuple[Source, bytes | None, str]]:
    """Yields (source, bytes, problem) for every label file of folders and zips, in name order."""
    for root in inputs:
        if not root.exists():
            raise UserError(f"{root}: no such file or folder")
        files = [root] if root.is_file() else sorted(p for p in root.rglob("*") if p.suffix.lower() in (".json", ".zip"))
        if not files:
            raise UserError(f"{root}: no .json or .zip label file here; give the folder of the TL_/VL_ archives")
        for f in files:
            if f.suffix.lower() == ".zip":
                try:
                    with zipfile.ZipFile(f) as z:
                        for info in sorted(z.infolist(), key=lambda i: i.filename):
                            if info.is_dir() or not info.filename.lower().endswith(".json"):
                                continue
                            held = _held_out(f)
                            s = Source(f"{f.name}!{info.filename}", Path(info.filename).stem, bool(_held_out(info.filename) if held is None else held), f, None)
                            try:
                                yield s, z.read(info), ""
                            except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as e:
                                yield s, None, f"unreadable in the zip ({e})"
                except zipfile.BadZipFile as e:
                    raise UserError(f"{f}: not a whole zip file ({e}); download it again") from e
            else:
                try:
                    yield Source(str(f), f.stem, bool(_held_out(f)), None, f), f.read_bytes(), ""
                except OSError as e:
                    yield Source(str(f), f.stem, bool(_held_out(f)), None, f), None, f"unreadable ({e})"


def decode(raw: bytes) -> str | None:
    """UTF-8 with or without BOM, UTF-16 with BOM, or CP949; None when none of them fits."""
    encodings = ["utf-16"] if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp949"]
    for name in encodings:
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            continue
    return None


def _label(items, allowed: list[str]) -> str | None:
    """The most frequent known category of an emotion[] or intent[] list, weighted by text length; ties by order."""
    votes: Counter = Counter()
    for i in items if isinstance(items, list) else [items] if isinstance(items, dict) else []:
        if isinstance(i, dict):
            value = str(i.get("category") or i.get("expression") or "").strip().lower()
            if value.startswith(("i_", "e_", "in_", "em_")):
                value = value.split("_", 1)[1]
            hit = next((a for a in allowed if value == a or value.endswith(f"_{a}")), None)
            if hit:
                votes[hit] += max(1, len(str(i.get("text") or "")))
    return max(votes, key=lambda k: (votes[k], -allowed.index(k))) if votes else None


def parse(text: str, source: Source) -> tuple[dict | None, str]:
    """One label file -> a refined row, or the reason it is dropped."""
    try:
        d = json.loads(text)
        body = d["dataSet"]
        info, question, answer = body["info"], body["question"]["raw"]["text"], body["answer"]["raw"]["text"]
    except json.JSONDecodeError as e:
        return None, f"broken JSON (line {e.lineno}, column {e.colno})"
    except (KeyError, TypeError) as e:
        return None, f"missing field {e}"
    upper = lambda k: str(info.get(k) or "").strip().upper()
    if not isinstance(question, str) or not isinstance(answer, str):
        return None, "question or answer is not text"
    summary = (body["answer"].get("summary") or {}).get("text") or ""
    durations = [v["duration"] for v in (d.get("rawDataInfo") or {}).values() if isinstance(v, dict) and isinstance(v.get("duration"), (int, float))]
    answer_info = (d.get("rawDataInfo") or {}).get("answer")
    duration = answer_info.get("duration") if isinstance(answer_info, dict) else durations[0] if durations else ""
    age = str(info.get("ageRange") or "").strip().replace(" ", "").replace("~", "-")
    row = {"text": clean_transcript(answer), "label_intent": _label(body["answer"].get("intent"), dt.INTENTS) or "",
           "label_emotion": _label(body["answer"].get("emotion"), dt.EMOTIONS) or "", "occupation": OCCUPATIONS.get(upper("occupation"), ""),
           "gender": GENDERS.get(upper("gender"), ""), "ageRange": AGES.get(age, ""), "experience": EXPERIENCES.get(upper("experience"), ""),
           "question": clean_transcript(question), "summary": clean_transcript(str(summary)), "duration": duration if duration is not None else "", "source_id": source.stem}
    if not row["text"]:
        return None, "empty answer"
    if not row["question"]:
        return None, "empty question"
    if upper("occupation") and not row["occupation"]:
        return None, f"unknown occupation {info.get('occupation')!r}"
    return row, ""


def fingerprint(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


class NearDuplicates:
    """Near-duplicate texts by 64-bit simhash over character 4-grams: at most `distance` bits apart.

    Four 16-bit bands index the hashes, so two texts at most three bits apart share a band.
    """

    def __init__(self, distance: int = 3):
        self.distance = distance
        self.bands: list[dict[int, list[int]]] = [{} for _ in range(4)]
        self.exact: set[bytes] = set()

    @staticmethod
    def simhash(key: str) -> int:
        grams = {key[i:i + 4] for i in range(max(1, len(key) - 3))}
        hashes = np.array([int.from_bytes(hashlib.blake2b(g.encode(), digest_size=8).digest(), "big") for g in grams], dtype=np.uint64)
        votes = (hashes[:, None] >> np.arange(64, dtype=np.uint64) & np.uint64(1)).sum(0) * 2 > len(hashes)
        return int.from_bytes(np.packbits(votes, bitorder="little").tobytes(), "little")

    def seen(self, text: str) -> str | None:
        """Adds a text; "exact" or "near" when it was there already."""
        key = fingerprint(text)
        digest = hashlib.blake2b(key.encode(), digest_size=12).digest()
        if digest in self.exact:
            return "exact"
        self.exact.add(digest)
        if len(key) < 24:
            return None
        h = self.simhash(key)
        for b in range(4):
            for other in self.bands[b].get(h >> 16 * b & 0xFFFF, ()):
                if (other ^ h).bit_count() <= self.distance:
                    return "near"
        for b in range(4):
            self.bands[b].setdefault(h >> 16 * b & 0xFFFF, []).append(h)
        return None


def prepare(inputs: list[Path], output: Path, *, keep_missing: bool = False, min_words: int = 3, val_share: float = 0.1, pool: bool = True) -> dict:
    """Writes train.csv, val.csv, report.json and (optionally) question-pool.json.

    The split: answers of VL_ archives are validation. Training answers whose question also occurs in validation are
    dropped (no leakage by question, which also removes the same speaker's pair), as are near duplicates. Without any
    VL_ file, questions are split by hash into `val_share` validation and the rest.

    Args:
        keep_missing: keep rows without intent or emotion label (the cell is empty, training masks it).
    """
    from tqdm import tqdm

    output.mkdir(parents=True, exist_ok=True)
    dropped: Counter = Counter()
    examples: dict[str, list[str]] = {}
    dups = NearDuplicates()
    work = output / "prepare.tmp.sqlite"
    work.unlink(missing_ok=True)
    db = sqlite3.connect(work)
    db.execute(f"create table rows (held integer, question_key text, {', '.join(f'{c} text' for c in COLUMNS)})")
    seen_files = 0

    def drop(reason: str, where: str) -> None:
        kind = re.sub(r" \(line.*| '.*'$", "", reason)
        dropped[kind] += 1
        examples.setdefault(kind, [])
        if len(examples[kind]) < 5:
            examples[kind].append(f"{where}: {reason}")

    try:
        for source, raw, problem in tqdm(find(inputs), desc="prepare", unit="file", mininterval=5):
            seen_files += 1
            if raw is None:
                drop(problem.split(" (")[0], f"{source.name} {problem}")
                continue
            text = decode(raw)
            if text is None:
                drop("unknown encoding", source.name)
                continue
            row, reason = parse(text, source)
            if row is None:
                drop(reason, source.name)
                continue
            missing = [k for k in ("label_intent", "label_emotion") if not row[k]]
            if missing and not keep_missing:
                drop(f"no {' and '.join(missing)}", source.name)
                continue
            if len(row["text"].split()) < min_words:
                drop(f"fewer than {min_words} words", source.name)
                continue
            twin = dups.seen(row["text"])
            if twin:
                drop(f"{twin} duplicate", source.name)
                continue
            db.execute(f"insert into rows values ({', '.join('?' * (len(COLUMNS) + 2))})", [int(source.held_out), fingerprint(row["question"]), *[str(row[c]) for c in COLUMNS]])
        db.execute("create index by_question on rows (question_key, held)")
        if db.execute("select count(*) from rows where held = 1").fetchone()[0] == 0:
            for (key,) in db.execute("select distinct question_key from rows").fetchall():
                if int(hashlib.sha256(key.encode()).hexdigest(), 16) % 1000 < val_share * 1000:
                    db.execute("update rows set held = 1 where question_key = ?", (key,))
        leak = db.execute("select count(*) from rows where held = 0 and question_key in (select question_key from rows where held = 1)").fetchone()[0]
        if leak:
            dropped["question also in validation"] += leak
            db.execute("delete from rows where held = 0 and question_key in (select question_key from rows where held = 1)")
        balance: dict[str, dict] = {}
        counts = {}
        for name, held in (("train", 0), ("val", 1)):
            counts[name] = 0
            stats = {c: Counter() for c in ("label_intent", "label_emotion", "occupation", "gender", "ageRange", "experience")}
            tmp = output / f"{name}.csv.tmp"
            with tmp.open("w", encoding="utf-8", newline="") as f:
                w = csv.writer(f)
                w.writerow(COLUMNS)
                for values in db.execute(f"select {', '.join(COLUMNS)} from rows where held = ? order by source_id, text", (held,)):
                    w.writerow(values)
                    counts[name] += 1
                    for c in stats:
                        stats[c][values[COLUMNS.index(c)] or "missing"] += 1
            tmp.replace(output / f"{name}.csv")
            balance[name] = {c: dict(s.most_common()) for c, s in stats.items()}
        if pool:
            write_json(output / "question-pool.json", question_pool(db))
        db.commit()
    finally:
        db.close()
        work.unlink(missing_ok=True)
    report = {"files": seen_files, "rows": counts, "dropped": dict(dropped.most_common()), "examples": examples, "balance": balance}
    write_json(output / "report.json", report)
    if not sum(counts.values()):
        raise UserError(f"{', '.join(map(str, inputs))}: none of {seen_files} files gave a usable row; see {output / 'report.json'} for the reasons")
    return report


def question_pool(db: sqlite3.Connection) -> dict:
    """The pool file of the app's format: each question once, with its most frequent labels and a recommended answer."""
    questions = []
    for key, text in db.execute("select question_key, min(question) from rows group by question_key order by min(question)").fetchall():
        rows = db.execute("select text, label_intent, label_emotion, occupation, experience from rows where question_key = ?", (key,)).fetchall()
        top = lambda i: next((k for k, _ in Counter(r[i] for r in rows if r[i]).most_common(1)), "")
        fits = [r for r in rows if 50 <= len(r[0].split()) <= 150 and r[1] == top(1)] or rows
        best = max(fits, key=lambda r: (len(set(r[0].split())) / max(1, len(r[0].split())), len(r[0])))
        questions.append({"id": f"aihub-{hashlib.sha256(key.encode()).hexdigest()[:10]}", "text": text, "occupations": sorted({r[3] for r in rows if r[3]}),
                          "experience": sorted({r[4] for r in rows if r[4]}), "gt_intent": top(1) or None, "gt_emotion": top(2) or None,
                          # What the data does not say: the app's words for "unknown", and its middle values for the length.
                          "kind": "other", "difficulty": 2, "looks_for": "", "key_points": [], "follow_ups": [], "seconds": 75, "words": [50, 115],
                          "model_answer": [{"role": "O", "text": best[0]}]})
    return {"format": 1, "license": "AI Hub terms of use; not for redistribution", "authors": "AI Hub SN 71592", "written": "", "questions": questions}


def main(argv: list[str] | None = None) -> int:
    p = argparse.ArgumentParser(prog="interview_training prepare", formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__, epilog="""examples:
  prepare --input Training/02.라벨링데이터 Validation/02.라벨링데이터 --output data/aihub
  prepare --input TL_01.ICT_Male_New.zip VL_01.ICT_Male_New.zip --output data/aihub --keep-missing""")
    p.add_argument("--input", type=Path, nargs="+", required=True, help="folders, zips or label files")
    p.add_argument("--output", type=Path, required=True)
    p.add_argument("--keep-missing", action="store_true", help="keep answers without an intent or emotion label")
    p.add_argument("--min-words", type=int, default=3)
    p.add_argument("--val-share", type=float, default=0.1, help="validation share by question when there is no VL_ file")
    p.add_argument("--no-pool", action="store_true", help="write no question pool file")
    a = p.parse_args(argv)
    r = prepare(a.input, a.output, keep_missing=a.keep_missing, min_words=a.min_words, val_share=a.val_share, pool=not a.no_pool)
    print(f"{r['files']} files -> {r['rows']['train']} training and {r['rows']['val']} validation rows in {a.output}")
    for reason, n in r["dropped"].items():
        print(f"  dropped {n}: {reason}" + (f" (e.g. {r['examples'][reason][0]})" if r["examples"].get(reason) else ""))
    for split, columns in r["balance"].items():
        for column, values in columns.items():
            print(f"  {split} {column}: " + ", ".join(f"{k} {v}" for k, v in values.items()))
    return 0
