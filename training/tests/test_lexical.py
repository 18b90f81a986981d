"""The linear part equals scikit-learn's TF-IDF and logistic regression; overlap equals the formula."""

from collections import Counter

import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from interview_training.lexical import BUCKETS, Lexical, pair_bucket

VOCAB = 60


def corpus(seed: int = 0, n: int = 80):
    rng = np.random.default_rng(seed)
    intents = rng.integers(0, 3, n).tolist()
    answers = [(rng.integers(5, 25, 12) + 12 * y).tolist() for y in intents]
    questions = [rng.integers(5, VOCAB, 6).tolist() for _ in range(4)]
    return [questions[i % 4] for i in range(n)], answers, intents


def batch(question: list[int], answer: list[int]):
    ids = torch.tensor([[2, *question, 3, *answer, 3]])
    first = len(question) + 2
    place = torch.arange(ids.shape[1])[None]
    return ids, (place >= first).float(), (place < first).float()


def names(ids: list[int]) -> list[str]:
    return [str(i) for i in ids] + [f"p{pair_bucket(a, b)}" for a, b in zip(ids, ids[1:])]


def test_intent_equals_scikit_learn():
    questions, answers, intents = corpus()
    lexical = Lexical(VOCAB)
    lexical.fit(questions, answers, intents)
    texts = [*answers, *(list(q) for q in {tuple(q) for q in questions})]
    seen = Counter(n for t in texts for n in set(names(t)))
    vectorizer = TfidfVectorizer(analyzer=lambda t: [n for n in names(t) if seen[n] > (n[0] == "p")], sublinear_tf=True).fit(texts)
    reference = LogisticRegression(C=10, max_iter=3000, class_weight="balanced").fit(vectorizer.transform(answers), intents)
    _, unseen, _ = corpus(1)
    for a in unseen[:20]:
        logits, _, _ = lexical(*batch(questions[0], a))
        expected = reference.decision_function(vectorizer.transform([a]))[0]
        found = logits[0, :3].numpy()
        # Both are free in a common shift; FLOOR moves the norm a little.
        assert np.allclose(found - found.mean(), expected - expected.mean(), atol=0.02)
        assert (logits[0, 3:] < found.min()).all()  # labels that were not in the data


def test_overlap():
    lexical = Lexical(VOCAB)
    lexical.rarity.copy_(torch.linspace(0.2, 1.0, VOCAB))
    r = lexical.rarity.numpy()
    question, answer = [10, 50, 10, 30], [50, 40, 50, 10]
    _, overlap, weight = lexical(*batch(question, answer))
    squares = {i: r[i] ** 2 for i in (10, 50, 30)}
    coverage = (squares[10] + squares[50]) / sum(squares.values())
    value = {50: r[50] * (1 + np.log(2)), 40: r[40], 10: r[10]}
    cosine = (r[10] * value[10] + r[50] * value[50]) / np.sqrt(sum(squares.values()) * sum(v * v for v in value.values()))
    assert np.allclose(overlap[0].numpy(), [coverage, cosine], atol=1e-3)
    assert np.isclose(float(weight.sum()), 1, atol=1e-3)
    assert (weight[0, [0, 5]] == 0).all()  # [CLS] and [SEP] ask nothing


def test_nothing_shared_and_no_question():
    lexical = Lexical(VOCAB)
    _, overlap, _ = lexical(*batch([10, 11], [30, 31]))
    assert overlap.abs().max() == 0
    logits, overlap, weight = lexical(*batch([], [30, 31]))
    assert torch.isfinite(logits).all() and overlap.abs().max() == 0 and weight.sum() == 0


def test_buckets_are_spread():
    first, second = np.meshgrid(np.arange(5, 400), np.arange(5, 400))
    counts = np.bincount(pair_bucket(first, second).ravel(), minlength=BUCKETS)
    assert counts.max() < 3 * counts.mean()
