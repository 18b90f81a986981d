"""Masked-LM pre-training on plain text: packed sequences, whole-word masks, exact resume."""

from __future__ import annotations

import argparse
import glob as _glob
import json
import os
import time
from pathlib import Path

import numpy as np
import torch

from . import checkpoint as ck
from . import config as configs
from . import tokenizer as tk
from .config import PretrainConfig
from .errors import UserError
from .modeling import MaskedLM
from .packing import Blocks, encode_corpus, mask
from .running import load_checkpoint, save_atomic, schedule, stoppable
from .starting_point import neighbour_prior, ppmi_embeddings
from .sources import load_data


def answer_text(answers: list[Path], pool: Path, path: Path) -> Path:
    """Writes the training split as plain text, a line a question and a line its answer; nothing of other splits."""
    examples = [e for e in load_data(answers, pool, None, None) if e.split == "train"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{e.question}\n{e.text}\n" for e in examples if e.on_topic is not False), encoding="utf-8")
    return path


def load_initial(model: MaskedLM, folder: Path) -> None:
    """Starts from an encoder folder of this step, masked-LM head included."""
    state = ck.read_weights(folder)
    ck.load_into(model.bert, ck.bert_state(state), str(folder))
    head = {k: v.float() for k, v in state.items() if k.startswith("cls.predictions.")}
    if head:
        model.transform.load_state_dict({k.rsplit(".", 1)[1]: v for k, v in head.items() if ".transform.dense." in k})
        model.norm.load_state_dict({k.rsplit(".", 1)[1]: v for k, v in head.items() if ".transform.LayerNorm." in k})
        model.bias.data.copy_(head["cls.predictions.bias"])
    if "cls.match.weight" in state:
        model.match.load_state_dict({k: state[f"cls.match.{k}"].float() for k in ("weight", "bias")})


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
    phases = {n: Blocks(arrays, c.mix or {"*": 1.0}, n, c.seed, c.match_rate, c.match_sources) for n in sorted({c.length, c.long_length})}
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
    matches = [0.0, 0]
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
            ids, types, _ = blocks.batch(order[lo:lo + 32], rng)
            ids, where, targets = mask(ids, starts, c.mask_rate, c.whole_word, vocab, rng)
            with amp:
                v, _ = model(*(torch.from_numpy(x).to(device) for x in (ids, types, where, targets)))
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
                ids, types, together = blocks.batch(np.arange(base, base + rows), rng)
                cursors[length] += rows * world
                ids, where, targets = mask(ids, starts, c.mask_rate, c.whole_word and p >= c.whole_word_from, vocab, rng)
                with amp:
                    loss, match = wrapped(*(torch.from_numpy(x).to(device) for x in (ids, types, where, targets, together)))
                # A term of weight 0 keeps every parameter in the graph, which several processes need.
                match_loss = model.match.bias.sum() * 0 if match is None else match
                ((loss + c.match_weight * match_loss) / c.accumulation).backward()
                total += float(loss.detach()) / c.accumulation
                if match is not None:
                    matches[0] += float(match.detach())
                    matches[1] += 1
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
                if matches[1]:
                    row["match_loss"] = round(matches[0] / matches[1], 4)
                    matches[:] = [0.0, 0]
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
    weights.update({f"cls.match.{k}": v.clone() for k, v in model.match.state_dict().items()})
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
