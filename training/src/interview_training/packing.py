"""Plain text as masked-LM training sequences: encoded once, packed into blocks, masked."""

from __future__ import annotations

import hashlib
from fnmatch import fnmatch
from pathlib import Path

import numpy as np

from . import tokenizer as tk
from .errors import UserError


def encode_corpus(files: list[Path], tok, cache: Path, validation_lines: int) -> dict[str, Path]:
    """Encodes every source once to uint16 token arrays, lines ended by [SEP].

    The last lines of each source (its share of `validation_lines`) go to a validation array.

    Returns:
        Source name -> .npy path; the validation array is under "#validation".
    """
    from tqdm import tqdm

    cache.mkdir(parents=True, exist_ok=True)
    stamp = hashlib.sha256(tok.to_str().encode()).hexdigest()[:12]
    total = sum(f.stat().st_size for f in files)
    out: dict[str, Path] = {}
    held: list[np.ndarray] = []
    for f in tqdm(files, desc="encode", unit="file", mininterval=5):
        name = tk.stem(f)
        path, val = cache / f"{name}.{stamp}.npy", cache / f"{name}.{stamp}.val.npy"
        if not path.exists():
            keep = int(validation_lines * f.stat().st_size / total) + 1
            chunks: list[np.ndarray] = []
            tail: list[list[int]] = []

            def put(batch: list[str]) -> None:
                encoded = [e.ids + [tk.SEP] for e in tok.encode_batch([tk.clean(x) for x in batch], add_special_tokens=False)]
                tail.extend(encoded)
                if len(tail) > keep:
                    done = tail[: len(tail) - keep]
                    del tail[: len(tail) - keep]
                    chunks.append(np.concatenate([np.array(x, dtype=np.uint16) for x in done]))

            batch: list[str] = []
            for line in tk.read_lines(f):
                batch.append(line)
                if len(batch) == 4096:
                    put(batch)
                    batch = []
            if batch:
                put(batch)
            np.save(val, np.concatenate([np.array(x, dtype=np.uint16) for x in tail]) if tail else np.zeros(0, np.uint16))
            tmp = path.with_suffix(".tmp.npy")
            np.save(tmp, np.concatenate(chunks) if chunks else np.zeros(0, np.uint16))
            tmp.rename(path)
        out[name] = path
        held.append(np.load(val))
    path = cache / f"validation.{stamp}.npy"
    np.save(path, np.concatenate(held))
    out["#validation"] = path
    return out


class Blocks:
    """All blocks of the mix in one shuffled order: block i is (source, offset).

    A block is a stretch of `length - 3` tokens, split at a line end into segments 0 and 1 where it has one.
    For a share `match_rate` of the blocks of `match_sources` the second segment comes from elsewhere in the source.
    """

    def __init__(self, arrays: dict[str, np.ndarray], mix: dict[str, float], length: int, seed: int,
                 match_rate: float = 0.0, match_sources: list[str] | None = None):
        self.match_rate = match_rate
        self.matched = [match_rate > 0 and any(fnmatch(n, g) for g in match_sources or ["*"]) for n in arrays]
        self.body = length - 3
        self.length = length
        self.sources = [a for n, a in arrays.items()]
        where: list[np.ndarray] = []
        self.tokens: dict[str, int] = {}
        rng = np.random.default_rng(seed)
        for i, (name, a) in enumerate(arrays.items()):
            weight = tk.weight_of(name, mix, 0.0)
            n = max(0, (len(a) - 1) // self.body)
            left = weight
            while left > 0 and n:
                shift = int(rng.integers(0, self.body)) if len(a) > 2 * self.body else 0
                count = (len(a) - shift) // self.body
                starts = shift + np.arange(count, dtype=np.int64) * self.body
                if left < 1:
                    starts = rng.permutation(starts)[: max(1, round(left * count))]
                where.append(np.stack([np.full(len(starts), i, dtype=np.int64), starts], 1))
                left -= 1
            self.tokens[name] = int(weight * len(a))
        if not where:
            raise UserError("the mix leaves no text to train on: check the source names in its globs")
        self.where = rng.permutation(np.concatenate(where))

    def __len__(self) -> int:
        return len(self.where)

    def _elsewhere(self, source: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
        """At most `size` tokens of a random place of a source, from a line's start."""
        start = int(rng.integers(0, max(1, len(source) - 2 * self.body)))
        body = source[start:start + 2 * self.body].astype(np.int64)
        ends = np.flatnonzero(body[:self.body] == tk.SEP)
        body = body[ends[0] + 1:] if len(ends) else body
        return body[body != tk.SEP][:size]

    def batch(self, index: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Token ids and segment ids, int64 [len(index), length], and whether the segments belong together [len(index)].

        The last is 1, 0, or -1 where there is one segment or the source is not asked.
        """
        ids = np.full((len(index), self.length), tk.PAD, dtype=np.int64)
        types = np.zeros_like(ids)
        together = np.full(len(index), -1, dtype=np.int64)
        for row, j in enumerate(index):
            s, start = self.where[j % len(self.where)]
            body = self.sources[s][start:start + self.body].astype(np.int64)
            ends = np.flatnonzero(body[8:-8] == tk.SEP) + 8 if len(body) > 24 else np.zeros(0, np.int64)
            keep = body != tk.SEP
            if len(ends):
                # A short first segment, such as a question is, half of the time where matching is learnt.
                first = self.matched[s] and rng.random() < 0.5
                cut = int(ends[0] if first else ends[rng.integers(len(ends))])
                a, b = body[:cut][keep[:cut]], body[cut:][keep[cut:]]
                if self.matched[s]:
                    together[row] = 1
                    if rng.random() < self.match_rate:
                        b, together[row] = self._elsewhere(self.sources[s], len(b), rng), 0
                    if len(a) == 0 or len(b) == 0:
                        together[row] = -1
                seq = np.concatenate([[tk.CLS], a, [tk.SEP], b, [tk.SEP]])
                types[row, len(a) + 2:] = 1
            else:
                seq = np.concatenate([[tk.CLS], body[keep], [tk.SEP]])
            ids[row, : len(seq)] = seq
        return ids, types, together


def mask(ids: np.ndarray, starts: np.ndarray, rate: float, whole_word: bool, vocab: int,
         rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Chooses masked positions (whole words or single tokens) and applies 80/10/10.

    Args:
        ids: int64 [batch, length].
        starts: bool [vocab], whether a piece begins a word.

    Returns:
        Changed ids [batch, length], flat positions [n], targets [n].
    """
    special = ids < 5
    if whole_word:
        word = np.cumsum((starts[ids] | special).ravel())  # a number for every word of the batch
        chosen = (rng.random(int(word[-1]) + 1) < rate)[word].reshape(ids.shape) & ~special
    else:
        chosen = (rng.random(ids.shape) < rate) & ~special
    where = np.flatnonzero(chosen)
    if len(where) == 0:
        where = np.flatnonzero(~special)[:1]
    targets = ids.ravel()[where]
    out = ids.copy().ravel()
    dice = rng.random(len(where))
    out[where[dice < 0.8]] = tk.MASK
    swap = where[dice > 0.9]
    out[swap] = rng.integers(5, vocab, len(swap))
    return out.reshape(ids.shape), where, targets
