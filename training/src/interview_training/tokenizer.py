"""The unigram tokenizer: training, conversion of any SentencePiece unigram model, and text preparation."""

from __future__ import annotations

import argparse
import fnmatch
import json
import random
import re
import unicodedata
from pathlib import Path
from typing import Iterable, Iterator

from .errors import UserError

SPECIALS = ["[UNK]", "[PAD]", "[CLS]", "[SEP]", "[MASK]"]
UNK, PAD, CLS, SEP, MASK = range(5)
_LITERAL = re.compile(r"[\[［]([A-ZＡ-Ｚ]{3,4})[\]］]")
_SPACES = re.compile(r"\s+")
_META = "\u2581"


def _harmless(found: re.Match) -> str:
    name = unicodedata.normalize("NFKC", found[1])
    return f"({name})" if f"[{name}]" in SPECIALS else found[0]


def clean(text: str) -> str:
    """Prepares people's text: literal special tokens become (SEP) …, white space collapses.

    Full-width brackets and letters count too: the tokenizer's NFKC would make a special token of them.
    """
    return _SPACES.sub(" ", _LITERAL.sub(_harmless, text)).strip()


def read_lines(path: Path) -> Iterator[str]:
    """Lines of a UTF-8 text file, plain or .xz, stripped, empty ones left out."""
    import lzma

    opener = lzma.open if path.suffix == ".xz" else open
    try:
        with opener(path, "rb") as f:
            for number, raw in enumerate(f, 1):
                try:
                    line = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
                except UnicodeDecodeError as e:
                    raise UserError(f"{path}: line {number} is not UTF-8 ({e.reason}); convert the file first") from e
                if line:
                    yield line
    except FileNotFoundError as e:
        raise UserError(f"{path}: no such file") from e
    except lzma.LZMAError as e:
        raise UserError(f"{path}: not a whole .xz file ({e}); fetch it again") from e


def sources(folder: Path) -> list[Path]:
    """Text files of a corpus folder, plain or .xz, in name order."""
    files = sorted(p for p in folder.iterdir() if p.name.endswith((".txt", ".txt.xz"))) if folder.is_dir() else []
    if not files:
        raise UserError(f"{folder}: no .txt or .txt.xz file here; give a folder with one sentence or paragraph a line")
    return files


def stem(path: Path) -> str:
    return path.name.removesuffix(".xz").removesuffix(".txt")


def weight_of(name: str, mix: dict[str, float], default: float = 1.0) -> float:
    """The weight of a source: the first glob of `mix` that matches its name."""
    for pattern, weight in mix.items():
        if fnmatch.fnmatch(name, pattern):
            return float(weight)
    return default


def train(files: Iterable[Path], output: Path, *, vocab_size: int = 8002, mix: dict[str, float] | None = None,
          sample_characters: int = 20_000_000, seed: int = 20261122, threads: int = 2,
          character_coverage: float = 0.9995) -> Path:
    """Trains a unigram model with KoBERT's special ids and writes `spm.model` into `output`.

    Args:
        files: text files, one sentence or paragraph a line.
        mix: weight by source name (globs); characters are drawn in proportion to weight × size.
        sample_characters: characters of text to train on.

    Returns:
        The path of the SentencePiece model.
    """
    import sentencepiece as spm

    output.mkdir(parents=True, exist_ok=True)
    files = list(files)
    rng = random.Random(seed)
    weights = {p: p.stat().st_size * (2.4 if p.suffix == ".xz" else 0.42) * weight_of(stem(p), mix or {}) for p in files}
    total = sum(weights.values())
    share = min(1.0, sample_characters / max(1.0, total))
    sample = output / "sample.txt"
    with sample.open("w", encoding="utf-8") as out:
        for p in files:
            rate = weight_of(stem(p), mix or {}) * share
            for line in read_lines(p):
                n = int(rate) + (rng.random() < rate - int(rate))
                for _ in range(n):
                    out.write(line + "\n")
    prefix = output / "spm"
    try:
        spm.SentencePieceTrainer.train(
            input=str(sample), model_prefix=str(prefix), vocab_size=vocab_size, model_type="unigram",
            character_coverage=character_coverage, normalization_rule_name="nmt_nfkc", split_by_whitespace=True,
            split_digits=True, byte_fallback=False, add_dummy_prefix=True, remove_extra_whitespaces=True,
            unk_id=UNK, pad_id=PAD, bos_id=CLS, eos_id=SEP, unk_piece="[UNK]", pad_piece="[PAD]", bos_piece="[CLS]",
            eos_piece="[SEP]", control_symbols=["[MASK]"], num_threads=threads, max_sentence_length=8192,
            minloglevel=1)
    except (RuntimeError, OSError) as e:
        raise UserError(f"SentencePiece could not train {vocab_size} pieces on {sample} ({sample.stat().st_size} bytes): "
                        f"{str(e).strip().splitlines()[-1]}. Give more text or a smaller --vocab-size.") from e
    sample.unlink()
    return prefix.with_suffix(".model")


