"""Encoders and fine-tuned checkpoints on disk: our own, Hugging Face folders, hub ids, KoBERT's files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch

from . import tokenizer as tk
from .config import EncoderConfig, TrainConfig, from_dict, to_dict
from .data import read_json
from .errors import UserError
from .modeling import InterviewModel

FORMAT = 1


def encoder_config(data: dict[str, Any]) -> EncoderConfig:
    """The encoder's shape from a BertConfig-like dict."""
    names = EncoderConfig.__dataclass_fields__
    kept = {k: v for k, v in data.items() if k in names and v is not None}
    return from_dict(EncoderConfig, kept, "config.json")


def resolve(where: str) -> Path:
    """A local folder, or a Hugging Face hub id (downloaded to the hub's cache)."""
    path = Path(where)
    if path.exists():
        return path
    if where.count("/") != 1 or where.startswith((".", "/", "~")):
        raise UserError(f"{where}: no such folder")
    try:
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(where))
    except Exception as e:
        raise UserError(f"{where}: neither a local folder nor a hub id that can be fetched ({type(e).__name__}: {e})") from e


def read_weights(folder: Path) -> dict[str, torch.Tensor]:
    """State dict of a Hugging Face folder (model.safetensors or pytorch_model.bin)."""
    for name in ("model.safetensors", "pytorch_model.bin"):
        f = folder / name
        if f.exists():
            try:
                if name.endswith(".safetensors"):
                    from safetensors.torch import load_file

                    return load_file(str(f))
                return torch.load(f, map_location="cpu", weights_only=True)
            except Exception as e:
                raise UserError(f"{f}: not readable ({type(e).__name__}: {e})") from e
    raise UserError(f"{folder}: neither model.safetensors nor pytorch_model.bin is here")


def find_tokenizer(folder: Path):
    """tokenizer.json, or a SentencePiece model (with KoBERT's vocabulary file) of an encoder folder."""
    if (folder / "tokenizer.json").exists():
        return tk.load(folder)
    models = sorted([*folder.glob("*.model"), *folder.glob("*.spiece")])
    if not models:
        raise UserError(f"{folder}: no tokenizer.json and no SentencePiece .model file here")
    vocab = None
    if (folder / "vocab.txt").exists():
        vocab = [line.rstrip("\n").split("\t")[0] for line in (folder / "vocab.txt").open(encoding="utf-8") if line.strip()]
    return tk.convert(models[0], charsmap=True, vocab=vocab)


def bert_state(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Encoder weights under our names (prefix `bert.` dropped), TensorFlow spellings mended, heads left out."""
    out = {}
    prefixed = any(k.startswith("bert.") for k in state)
    for k, v in state.items():
        if prefixed:
            if not k.startswith("bert."):
                continue
            k = k[5:]
        k = k.replace("LayerNorm.gamma", "LayerNorm.weight").replace("LayerNorm.beta", "LayerNorm.bias")
        if k.startswith(("embeddings.", "encoder.")) and not k.endswith("position_ids"):
            out[k] = v.float()
    return out


def load_encoder(where: str) -> tuple[EncoderConfig, dict[str, torch.Tensor], Any, dict[str, torch.Tensor]]:
    """Shape, weights, tokenizer and pooler weights of an encoder folder or hub id."""
    folder = resolve(where)
    c = encoder_config(read_json(folder / "config.json"))
    state = read_weights(folder)
    pooler = {k.rsplit("pooler.dense.", 1)[1]: v.float() for k, v in state.items() if "pooler.dense." in k}
    return c, bert_state(state), find_tokenizer(folder), pooler


def load_into(model: torch.nn.Module, state: dict[str, torch.Tensor], where: str) -> None:
    """Loads weights, or says which tensor has another shape."""
    own = model.state_dict()
    missing = [k for k in own if k not in state]
    extra = [k for k in state if k not in own]
    wrong = [f"{k} is {tuple(state[k].shape)}, expected {tuple(own[k].shape)}" for k in own if k in state and own[k].shape != state[k].shape]
    if missing or extra or wrong:
        first = wrong or [f"{k} is missing" for k in missing] or [f"{k} is not part of this model" for k in extra]
        raise UserError(f"{where}: a checkpoint of another shape: {first[0]} ({len(wrong) + len(missing) + len(extra)} differences); "
                        "check config.json beside it")
    model.load_state_dict(state)


def build(c: EncoderConfig, t: TrainConfig) -> InterviewModel:
    return InterviewModel(c, [h.strip() for h in t.heads.split(",") if h.strip()], t.pooling, t.input == "question+answer", t.dropout)


def payload(model: InterviewModel, t: TrainConfig, tok, report: dict, temperature: dict[str, float] | None = None) -> dict:
    """What a fine-tuned checkpoint holds; plain data and tensors only."""
    return {"format": FORMAT, "kind": "interview-training", "model": {k: v.detach().cpu().clone() for k, v in model.state_dict().items()},
            "encoder": to_dict(model.config), "train": to_dict(t), "tokenizer": tok.to_str(), "report": report,
            "temperature": temperature or {}}


def load(path: Path):
    """A fine-tuned checkpoint.

    Returns:
        model (eval mode), TrainConfig, tokenizer, the raw dict.
    """
    from tokenizers import Tokenizer

    try:
        raw = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as e:
        raise UserError(f"{path}: no such checkpoint") from e
    except Exception as e:
        raise UserError(f"{path}: not a readable checkpoint ({type(e).__name__}); if it is a KoBERT of the original scripts, "
                        "use import-kobert") from e
    if not isinstance(raw, dict) or raw.get("kind") != "interview-training":
        raise UserError(f"{path}: not a checkpoint of the train step; for a KoBERT of the original scripts use import-kobert")
    if raw.get("format", 0) > FORMAT:
        raise UserError(f"{path}: format {raw['format']} is newer than this program knows ({FORMAT}); update it")
    c, t = encoder_config(raw["encoder"]), from_dict(TrainConfig, raw["train"], str(path))
    model = build(c, t)
    load_into(model, raw["model"], str(path))
    return model.eval(), t, Tokenizer.from_str(raw["tokenizer"]), raw


def write_json(path: Path, data: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
