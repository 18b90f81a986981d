"""Masked-LM pre-training on plain text: packed sequences, whole-word masks, exact resume."""

from __future__ import annotations

import argparse
import contextlib
import glob as _glob
import hashlib
import json
import math
import os
import signal
import time
from pathlib import Path

import numpy as np
import torch

from . import config as configs
from . import tokenizer as tk
from .config import PretrainConfig
from .errors import UserError
from .modeling import MaskedLM


# ---------------------------------------------------------------- data


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
    """

    def __init__(self, arrays: dict[str, np.ndarray], mix: dict[str, float], length: int, seed: int):
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

    def batch(self, index: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Token ids and segment ids, int64 [len(index), length]."""
        ids = np.full((len(index), self.length), tk.PAD, dtype=np.int64)
        types = np.zeros_like(ids)
        for row, j in enumerate(index):
            s, start = self.where[j % len(self.where)]
            body = self.sources[s][start:start + self.body].astype(np.int64)
            ends = np.flatnonzero(body[8:-8] == tk.SEP) + 8 if len(body) > 24 else np.zeros(0, np.int64)
            keep = body != tk.SEP
            if len(ends):
                cut = int(ends[rng.integers(len(ends))])
                a, b = body[:cut][keep[:cut]], body[cut:][keep[cut:]]
                seq = np.concatenate([[tk.CLS], a, [tk.SEP], b, [tk.SEP]])
                types[row, len(a) + 2:] = 1
            else:
                seq = np.concatenate([[tk.CLS], body[keep], [tk.SEP]])
            ids[row, : len(seq)] = seq
        return ids, types


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


def ppmi_embeddings(arrays: list[np.ndarray], vocab: int, dim: int, window: int = 5, limit: int = 25_000_000,
                    seed: int = 0) -> torch.Tensor:
    """Token vectors from a smoothed PPMI co-occurrence matrix by truncated SVD.

    A minute of counting gives the embeddings what masked LM would need millions of tokens for.

    Returns:
        float32 [vocab, dim], rows scaled to a standard deviation of about 0.03.
    """
    size = sum(len(a) for a in arrays)
    counts = np.zeros(vocab * vocab, dtype=np.float32)
    for a in arrays:
        a = a[: max(window + 1, int(len(a) * min(1.0, limit / max(1, size))))].astype(np.int64)
        for lo in range(0, len(a), 2_000_000):
            x = a[lo:lo + 2_000_000]
            for d in range(1, window + 1):
                flat = x[:-d] * vocab + x[d:]
                keys, n = np.unique(flat, return_counts=True)
                counts[keys] += n * (1.0 / d)
    m = torch.from_numpy(counts.reshape(vocab, vocab))
    m = m + m.T
    m[:5] = 0
    m[:, :5] = 0
    rows = m.sum(1)
    ctx = rows.pow(0.75)
    ctx /= ctx.sum()
    m = torch.log((m / (rows[:, None] + 1e-9)) / (ctx[None] + 1e-12) + 1e-12).clamp_(min=0)
    m[:, rows == 0] = 0
    torch.manual_seed(seed)
    u, s, _ = torch.svd_lowrank(m, q=min(dim + 32, vocab), niter=3)
    e = u[:, :dim] * s[:dim].sqrt()
    if e.shape[1] < dim:
        e = torch.nn.functional.pad(e, (0, dim - e.shape[1]))
    e = e / (e.norm(dim=1, keepdim=True) + 1e-6) * (0.03 * math.sqrt(dim))
    e[rows == 0] = torch.randn(int((rows == 0).sum()), dim) * 0.02
    return e


