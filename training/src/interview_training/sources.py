"""Which labelled answers a command works on: its options, and what they name."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import data as dt
from .errors import UserError


def load_data(answers: list[Path], pool: Path | None, train_csv: Path | None, val_csv: Path | None, use_pool_answers: bool = True) -> list[dt.Example]:
    """Every labelled answer that the options name."""
    examples: list[dt.Example] = []
    questions = dt.read_pool(pool) if pool else {}
    for a in answers:
        examples += dt.read_answers(a, questions)
    if use_pool_answers and questions and answers:
        examples += dt.pool_examples(questions, {e.question_id: e.split for e in examples})
    if train_csv:
        examples += dt.read_csv(train_csv, "train")
    if val_csv:
        examples += dt.read_csv(val_csv, "val")
    where: dict[str, set[str]] = {}
    for e in examples:
        if e.question_id and not train_csv:
            where.setdefault(e.question_id, set()).add(e.split)
    leaks = sorted(q for q, s in where.items() if len(s) > 1)
    if leaks:
        raise UserError(f"{len(leaks)} questions have answers in more than one split, first: {leaks[0]} ({', '.join(sorted(where[leaks[0]]))})")
    return examples


def add_data_options(p: argparse.ArgumentParser) -> None:
    p.add_argument("--answers", type=Path, action="append", default=[], help="JSONL answers: folder or file (repeatable)")
    p.add_argument("--pool", type=Path, help="question pool: folder or file (JSONL answers name its questions)")
    p.add_argument("--train-csv", type=Path, help="refined CSV of the prepare step")
    p.add_argument("--val-csv", type=Path)
