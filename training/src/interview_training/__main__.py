"""`python -m interview_training <step>`: one command a step."""

from __future__ import annotations

import importlib
import sys

from .errors import UserError

STEPS = {
    "prepare": ("prepare", "AI Hub label files or zips -> train/val CSV and a question pool file"),
    "tokenizer": ("tokenizer", "train a unigram tokenizer, or convert KoBERT's"),
    "pretrain": ("pretrain", "masked-LM pre-training of the encoder"),
    "train": ("train", "multi-task fine-tuning (kobert_train)"),
    "validate": ("validate", "metrics, baselines, slices, calibration (kobert_val)"),
    "export": ("export", "checkpoint -> model folder with int8 and fp16 ONNX"),
    "import-kobert": ("import_kobert", "a two-head KoBERT (.pt/.pth) -> model folder"),
    "oracle": ("oracle", "fixtures by which other runtimes check themselves"),
}
ALIASES = {"kobert_train": "train", "kobert_val": "validate"}


def main(argv: list[str] | None = None) -> int:
    argv = sys.argv[1:] if argv is None else argv
    step = ALIASES.get(argv[0], argv[0]) if argv else "--help"
    if step in ("-h", "--help"):
        print("usage: python -m interview_training <step> [options]   (<step> --help shows examples)\n")
        for name, (_, text) in STEPS.items():
            print(f"  {name:14} {text}")
        return 0 if argv else 2
    if step not in STEPS:
        print(f"unknown step {argv[0]}; steps: {', '.join(STEPS)}", file=sys.stderr)
        return 2
    try:
        return importlib.import_module(f".{STEPS[step][0]}", __package__).main(argv[1:]) or 0
    except UserError as e:
        print(f"error: {e}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; the last checkpoint is whole, run the same command again to go on", file=sys.stderr)
        return 130
    except OSError as e:
        if e.errno == 28:
            print(f"error: the disk is full ({e.filename or e}); free some space and run the same command again", file=sys.stderr)
            return 1
        raise


def cli() -> None:
    """Entry point of the installed command."""
    sys.exit(main())


if __name__ == "__main__":
    sys.exit(main())
