"""Dataclass configs that live in TOML files, are printed at start and saved with checkpoints."""

from __future__ import annotations

import dataclasses
import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from .errors import UserError

T = TypeVar("T")


@dataclass
class EncoderConfig:
    """Shape of the encoder; the names are those of BertConfig.

    KoBERT itself is 12 layers of 768 with an intermediate size of 3,072 and 512 positions.
    """

    vocab_size: int = 8002
    hidden_size: int = 256
    num_hidden_layers: int = 4
    num_attention_heads: int = 4
    intermediate_size: int = 1024
    max_position_embeddings: int = 256
    type_vocab_size: int = 2
    hidden_act: str = "gelu_pytorch_tanh"
    layer_norm_eps: float = 1e-12
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    initializer_range: float = 0.02
    pad_token_id: int = 1


@dataclass
class PretrainConfig:
    """Masked language modelling.

    Attributes:
        mix: tokens drawn from a source, in passes over it (0.5 = half of it, 3 = three times);
            keys are file stems or globs, the first that matches wins.
        batch_tokens: tokens per optimiser step (over all processes and accumulation steps).
        long_from: share of the schedule after which sequences have `long_length` tokens.
        max_minutes: 0, or wall-clock minutes over which the schedule is spread instead of `steps`.
        whole_word_from: share of the schedule after which whole words are masked; single pieces before.
        neighbour_prior: start the first layers' heads on neighbouring tokens (see `pretrain.neighbour_prior`).
        match_rate: share of two-segment sequences whose second segment comes from elsewhere in the same source;
            [CLS] learns to tell them from the whole ones, as the relevance head will have to (0 = no such loss).
        match_weight: weight of that loss beside the masked-LM loss.
        match_sources: sources (stems or globs) whose neighbouring lines belong together.
        precision: "fp32" or "bf16" (autocast).
    """

    encoder: EncoderConfig = field(default_factory=EncoderConfig)
    mix: dict[str, float] = field(default_factory=dict)
    seed: int = 20261122
    steps: int = 10000
    batch_tokens: int = 4096
    accumulation: int = 1
    length: int = 128
    long_length: int = 256
    long_from: float = 0.8
    mask_rate: float = 0.2
    whole_word: bool = True
    whole_word_from: float = 0.4
    learning_rate: float = 1e-3
    min_lr_ratio: float = 0.02
    warmup: float = 0.04
    weight_decay: float = 0.01
    clip: float = 1.0
    dropout: float = 0.0
    precision: str = "bf16"
    embedding_init: str = "ppmi"
    neighbour_prior: bool = True
    match_rate: float = 0.0
    match_weight: float = 0.3
    match_sources: list[str] = field(default_factory=lambda: ["*"])
    max_minutes: float = 0.0
    checkpoint_minutes: float = 4.0
    log_every: int = 50
    validation_lines: int = 2000


@dataclass
class TrainConfig:
    """Multi-task fine-tuning.

    Attributes:
        input: "question+answer" or "answer".
        pooling: "attention" (learned pooling for each task over question and answer), or "pooler"
            (tanh pooler on [CLS], as KoBERT classifiers have).
        order: which order the data is shown in: another number changes what each epoch draws, not the initial weights.
        batch_tokens: padded tokens per step.
        layer_decay: learning rate of a layer = learning_rate x layer_decay ^ (layers above it).
        negatives: share of on-topic answers that an epoch also shows under another question.
        spoken: share of typed answers that an epoch shows as speech transcripts.
        focal: gamma of the focal loss for intent and emotion (0 = cross-entropy).
        ordinal: width, in levels, of the soft ordinal target (0 = plain classes).
        ema: decay of the weight average that is validated and saved (0 = none).
        validate_from: share of the schedule before which epochs are not validated.
        max_minutes: 0, or wall-clock minutes in which the schedule ends at the latest.
    """

    seed: int = 20261122
    order: int = 0
    input: str = "question+answer"
    pooling: str = "attention"
    heads: str = "intent,emotion,quality,relevance,role,embedding"
    max_length: int = 256
    window_overlap: int = 64
    max_question_tokens: int = 64
    epochs: int = 14
    patience: int = 5
    batch_tokens: int = 4096
    learning_rate: float = 4e-4
    head_learning_rate: float = 1e-3
    layer_decay: float = 0.85
    weight_decay: float = 0.05
    warmup: float = 0.08
    clip: float = 1.0
    dropout: float = 0.1
    token_dropout: float = 0.06
    class_weights: bool = True
    focal: float = 0.0
    ordinal: float = 0.6
    label_smoothing: float = 0.05
    negatives: float = 0.6
    spoken: float = 0.3
    ema: float = 0.98
    validate_from: float = 0.0
    precision: str = "bf16"
    weights: dict[str, float] = field(default_factory=lambda: {
        "intent": 1.0, "emotion": 1.0, "quality": 1.0, "relevance": 1.0, "role": 1.0})
    max_minutes: float = 0.0


def _build(cls: type[T], data: dict[str, Any], where: str) -> T:
    names = {f.name: f for f in dataclasses.fields(cls)}  # type: ignore[arg-type]
    unknown = sorted(set(data) - set(names))
    if unknown:
        raise UserError(f"{where}: unknown setting {', '.join(unknown)}; known: {', '.join(names)}")
    kwargs: dict[str, Any] = {}
    for key, value in data.items():
        default = names[key].default_factory() if names[key].default_factory is not dataclasses.MISSING else names[key].default
        if dataclasses.is_dataclass(default):
            value = _build(type(default), value, f"{where}.{key}")
        elif isinstance(default, bool) != isinstance(value, bool) or (
            isinstance(default, (int, float)) and not isinstance(value, (int, float))
        ) or (isinstance(default, str) and not isinstance(value, str)):
            raise UserError(f"{where}: {key} is {value!r}, expected something like {default!r}")
        elif isinstance(default, float):
            value = float(value)
        kwargs[key] = value
    return cls(**kwargs)


def from_dict(cls: type[T], data: dict[str, Any], where: str = "config") -> T:
    """Builds a config dataclass from plain data, refusing unknown names and wrong types."""
    return _build(cls, data, where)


def load(cls: type[T], path: Path | None, overrides: list[str] | None = None) -> T:
    """Reads a TOML file into a config and applies `key=value` overrides (dots go into parts)."""
    data: dict[str, Any] = {}
    where = "config"
    if path is not None:
        where = str(path)
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as e:
            raise UserError(f"{path}: no such config file") from e
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
            raise UserError(f"{path}: not valid TOML: {e}") from e
    for item in overrides or []:
        key, sep, text = item.partition("=")
        if not sep:
            raise UserError(f"--set {item}: write it as name=value")
        try:
            value = tomllib.loads(f"v = {text}")["v"]
        except tomllib.TOMLDecodeError:
            value = text
        target = data
        parts = key.split(".")
        for part in parts[:-1]:
            target = target.setdefault(part, {})
        target[parts[-1]] = value
    return _build(cls, data, where)


def to_dict(config: Any) -> dict[str, Any]:
    return dataclasses.asdict(config)


def show(name: str, config: Any) -> None:
    """Prints a config at the start of a step."""
    print(f"{name} config: {json.dumps(to_dict(config), ensure_ascii=False)}", flush=True)
