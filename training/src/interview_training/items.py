"""What an epoch shows, as tensors: encoded answers, transcripts and off-topic pairs."""

from __future__ import annotations

import random
from dataclasses import dataclass

import torch
from torch import Tensor

from . import data as dt
from . import tokenizer as tk
from .config import TrainConfig


@dataclass
class Item:
    """An encoded training item; labels are -1 where unknown.

    Off-topic pairs and the pool's model answers (all long, all level 5) count less in the quality loss.
    """

    ids: list[int]
    types: list[int]
    owner: list[int]  # sentence of each position, -1 outside the answer
    roles: list[int]
    intent: int
    emotion: int
    level: int
    topic: int
    paired: bool
    model_answer: bool


def make_item(e: dt.Example, tok, t: TrainConfig, rng: random.Random) -> Item:
    """Encodes one example; an answer longer than a window gives one of its windows at random."""
    pair = t.input == "question+answer"
    x = dt.encode(tok, e.question, [s for _, s in e.sentences], t.max_question_tokens)
    q = x.question if pair else []
    lo, hi = rng.choice(dt.windows(len(x.answer), len(q), t.max_length, t.window_overlap, pair))
    ids, types, first = dt.assemble(q, x.answer[lo:hi], pair)
    owner = [-1] * first + x.owner[lo:hi] + [-1]
    if t.token_dropout:
        ids = [tk.MASK if i >= 5 and rng.random() < t.token_dropout else i for i in ids]
    find = lambda labels, v: labels.index(v) if v is not None else -1
    return Item(ids, types, owner, [find(dt.ROLES, r) for r, _ in e.sentences], find(dt.INTENTS, e.intent), find(dt.EMOTIONS, e.emotion),
                -1 if e.level is None else e.level - 1, -1 if e.on_topic is None else int(e.on_topic), "paired" in e.tags, "model_answer" in e.tags and "paired" not in e.tags)


def epoch_examples(examples: list[dt.Example], t: TrainConfig, rng: random.Random) -> list[dt.Example]:
    """What one epoch shows: the answers, some as speech transcripts, and off-topic pairs."""
    heads = t.heads.split(",")
    negatives = dt.Negatives(examples, rng) if "relevance" in heads and t.input == "question+answer" else None
    out = []
    for e in examples:
        shown = dt.as_spoken(e, rng) if e.form == "typed" and rng.random() < t.spoken else e
        out.append(shown)
        if negatives and negatives.possible(e) and rng.random() < t.negatives:
            n = negatives.draw(shown)
            if n:
                out.append(n)
    return out


def collate(items: list[Item]) -> dict[str, Tensor]:
    """Padded tensors [batch, sequence] and labels [batch]; `sentence` numbers the sentences of the whole batch."""
    n, width = len(items), max(len(i.ids) for i in items)
    ids = torch.full((n, width), tk.PAD, dtype=torch.long)
    types, mask = torch.zeros(n, width, dtype=torch.long), torch.zeros(n, width)
    sentence = torch.full((n, width), -1, dtype=torch.long)
    roles: list[int] = []
    role_of: list[int] = []
    for r, i in enumerate(items):
        k = len(i.ids)
        ids[r, :k], types[r, :k], mask[r, :k] = torch.tensor(i.ids), torch.tensor(i.types), 1
        sentence[r, :k] = torch.tensor([-1 if o < 0 else o + len(roles) for o in i.owner])
        roles += i.roles
        role_of += [r] * len(i.roles)
    label = lambda f: torch.tensor([getattr(i, f) for i in items])
    return {"ids": ids, "types": types, "mask": mask, "sentence": sentence, "roles": torch.tensor(roles), "role_of": torch.tensor(role_of),
            "intent": label("intent"), "emotion": label("emotion"), "level": label("level"), "topic": label("topic"),
            "paired": torch.tensor([i.paired for i in items]), "model_answer": torch.tensor([i.model_answer for i in items])}
