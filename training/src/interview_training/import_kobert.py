"""A two-head KoBERT, as the original scripts saved it, -> the app's model folder.

Reads `model.pt` or `kobert_model.pth` (a state dict, or a dict that holds one, or a whole pickled module with
--trust) and label encoders (JSON lists, text files, or scikit-learn pickles with --trust). Two heads, intent and
emotion, on the tanh pooler; shapes come from the weights.
"""

from __future__ import annotations

import argparse
import json
import pickle
import re
from pathlib import Path

import torch

from . import checkpoint as ck
from . import data as dt
from . import tokenizer as tk
from .config import EncoderConfig, TrainConfig
from .errors import UserError
from .modeling import InterviewModel

_CONTAINERS = ("model_state_dict", "state_dict", "model", "net", "weights")
_PREFIXES = ("module.", "model.", "bert_model.", "kobert.", "backbone.", "encoder_model.")


def read_state(path: Path, trust: bool = False) -> dict[str, torch.Tensor]:
    """Tensors by name from a .pt/.pth file. Pickled code runs only with `trust`."""
    if not path.exists():
        raise UserError(f"{path}: no such file")
    try:
        raw = torch.load(path, map_location="cpu", weights_only=not trust)
    except (pickle.UnpicklingError, RuntimeError, EOFError, OSError, ValueError, AttributeError, ModuleNotFoundError) as e:
        if not trust and isinstance(e, pickle.UnpicklingError):
            raise UserError(f"{path}: holds more than tensors (a whole pickled model?). If you made this file yourself, add --trust: "
                            "it runs code from the file") from e
        raise UserError(f"{path}: not a readable PyTorch file ({type(e).__name__}: {str(e).splitlines()[0] if str(e) else ''})") from e
    if isinstance(raw, torch.nn.Module):
        raw = raw.state_dict()
    for key in _CONTAINERS:
        if isinstance(raw, dict) and isinstance(raw.get(key), dict):
            raw = raw[key]
    if not isinstance(raw, dict) or not any(isinstance(v, torch.Tensor) for v in raw.values()):
        raise UserError(f"{path}: no weights inside; expected a state dict")
    return {k: v.float() for k, v in raw.items() if isinstance(v, torch.Tensor)}


