"""What the words alone say: TF-IDF over pieces and pairs of neighbouring pieces, inside the network's graph.

With some thousand training answers, a linear classifier over words knows things that a small encoder does not, and
the rare words that a question and its answer share are the best single sign of an answer to the point.
Everything here is counted or fitted in closed form on the training split before the encoder is trained; nothing learns by
gradient. Weights as in scikit-learn's TfidfVectorizer with sublinear counts and L2 norm: (1 + ln count) * idf.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

BUCKETS = 16381  # of pairs; a prime, so that neighbouring ids spread
FIRST_PIECE = 5  # ids below are [UNK] [PAD] [CLS] [SEP] [MASK]
PAIR_FACTOR = 7919
FLOOR = 1e-4  # under square roots and divisions; a normal number in fp16


def pair_bucket(first, second):
    """The bucket of two neighbouring pieces; arrays or tensors of ids."""
    return (first * PAIR_FACTOR + second) % BUCKETS


class Lexical(nn.Module):
    """A linear intent classifier over TF-IDF, and how far question and answer share rare words.

    Buffers:
        rarity [vocab]: inverse document frequency, scaled to at most 1, which a piece never seen has.
        known_rarity [vocab], pair_rarity [BUCKETS]: the same for what the classifier knows (pieces seen once, pairs seen in two
            texts), 0 for the rest.
        intent [vocab, 5], pair_intent [BUCKETS, 5], intent_bias [5]: logistic regression over the L2-normed vector.
        share: what the linear logits count beside the encoder's; fitted on the validation split.
    """

    def __init__(self, vocab: int, labels: int = 5):
        super().__init__()
        self.register_buffer("rarity", torch.ones(vocab))
        self.register_buffer("known_rarity", torch.ones(vocab))
        self.register_buffer("pair_rarity", torch.ones(BUCKETS))
        self.register_buffer("intent", torch.zeros(vocab, labels))
        self.register_buffer("pair_intent", torch.zeros(BUCKETS, labels))
        self.register_buffer("intent_bias", torch.zeros(labels))
        self.register_buffer("share", torch.zeros(1))

    def forward(self, ids: Tensor, answer: Tensor, asked: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Reads a batch.

        Args:
            ids: int64 [batch, sequence].
            answer, asked: 1 at the answer's and the question's positions, [batch, sequence].

        Returns:
            Intent logits [batch, 5]; overlap [batch, 2]: the share of the question's rare words found in the answer, and the
            cosine of the two; weight of each question token [batch, sequence], summing to 1 (or 0 without a question).
        """
        piece = (ids >= FIRST_PIECE).to(answer.dtype)
        answer, asked = answer * piece, asked * piece
        same = (ids[:, :, None] == ids[:, None, :]).to(answer.dtype)
        rarity = self.rarity[ids]
        count = (same @ answer[:, :, None])[..., 0]
        times = count.clamp(min=1)
        value = rarity * (1 + torch.log(times))
        known = self.known_rarity[ids] * (1 + torch.log(times))
        spread = answer * known / times  # a piece's value, divided over its occurrences
        following = torch.cat([ids[:, 1:], ids[:, :1]], 1)
        both = answer * torch.cat([answer[:, 1:], torch.zeros_like(answer[:, :1])], 1)
        pair = pair_bucket(ids, following)
        pair_count = ((pair[:, :, None] == pair[:, None, :]).to(answer.dtype) @ both[:, :, None])[..., 0]
        pair_value = self.pair_rarity[pair] * (1 + torch.log(pair_count.clamp(min=1)))
        pair_spread = both * pair_value / pair_count.clamp(min=1)
        own = (answer * value * value / times).sum(1, keepdim=True)
        norm = ((spread * known).sum(1, keepdim=True) + (pair_spread * pair_value).sum(1, keepdim=True) + FLOOR).sqrt()
        sums = (spread[:, None, :] @ self.intent[ids] + pair_spread[:, None, :] @ self.pair_intent[pair])[:, 0]
        asked_count = (same @ asked[:, :, None])[..., 0]
        weight = asked * rarity * rarity / asked_count.clamp(min=1)
        total = weight.sum(1, keepdim=True)
        found = (count > 0).to(answer.dtype)
        coverage = (weight * found).sum(1, keepdim=True) / (total + FLOOR)
        cosine = (weight / (rarity + FLOOR) * value * found).sum(1, keepdim=True) / ((total + FLOOR).sqrt() * (own + FLOOR).sqrt())
        return sums / norm + self.intent_bias, torch.cat([coverage, cosine], -1), weight / (total + FLOOR)

    def fit(self, questions: list[list[int]], answers: list[list[int]], intents: list[int], strength: float = 10.0) -> None:
        """Counts the rarities over questions and answers, and fits the intent classifier.

        Args:
            questions, answers: token ids; one question an answer.
            intents: label of each answer, -1 where unknown.
            strength: inverse of the L2 penalty (scikit-learn's C).
        """
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression

        vocab = len(self.rarity)
        bags = [_bag(a, vocab) for a in answers]
        frequency = np.zeros(vocab + BUCKETS)
        texts = [*bags, *(_bag(list(q), vocab) for q in {tuple(q) for q in questions})]
        for bag in texts:
            frequency[list(bag)] += 1
        idf = np.log((1 + len(texts)) / (1 + frequency)) + 1
        idf = (idf / idf.max()).astype(np.float32)
        self.rarity.copy_(torch.from_numpy(idf[:vocab]))
        idf[:vocab][frequency[:vocab] == 0] = 0
        idf[vocab:][frequency[vocab:] < 2] = 0
        self.known_rarity.copy_(torch.from_numpy(idf[:vocab]))
        self.pair_rarity.copy_(torch.from_numpy(idf[vocab:]))
        known = [i for i, y in enumerate(intents) if y >= 0 and bags[i]]
        if len({intents[i] for i in known}) < 2:
            return
        rows, columns, values = [], [], []
        for row, i in enumerate(known):
            names = np.array(list(bags[i]))
            v = idf[names] * (1 + np.log(np.array(list(bags[i].values()))))
            rows += [row] * len(names)
            columns += names.tolist()
            values += (v / np.sqrt((v * v).sum() + FLOOR)).tolist()
        x = csr_matrix((values, (rows, columns)), shape=(len(known), vocab + BUCKETS))
        model = LogisticRegression(C=strength, max_iter=3000, class_weight="balanced").fit(x, [intents[i] for i in known])
        weights, bias = model.coef_, model.intercept_
        if len(model.classes_) == 2:  # scikit-learn keeps one row then
            weights, bias = np.concatenate([-weights, weights]), np.concatenate([-bias, bias])
        self.intent_bias.fill_(-10.0)
        for row, label in enumerate(model.classes_):
            self.intent[:, label] = torch.from_numpy(weights[row, :vocab]).float()
            self.pair_intent[:, label] = torch.from_numpy(weights[row, vocab:]).float()
            self.intent_bias[label] = float(bias[row])


def _bag(ids: list[int], vocab: int) -> dict[int, int]:
    """Counts of pieces, and of pairs under vocab + bucket."""
    out: dict[int, int] = {}
    for i, x in enumerate(ids):
        if x < FIRST_PIECE:
            continue
        out[x] = out.get(x, 0) + 1
        if i + 1 < len(ids) and ids[i + 1] >= FIRST_PIECE:
            key = vocab + int(pair_bucket(x, ids[i + 1]))
            out[key] = out.get(key, 0) + 1
    return out
