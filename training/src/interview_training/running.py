"""What every training loop needs: a learning-rate schedule, checkpoints that stay whole, a clean stop."""

from __future__ import annotations

import contextlib
import math
import os
import signal
from pathlib import Path

import torch

from .errors import UserError


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
