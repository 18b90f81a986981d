"""Ids and offsets equal SentencePiece's; special ids are KoBERT's; people's text cannot hold control tokens."""

import unicodedata

import pytest
import sentencepiece as spm

from interview_training import oracle
from interview_training import tokenizer as tk
from interview_training.errors import UserError

TEXTS = [t for t in oracle.TEXTS if t.strip()] + ["저는 매장에서 3주 동안 데이터를 분석했습니다.", unicodedata.normalize("NFD", "고객 상담")]


def test_special_ids_are_koberts(tok):
    assert [tok.token_to_id(s) for s in tk.SPECIALS] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("text", TEXTS)
def test_ids_equal_sentencepiece(tok, tokenizer_folder, text):
    sp = spm.SentencePieceProcessor(model_file=str(tokenizer_folder / "spm.model"))
    text = tk.clean(text)
    ours, theirs = tok.encode(text, add_special_tokens=False).ids, sp.encode(text)
    if ours != theirs:  # ties between equally good segmentations may fall differently
        score = lambda ids: sum(sp.get_score(i) for i in ids)
        assert sp.decode(ours) == sp.decode(theirs)
        assert score(ours) == pytest.approx(score(theirs), abs=1e-3)


def test_offsets_point_at_the_text(tok):
    text = "저는 팀원과 일정을 나눴습니다"
    e = tok.encode(text, add_special_tokens=False)
    for token, (a, b) in zip(e.tokens, e.offsets):
        letters = token.replace("\u2581", "")
        assert not letters or text[a:b].strip() == letters
    starts = [a for a, _ in e.offsets]
    assert starts == sorted(starts) and e.offsets[-1][1] == len(text)


def test_pieces_do_not_cross_words(tok):
    text = "매일 동료와 함께 고객 상담을 정리했습니다."
    assert tok.encode(text, add_special_tokens=False).ids == [i for w in text.split() for i in tok.encode(w, add_special_tokens=False).ids]


def test_literal_special_tokens_become_text(tok):
    cleaned = tk.clean("[SEP] 저는 [MASK]  지원자")
    assert cleaned == "(SEP) 저는 (MASK) 지원자"
    assert tk.clean("［ＳＥＰ］ 전각") == "(SEP) 전각"
    assert not {1, 2, 3, 4} & set(tok.encode(cleaned, add_special_tokens=False).ids)


def test_pair_template(tok):
    e = tok.encode("질문", "답변")
    assert (e.ids[0], e.ids[-1], e.ids.count(tk.SEP)) == (tk.CLS, tk.SEP, 2)
    first = e.ids.index(tk.SEP)
    assert e.type_ids == [0] * (first + 1) + [1] * (len(e.ids) - first - 1)


def test_charsmap_can_be_kept(tokenizer_folder, tok):
    kept = tk.convert(tokenizer_folder / "spm.model", charsmap=True)
    text = "전각 ＡＢＣ 데이터 정리"
    assert kept.encode(text, add_special_tokens=False).ids == tok.encode(text, add_special_tokens=False).ids


def test_vocabulary_file_gives_its_own_ids(tokenizer_folder):
    sp = spm.SentencePieceProcessor(model_file=str(tokenizer_folder / "spm.model"))
    pieces = [sp.id_to_piece(i) for i in range(sp.get_piece_size())]
    vocab = pieces[:5] + pieces[5:][::-1]
    t = tk.convert(tokenizer_folder / "spm.model", vocab=vocab)
    assert [vocab[i] for i in t.encode("고객 상담을 정리했습니다.", add_special_tokens=False).ids] == sp.encode("고객 상담을 정리했습니다.", out_type=str)


def test_training_is_reproducible(corpus, tmp_path, tokenizer_folder):
    again = tk.train(tk.sources(corpus), tmp_path, vocab_size=300, character_coverage=1.0)
    a, b = (spm.SentencePieceProcessor(model_file=str(p)) for p in (again, tokenizer_folder / "spm.model"))
    assert [a.id_to_piece(i) for i in range(300)] == [b.id_to_piece(i) for i in range(300)]


def test_bad_input_names_the_file(tmp_path, corpus):
    bad = tmp_path / "spm.model"
    bad.write_bytes(b"not a model")
    with pytest.raises(UserError, match="spm.model"):
        tk.convert(bad)
    (tmp_path / "x.txt").write_bytes("앞줄\n".encode() + b"\xff\xfe\n")
    with pytest.raises(UserError, match=r"x\.txt: line 2"):
        list(tk.read_lines(tmp_path / "x.txt"))
    with pytest.raises(UserError, match="smaller --vocab-size"):
        tk.train(tk.sources(corpus), tmp_path / "out", vocab_size=60000)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match=r"no \.txt"):
        tk.sources(tmp_path / "empty")