def strip(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Names without wrappers (DataParallel's `module.` and the like), down to `bert.` for the encoder."""
    out = {}
    for k, v in state.items():
        changed = True
        while changed:
            changed = False
            for p in _PREFIXES:
                if k.startswith(p):
                    k, changed = k[len(p):], True
        if k.startswith(("embeddings.", "encoder.layer.", "pooler.dense.")):
            k = f"bert.{k}"
        out[k] = v
    return out


def head_names(state: dict[str, torch.Tensor]) -> dict[str, str]:
    """Weight names of the intent and emotion heads: by name, else by output size (5 and 3)."""
    heads = [k[:-7] for k, v in state.items() if k.endswith(".weight") and v.ndim == 2 and not k.startswith("bert.") and v.shape[0] <= 64]
    found: dict[str, str] = {}
    for head, pattern in (("intent", r"intent"), ("emotion", r"emo|sentiment")):
        hits = [h for h in heads if re.search(pattern, h)]
        if not hits:
            hits = [h for h in heads if state[f"{h}.weight"].shape[0] == {"intent": 5, "emotion": 3}[head]]
        if len(hits) != 1:
            raise UserError(f"cannot tell the {head} head: candidates {hits or heads or 'none'}; name it with --{head}-head")
        found[head] = hits[0]
    return found


def read_labels(path: Path | None, head: str, expected: list[str], n: int, trust: bool) -> list[str]:
    """Labels in output order: from a file, else alphabetical as scikit-learn's LabelEncoder orders them."""
    if path is None:
        labels = sorted(expected)
    elif path.suffix in (".pkl", ".pickle", ".joblib"):
        if not trust:
            raise UserError(f"{path}: a pickle can run code; add --trust if you made it, or give the labels as JSON in output order")
        try:
            encoder = pickle.loads(path.read_bytes())
        except Exception as e:
            raise UserError(f"{path}: not a readable pickle ({type(e).__name__}: {e}); give the labels as JSON in output order") from e
        labels = [str(x) for x in getattr(encoder, "classes_", encoder)]
    elif path.suffix == ".json":
        labels = dt.read_json(path)
        if isinstance(labels, dict):
            labels = labels.get("classes") or labels.get("classes_") or (
                [k for k, _ in sorted(labels.items(), key=lambda x: int(x[1]))] if all(str(v).isdigit() for v in labels.values())
                else [v for _, v in sorted(labels.items(), key=lambda x: int(x[0]))])
    else:
        labels = [x.strip() for x in path.read_text(encoding="utf-8").splitlines() if x.strip()]
    labels = [str(x).strip().lower() for x in labels]
    if len(labels) != n:
        raise UserError(f"{path or 'labels'}: {len(labels)} {head} labels, but the head has {n} outputs")
    unknown = [x for x in labels if x not in expected]
    if unknown:
        raise UserError(f"{path or 'labels'}: unknown {head} label {', '.join(unknown)}; known: {', '.join(expected)}")
    return labels


def from_state(state: dict[str, torch.Tensor], labels: dict[str, list[str]], heads: dict[str, str], attention_heads: int | None = None,
               act: str = "gelu") -> InterviewModel:
    """The two-head model with its heads' rows in our label order."""
    try:
        words = state["bert.embeddings.word_embeddings.weight"]
        positions = state["bert.embeddings.position_embeddings.weight"]
        up = state["bert.encoder.layer.0.intermediate.dense.weight"]
        pooler = {k: state[f"bert.pooler.dense.{k}"] for k in ("weight", "bias")}
    except KeyError as e:
        raise UserError(f"the weights have no {e.args[0]}: not a BERT with a pooler") from e
    layers = 1 + max(int(k.split(".")[3]) for k in state if k.startswith("bert.encoder.layer."))
    hidden = words.shape[1]
    n_heads = attention_heads or max(1, hidden // 64)
    if hidden % n_heads:
        raise UserError(f"hidden size {hidden} does not divide into {n_heads} attention heads; give --attention-heads")
    c = EncoderConfig(vocab_size=words.shape[0], hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=n_heads,
                      intermediate_size=up.shape[0], max_position_embeddings=positions.shape[0],
                      type_vocab_size=state["bert.embeddings.token_type_embeddings.weight"].shape[0], hidden_act=act)
    model = InterviewModel(c, ["intent", "emotion", "embedding"], "pooler", pair=False)
    ck.load_into(model.bert, ck.bert_state(state), "checkpoint")
    model.pooler.load_state_dict(pooler)
    for head, ours in (("intent", dt.INTENTS), ("emotion", dt.EMOTIONS)):
        weight, bias = state[f"{heads[head]}.weight"], state.get(f"{heads[head]}.bias")
        if weight.shape[1] != hidden:
            raise UserError(f"{heads[head]}: takes {weight.shape[1]} inputs, but the encoder gives {hidden}")
        order = [labels[head].index(x) for x in ours]
        model.classifier[head].weight.data.copy_(weight[order])
        model.classifier[head].bias.data.copy_(bias[order] if bias is not None else torch.zeros(len(order)))
    return model.eval()


def main(argv: list[str] | None = None) -> int:
    p = argparse.ArgumentParser(prog="interview_training import-kobert", formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__, epilog="""examples:
  import-kobert --model kobert_model.pth --tokenizer kobert-base-v1/ --intent-labels intent.json --emotion-labels emotion.json --output ../models/my-kobert
  import-kobert --model model.pt --tokenizer tokenizer_78b3253a26.model --vocab vocab.txt --intent-labels le_intent.pkl --emotion-labels le_emotion.pkl --trust --output ../models/my-kobert
  import-kobert … --val-csv val.csv      (fits temperatures and measures parity)""")
    p.add_argument("--model", type=Path, required=True)
    p.add_argument("--tokenizer", type=Path, required=True, help="folder with tokenizer.json or a SentencePiece .model, or such a file")
    p.add_argument("--vocab", type=Path, help="KoBERT's vocabulary file, if ids come from it")
    p.add_argument("--intent-labels", type=Path)
    p.add_argument("--emotion-labels", type=Path)
    p.add_argument("--intent-head", help="name of the intent layer, e.g. intent_classifier")
    p.add_argument("--emotion-head")
    p.add_argument("--attention-heads", type=int, help="default: hidden size / 64")
    p.add_argument("--act", default="gelu", choices=["gelu", "gelu_new", "gelu_pytorch_tanh", "relu"])
    p.add_argument("--max-length", type=int, default=256)
    p.add_argument("--trust", action="store_true", help="allow pickles, which can run code; only for files you made")
    p.add_argument("--val-csv", type=Path)
    p.add_argument("--output", type=Path, required=True)
    p.add_argument("--id")
    p.add_argument("--version", default="1.0.0")
    p.add_argument("--name", default="KoBERT, fine-tuned for interviews")
    p.add_argument("--name-ko", default="면접 답변으로 미세조정한 KoBERT")
    p.add_argument("--license", default="see the licence of the training data")
    p.add_argument("--maturity", choices=["preview", "stable"], default="stable")
    a = p.parse_args(argv)
    from .export import export, rounded

    state = strip(read_state(a.model, a.trust))
    named = {h: getattr(a, f"{h}_head") for h in ("intent", "emotion")}
    for h, n in named.items():
        if n and f"{n}.weight" not in state:
            raise UserError(f"--{h}-head {n}: no such layer; layers outside the encoder: {', '.join(sorted(k[:-7] for k in state if k.endswith('.weight') and not k.startswith('bert.')))}")
    heads = {h: n for h, n in named.items() if n} if all(named.values()) else {**head_names(state), **{h: n for h, n in named.items() if n}}
    labels = {h: read_labels(getattr(a, f"{h}_labels"), h, known, state[f"{heads[h]}.weight"].shape[0], a.trust)
              for h, known in (("intent", dt.INTENTS), ("emotion", dt.EMOTIONS))}
    model = from_state(state, labels, heads, a.attention_heads, a.act)
    if a.tokenizer.is_file() and a.tokenizer.suffix != ".json":
        vocab = [x.rstrip("\n").split("\t")[0] for x in a.vocab.open(encoding="utf-8") if x.strip()] if a.vocab else None
        tok = tk.convert(a.tokenizer, charsmap=True, vocab=vocab)
    else:
        tok = ck.find_tokenizer(a.tokenizer) if a.tokenizer.is_dir() else tk.load(a.tokenizer)
    if tok.get_vocab_size() > model.config.vocab_size:
        raise UserError(f"{a.tokenizer}: {tok.get_vocab_size()} pieces, but the model knows {model.config.vocab_size}: not this model's tokenizer")
    t = TrainConfig(input="answer", pooling="pooler", heads="intent,emotion,embedding", max_length=min(a.max_length, model.config.max_position_embeddings))
    a.output.mkdir(parents=True, exist_ok=True)
    tmp = a.output / "import.tmp.pth"
    torch.save(ck.payload(model, t, tok, {"sources": {"encoder": a.model.name}}), tmp)
    try:
        val = dt.read_csv(a.val_csv, "val") if a.val_csv else []
        result = export(tmp, a.output, val, model_id=a.id or a.output.name, version=a.version, name=a.name, name_ko=a.name_ko, license=a.license, maturity=a.maturity)
    finally:
        tmp.unlink(missing_ok=True)
    for f in ("onnx/model_quantized.onnx", "onnx/model_fp16.onnx"):
        print(f"{a.output / f}: {(a.output / f).stat().st_size / 1e6:.1f} MB")
    print(json.dumps(rounded({"by_file": result["tables"], "temperature": result["temperature"]})))
    return 0