def neighbour_prior(model: MaskedLM, sharpness: float = 2.0) -> None:
    """Starts positions as sinusoids and the first layers' heads looking at neighbouring tokens.

    A masked LM first learns word frequencies and topics, then sits on a plateau until heads find their
    neighbours. With a small token budget most of it would go there, so some heads begin with the shift built in:
    query and key read the same sinusoid pairs, the query turned by the offset. Everything stays trainable.
    """
    bert, c = model.bert, model.bert.config
    h, n, heads = c.hidden_size, c.max_position_embeddings, c.num_attention_heads
    d, pairs = h // heads, h // 2
    omega = np.pi * 0.95 * (1 / 128) ** (np.arange(pairs) / max(1, pairs - 1))
    angle = np.arange(n)[:, None] * omega[None]
    table = np.concatenate([np.sin(angle), np.cos(angle)], 1) * (0.03 * 2**0.5)
    bert.embeddings.position_embeddings.weight.data.copy_(torch.from_numpy(table).float())
    offsets = {0: [-1, 1, -2, 2], 1: [-1, 1]}
    for i, layer in enumerate(bert.encoder.layer):
        a = layer.attention
        for m in (a.self.query, a.self.key, a.self.value, a.output.dense):
            torch.nn.init.normal_(m.weight, 0.0, 0.6 / h**0.5)
        for head, shift in enumerate(offsets.get(i, [])[: max(1, heads - 1) if i else heads]):
            q, k = np.zeros((d, h)), np.zeros((d, h))
            for row in range(d // 2):
                f = row * max(1, pairs // d)  # the high half of the frequencies: a sharp peak
                sin, cos = f, pairs + f
                turn = omega[f] * shift
                k[2 * row, sin] = k[2 * row + 1, cos] = 1
                q[2 * row, sin], q[2 * row, cos] = np.cos(turn), np.sin(turn)
                q[2 * row + 1, cos], q[2 * row + 1, sin] = np.cos(turn), -np.sin(turn)
            for linear, w in ((a.self.query, q), (a.self.key, k)):
                linear.weight.data[head * d:(head + 1) * d] = torch.from_numpy(w * sharpness**0.5).float()


# ---------------------------------------------------------------- training


def schedule(progress: float, warmup: float, floor: float) -> float:
    """Learning-rate factor: linear warm-up, then cosine to `floor`."""
    if progress < warmup:
        return max(progress / warmup, 1e-3)
    x = min(1.0, (progress - warmup) / max(1e-9, 1 - warmup))
    return floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * x))


def save_atomic(obj, path: Path) -> None:
    """torch.save that leaves the old file whole when the disk fills or the process dies."""
    tmp = path.with_name(path.name + ".tmp")
    try:
        torch.save(obj, tmp)
        os.replace(tmp, path)
    except (OSError, RuntimeError) as e:
        tmp.unlink(missing_ok=True)
        raise UserError(f"{path}: could not be written ({e}); free some space. The checkpoint before it is still whole, "
                        "run the same command again to go on.") from e


def load_checkpoint(path: Path) -> dict:
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as e:
        raise UserError(f"{path}: no such checkpoint") from e
    except Exception as e:
        raise UserError(f"{path}: not a readable checkpoint ({type(e).__name__}: {e})") from e