def convert(model: Path, *, charsmap: bool = False, vocab: list[str] | None = None):
    """A `tokenizers.Tokenizer` with the ids of a SentencePiece unigram model.

    Args:
        model: SentencePiece model file (`spm.model`, KoBERT's `tokenizer_78b3253a26.model`, …).
        charsmap: keep the model's own character map; otherwise NFKC, which gives equal ids for
            `nmt_nfkc` models on ordinary text and a file a third of the size.
        vocab: pieces in id order where ids differ from the model's own (KoBERT's vocabulary file).
    """
    import sentencepiece as spm
    from sentencepiece import sentencepiece_model_pb2 as pb
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

    try:
        sp = spm.SentencePieceProcessor(model_file=str(model))
        proto = pb.ModelProto.FromString(Path(model).read_bytes())
    except Exception as e:
        raise UserError(f"{model}: not a SentencePiece model ({e})") from e
    if proto.trainer_spec.model_type != 1:
        raise UserError(f"{model}: only unigram SentencePiece models can be converted")
    score = {sp.id_to_piece(i): sp.get_score(i) for i in range(sp.get_piece_size())}
    pieces = vocab or [sp.id_to_piece(i) for i in range(sp.get_piece_size())]
    floor = min(score.values()) - 10
    entries = [(p, 0.0 if p in SPECIALS else score.get(p, floor)) for p in pieces]
    missing = [s for s in SPECIALS if s not in pieces]
    if missing:
        raise UserError(f"{model}: the vocabulary has no {', '.join(missing)}")
    tok = Tokenizer(models.Unigram(entries, unk_id=pieces.index("[UNK]"), byte_fallback=False))
    steps: list = []
    if charsmap and proto.normalizer_spec.precompiled_charsmap:
        steps.append(normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap))
    else:
        # What nmt_nfkc does beside NFKC: control characters vanish, invisible ones become spaces.
        steps += [normalizers.Replace(Regex("[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"), ""),
                  normalizers.Replace(Regex("[\u200b\u200e\u200f\u2581\ufeff]"), " "), normalizers.NFKC()]
    steps += [normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    tok.normalizer = normalizers.Sequence(steps)
    tok.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_META, prepend_scheme="always", split=True)
    tok.decoder = decoders.Metaspace(replacement=_META, prepend_scheme="always")
    add_specials(tok)
    return tok


def add_specials(tok) -> None:
    """Gives a tokenizer the [CLS] A [SEP] B [SEP] template and marks the special tokens."""
    from tokenizers import processors

    tok.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0", pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
        special_tokens=[(s, tok.token_to_id(s)) for s in ("[CLS]", "[SEP]")])
    tok.add_special_tokens(SPECIALS)


def save(tok, folder: Path, max_length: int = 256) -> None:
    """Writes tokenizer.json, tokenizer_config.json and special_tokens_map.json."""
    folder.mkdir(parents=True, exist_ok=True)
    tok.save(str(folder / "tokenizer.json"), pretty=False)
    names = {f"{s.strip('[]').lower()}_token": s for s in SPECIALS}
    dump = lambda name, data: (folder / name).write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    dump("special_tokens_map.json", names)
    dump("tokenizer_config.json", {**names, "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": max_length,
                                   "clean_up_tokenization_spaces": False, "model_input_names": ["input_ids", "token_type_ids", "attention_mask"]})


def load(folder: Path):
    """Loads tokenizer.json from a folder (or the file itself)."""
    from tokenizers import Tokenizer

    path = folder if folder.is_file() else folder / "tokenizer.json"
    if not path.exists():
        raise UserError(f"{path}: no tokenizer here; make one with the tokenizer step")
    try:
        tok = Tokenizer.from_file(str(path))
    except Exception as e:
        raise UserError(f"{path}: not a tokenizer.json ({e})") from e
    tok.no_truncation()
    tok.no_padding()
    return tok


def main(argv: list[str] | None = None) -> int:
    p = argparse.ArgumentParser(prog="interview_training tokenizer", formatter_class=argparse.RawDescriptionHelpFormatter,
                                description=__doc__, epilog="""examples:
  tokenizer --corpus data/corpus --config configs/tokenizer.toml --output data/tokenizer
  tokenizer --convert tokenizer_78b3253a26.model --output data/kobert-tokenizer""")
    p.add_argument("--corpus", type=Path, help="folder of .txt or .txt.xz files, one sentence or paragraph a line")
    p.add_argument("--extra", type=Path, nargs="*", default=[], help="more text files (weight 'extra' in the mix)")
    p.add_argument("--config", type=Path, help="TOML: vocab_size, sample_characters, [mix] name = weight")
    p.add_argument("--convert", type=Path, help="convert this SentencePiece model instead of training one")
    p.add_argument("--vocab", type=Path, help="with --convert: vocabulary file, one piece a line in id order (KoBERT's vocab)")
    p.add_argument("--charsmap", action="store_true", help="keep the model's own character map")
    p.add_argument("--output", type=Path, required=True, help="folder for tokenizer.json and its companions")
    p.add_argument("--vocab-size", type=int)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--seed", type=int, default=20261122)
    a = p.parse_args(argv)
    if bool(a.corpus) == bool(a.convert):
        p.error("give either --corpus (train) or --convert")
    vocab = None
    if a.convert:
        model = a.convert
        if a.vocab:
            vocab = [line.split("\t")[0].rstrip("\n") for line in a.vocab.open(encoding="utf-8")]
    else:
        import tomllib

        data = tomllib.loads(a.config.read_text(encoding="utf-8")) if a.config else {}
        model = train(sources(a.corpus) + a.extra, a.output, vocab_size=a.vocab_size or data.get("vocab_size", 8002),
                      mix=data.get("mix"), sample_characters=data.get("sample_characters", 20_000_000), seed=a.seed,
                      threads=a.threads)
    tok = convert(model, charsmap=a.charsmap, vocab=vocab)
    save(tok, a.output)
    print(f"{a.output}: {tok.get_vocab_size()} pieces, {(a.output / 'tokenizer.json').stat().st_size} bytes")
    return 0