@contextlib.contextmanager
def stoppable():
    """Turns SIGINT/SIGTERM into a flag that the loop reads after a whole step."""
    flag = {"stop": False}

    def handler(signum, frame):
        if flag["stop"]:
            raise KeyboardInterrupt
        flag["stop"] = True
        print("stopping after this step …", flush=True)

    try:
        old = {s: signal.signal(s, handler) for s in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:  # not the main thread
        old = {}
    try:
        yield flag
    finally:
        for s, h in old.items():
            signal.signal(s, h)


def answer_text(answers: list[Path], pool: Path, path: Path) -> Path:
    """Writes the training split as plain text, a line a question and a line its answer; nothing of other splits."""
    from .train import load_data

    examples = [e for e in load_data(answers, pool, None, None) if e.split == "train"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{e.question}\n{e.text}\n" for e in examples if e.on_topic is not False), encoding="utf-8")
    return path


def load_initial(model: MaskedLM, folder: Path) -> None:
    """Starts from an encoder folder of this step, masked-LM head included."""
    from . import checkpoint as ck

    state = ck.read_weights(folder)
    ck.load_into(model.bert, ck.bert_state(state), str(folder))
    head = {k: v.float() for k, v in state.items() if k.startswith("cls.predictions.")}
    if head:
        model.transform.load_state_dict({k.rsplit(".", 1)[1]: v for k, v in head.items() if ".transform.dense." in k})
        model.norm.load_state_dict({k.rsplit(".", 1)[1]: v for k, v in head.items() if ".transform.LayerNorm." in k})
        model.bias.data.copy_(head["cls.predictions.bias"])


def pretrain(c: PretrainConfig, files: list[Path], tokenizer: Path, output: Path, cache: Path | None = None,
             stop_after: int | None = None, initial: Path | None = None) -> dict:
    """Runs (or resumes) pre-training; returns the last validation report.

    Args:
        initial: encoder folder to start from (its shape must be the config's).
        stop_after: stop after this many steps of this call, with a checkpoint (for tests).
    """
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if torch.cuda.is_available() else torch.device("cpu")
    if world > 1:
        torch.distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    chief = rank == 0
    say = (lambda *a: print(*a, flush=True)) if chief else (lambda *a: None)
    tok = tk.load(tokenizer)
    vocab = tok.get_vocab_size()
    if vocab != c.encoder.vocab_size:
        raise UserError(f"{tokenizer}: {vocab} pieces, but the config's encoder.vocab_size is {c.encoder.vocab_size}")
    if max(c.length, c.long_length) > c.encoder.max_position_embeddings:
        raise UserError("length and long_length may not exceed encoder.max_position_embeddings")
    output.mkdir(parents=True, exist_ok=True)
    paths = encode_corpus(files, tok, cache or output / "encoded", c.validation_lines)
    validation = np.load(paths.pop("#validation"))
    arrays = {n: np.load(p, mmap_mode="r") for n, p in paths.items()}
    phases = {n: Blocks(arrays, c.mix or {"*": 1.0}, n, c.seed) for n in sorted({c.length, c.long_length})}
    say(f"mix: {sum(phases[c.length].tokens.values()) / 1e6:.1f} M tokens; " + ", ".join(
        f"{n} {t / 1e6:.2f}" for n, t in sorted(phases[c.length].tokens.items(), key=lambda x: -x[1]) if t))

    torch.manual_seed(c.seed)
    shape = configs.from_dict(configs.EncoderConfig, configs.to_dict(c.encoder))
    shape.hidden_dropout_prob = shape.attention_probs_dropout_prob = c.dropout
    model = MaskedLM(shape)
    starts = np.array([(tok.id_to_token(i) or "").startswith("▁") for i in range(vocab)])
    checkpoint = output / "checkpoint.pt"
    state = load_checkpoint(checkpoint) if checkpoint.exists() else None
    step, tokens_seen, spent, cursors = 0, 0, 0.0, {n: 0 for n in phases}
    if state:
        try:
            model.load_state_dict(state["model"])
        except RuntimeError as e:
            raise UserError(f"{checkpoint}: a checkpoint of another shape ({str(e).splitlines()[-1].strip()}); give another "
                            "--output or the config it was made with") from e
    elif initial:
        load_initial(model, initial)
    elif c.embedding_init == "ppmi":
        t = time.time()
        used = [np.asarray(a) for n, a in arrays.items() if tk.weight_of(n, c.mix or {"*": 1.0}, 0.0) > 0]
        model.bert.embeddings.word_embeddings.weight.data.copy_(ppmi_embeddings(used, vocab, shape.hidden_size, seed=c.seed))
        say(f"embeddings from co-occurrence in {time.time() - t:.0f} s")
    if not state and not initial and c.neighbour_prior:
        neighbour_prior(model)
    model.to(device)
    decay = [p for p in model.parameters() if p.ndim > 1]
    rest = [p for p in model.parameters() if p.ndim <= 1]
    opt = torch.optim.AdamW([{"params": decay, "weight_decay": c.weight_decay}, {"params": rest, "weight_decay": 0.0}],
                            lr=c.learning_rate, betas=(0.9, 0.98), eps=1e-6, fused=True)
    if state:
        opt.load_state_dict(state["optimizer"])
        step, tokens_seen, spent = state["step"], state["tokens"], state["seconds"]
        cursors = {int(k): v for k, v in state["cursors"].items()}
        say(f"resumed at step {step}, {tokens_seen / 1e6:.2f} M tokens, {spent / 60:.1f} min")
    wrapped = torch.nn.parallel.DistributedDataParallel(model) if world > 1 else model
    amp = torch.autocast(device.type, torch.bfloat16, enabled=c.precision == "bf16")
    begun, start_step, last_save, window = time.time() - spent, step, time.time(), [time.time(), tokens_seen, 0.0, 0]
    (output / "config.json").write_text(json.dumps(configs.to_dict(c), ensure_ascii=False, indent=2), encoding="utf-8")
    log = (output / "log.jsonl").open("a", encoding="utf-8") if chief else None

    def progress() -> float:
        return (time.time() - begun) / (c.max_minutes * 60) if c.max_minutes else step / c.steps

    def save() -> None:
        if chief:
            save_atomic({"model": model.state_dict(), "optimizer": opt.state_dict(), "step": step, "tokens": tokens_seen,
                         "seconds": time.time() - begun, "cursors": {str(k): v for k, v in cursors.items()},
                         "config": configs.to_dict(c)}, checkpoint)

    @torch.no_grad()
    def evaluate() -> dict:
        model.eval()
        rng = np.random.default_rng(c.seed)
        blocks = Blocks({"v": validation}, {"v": 1.0}, c.length, c.seed)
        loss = n = 0.0
        order = np.arange(min(len(blocks), 512))
        for lo in range(0, len(order), 32):
            ids, types = blocks.batch(order[lo:lo + 32], rng)
            ids, where, targets = mask(ids, starts, c.mask_rate, c.whole_word, vocab, rng)
            with amp:
                v = model(*(torch.from_numpy(x).to(device) for x in (ids, types, where, targets)))
            loss += float(v) * len(targets)
            n += len(targets)
        model.train()
        return {"validation_loss": loss / max(1, n), "step": step, "tokens": tokens_seen}

    model.train()
    done = False
    with stoppable() as flag:
        while not done:
            p = progress()
            if p >= 1 or flag["stop"] or (stop_after is not None and step - start_step >= stop_after):
                break
            length = c.long_length if p >= c.long_from else c.length
            blocks = phases[length]
            rows = max(1, c.batch_tokens // (length * c.accumulation * world))
            factor = schedule(p, c.warmup, c.min_lr_ratio)
            for g in opt.param_groups:
                g["lr"] = c.learning_rate * factor
            total = 0.0
            for micro in range(c.accumulation):
                rng = np.random.default_rng([c.seed, step, micro, rank])
                base = cursors[length] + rank * rows
                ids, types = blocks.batch(np.arange(base, base + rows), rng)
                cursors[length] += rows * world
                ids, where, targets = mask(ids, starts, c.mask_rate, c.whole_word and p >= c.whole_word_from, vocab, rng)
                with amp:
                    loss = wrapped(*(torch.from_numpy(x).to(device) for x in (ids, types, where, targets)))
                (loss / c.accumulation).backward()
                total += float(loss.detach()) / c.accumulation
                tokens_seen += rows * length * world
            torch.nn.utils.clip_grad_norm_(model.parameters(), c.clip)
            opt.step()
            opt.zero_grad(set_to_none=True)
            step += 1
            window[2] += total
            window[3] += 1
            if step % c.log_every == 0 and chief:
                now = time.time()
                row = {"step": step, "loss": round(window[2] / window[3], 4), "tokens": tokens_seen, "lr": round(c.learning_rate * factor, 6),
                       "tokens_per_s": round((tokens_seen - window[1]) / (now - window[0])), "minutes": round((now - begun) / 60, 2),
                       "progress": round(p, 4), "length": length}
                window[:] = [now, tokens_seen, 0.0, 0]
                print(json.dumps(row), flush=True)
                log.write(json.dumps(row) + "\n")
                log.flush()
            if time.time() - last_save > c.checkpoint_minutes * 60:
                save()
                report = evaluate()
                say(json.dumps(report))
                last_save = time.time()
    save()
    report = evaluate()
    say(json.dumps(report))
    finished = progress() >= 1
    if chief:
        log.write(json.dumps(report) + "\n")
        log.close()
        if finished:
            before = initial / "pretraining.json" if initial else None
            save_encoder(model, c, tok, output / "encoder", {**report, "minutes": (time.time() - begun) / 60,
                                                             "mix_tokens_offered": {k: v for k, v in phases[c.length].tokens.items() if v},
                                                             **({"before": json.loads(before.read_text(encoding="utf-8"))} if before and before.exists() else {})})
            say(f"{output / 'encoder'}: written")
        else:
            say(f"stopped at step {step}; run the same command again to go on")
    return {**report, "finished": finished}


def save_encoder(model: MaskedLM, c: PretrainConfig, tok, folder: Path, report: dict) -> None:
    """Writes the encoder as a Hugging Face folder (config.json, model.safetensors in fp16, tokenizer)."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    weights = {k: v.contiguous().clone() for k, v in model.bert.state_dict().items()}
    weights.update({f"cls.predictions.transform.dense.{k}": v.clone() for k, v in model.transform.state_dict().items()})
    weights.update({f"cls.predictions.transform.LayerNorm.{k}": v.clone() for k, v in model.norm.state_dict().items()})
    weights["cls.predictions.bias"] = model.bias.detach().clone()
    weights = {k if k.startswith("cls.") else f"bert.{k}": v for k, v in weights.items()}
    save_file({k: v.to("cpu", torch.float16) for k, v in weights.items()}, str(folder / "model.safetensors"), metadata={"format": "pt"})
    tk.save(tok, folder, c.encoder.max_position_embeddings)
    data = {**configs.to_dict(c.encoder), "architectures": ["BertForMaskedLM"], "model_type": "bert"}
    (folder / "config.json").write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    (folder / "pretraining.json").write_text(json.dumps({"report": report, "config": configs.to_dict(c)}, ensure_ascii=False, indent=2) + "\n",
                                             encoding="utf-8")


def main(argv: list[str] | None = None) -> int:
    p = argparse.ArgumentParser(prog="interview_training pretrain", formatter_class=argparse.RawDescriptionHelpFormatter,
                                description=__doc__, epilog="""examples:
  pretrain --corpus data/corpus --tokenizer data/tokenizer --config configs/pretrain.toml --output runs/encoder
  pretrain … --set max_minutes=75 --set learning_rate=8e-4      (the schedule follows the clock)
  torchrun --nproc-per-node 8 -m interview_training pretrain …  (several GPUs)
  pretrain … --output runs/encoder                               (again: resumes at the exact step)
  pretrain --init runs/encoder/encoder --answers corpus/answers --pool ../src/lib/questions/pool --tokenizer data/tokenizer \\
           --config configs/adapt.toml --output runs/adapted     (goes on with the training split of our answers)""")
    p.add_argument("--corpus", type=Path, help="folder of .txt or .txt.xz files")
    p.add_argument("--answers", type=Path, action="append", default=[], help="JSONL answers whose training split is text too (source name: answers)")
    p.add_argument("--pool", type=Path)
    p.add_argument("--init", type=Path, help="encoder folder to start from")
    p.add_argument("--extra", nargs="*", default=[], help="more text files or globs")
    p.add_argument("--tokenizer", type=Path, required=True)
    p.add_argument("--config", type=Path)
    p.add_argument("--set", dest="overrides", action="append", default=[], metavar="NAME=VALUE")
    p.add_argument("--output", type=Path, required=True)
    p.add_argument("--cache", type=Path, help="folder for encoded text (default OUTPUT/encoded)")
    p.add_argument("--threads", type=int, default=0, help="CPU threads (default: PyTorch's choice)")
    p.add_argument("--stop-after", type=int, help="stop after this many steps, with a checkpoint")
    p.add_argument("--encode-only", action="store_true", help="encode the text and stop")
    a = p.parse_args(argv)
    c = configs.load(PretrainConfig, a.config, a.overrides)
    configs.show("pretrain", c)
    if a.threads:
        torch.set_num_threads(a.threads)
    if not a.corpus and not a.answers:
        p.error("give --corpus, or --answers with --pool")
    files = (tk.sources(a.corpus) if a.corpus else []) + ([answer_text(a.answers, a.pool, a.output / "text" / "answers.txt")] if a.answers else []) + [Path(x) for g in a.extra for x in sorted(_glob.glob(g))]
    files = [f for f in files if tk.weight_of(tk.stem(f), c.mix or {"*": 1.0}, 0.0) > 0]
    if a.encode_only:
        encode_corpus(files, tk.load(a.tokenizer), a.cache or a.output / "encoded", c.validation_lines)
        return 0
    result = pretrain(c, files, a.tokenizer, a.output, a.cache, a.stop_after, a.init)
    return 0 if result["finished"] or a.stop_after else 130
