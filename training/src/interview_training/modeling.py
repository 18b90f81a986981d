"""The KoBERT-architecture encoder, its masked-LM head, and the interview heads.

Parameter names are those of `transformers.BertModel`, so weights move both ways by name.
The code is a plain graph (no fused operators) because onnxruntime fuses it when it loads.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .config import EncoderConfig
from .lexical import Lexical

PAD = 1  # id of [PAD]
MASKED = -10000.0  # finite in fp16 too
NORM_FLOOR = 1e-4  # under squared norms; a normal number in fp16
MATCHES = 8  # similarities that the relevance head sees
MATCH_SCALE = 4.0  # brings similarities to the size of the other features


def gelu(name: str):
    """The activation that a BertConfig names."""
    if name in ("gelu_new", "gelu_pytorch_tanh", "gelu_fast"):
        return lambda x: F.gelu(x, approximate="tanh")
    if name == "gelu":
        return F.gelu
    if name == "relu":
        return F.relu
    raise ValueError(f"unknown activation {name}")


class Embeddings(nn.Module):
    """Word + position + segment embeddings, LayerNorm, dropout."""

    def __init__(self, c: EncoderConfig):
        super().__init__()
        self.word_embeddings = nn.Embedding(c.vocab_size, c.hidden_size)
        self.position_embeddings = nn.Embedding(c.max_position_embeddings, c.hidden_size)
        self.token_type_embeddings = nn.Embedding(c.type_vocab_size, c.hidden_size)
        self.LayerNorm = nn.LayerNorm(c.hidden_size, eps=c.layer_norm_eps)
        self.dropout = nn.Dropout(c.hidden_dropout_prob)

    def forward(self, input_ids: Tensor, token_type_ids: Tensor) -> Tensor:
        positions = torch.arange(input_ids.shape[1], device=input_ids.device)
        x = self.word_embeddings(input_ids) + self.position_embeddings(positions) + self.token_type_embeddings(token_type_ids)
        return self.dropout(self.LayerNorm(x))


class SelfAttention(nn.Module):
    def __init__(self, c: EncoderConfig):
        super().__init__()
        self.heads = c.num_attention_heads
        self.query = nn.Linear(c.hidden_size, c.hidden_size)
        self.key = nn.Linear(c.hidden_size, c.hidden_size)
        self.value = nn.Linear(c.hidden_size, c.hidden_size)
        self.p = c.attention_probs_dropout_prob
        self.plain = False  # set while exporting: matmul/softmax instead of the fused kernel

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        b, s, h = x.shape
        q, k, v = (f(x).view(b, s, self.heads, h // self.heads).transpose(1, 2) for f in (self.query, self.key, self.value))
        if self.plain:
            scores = q @ k.transpose(-1, -2) * (h // self.heads) ** -0.5
            y = torch.softmax(scores if bias is None else scores + bias, dim=-1) @ v
        else:
            y = F.scaled_dot_product_attention(q, k, v, None if bias is None else bias.to(q.dtype), self.p if self.training else 0.0)
        return y.transpose(1, 2).reshape(b, s, h)


class Residual(nn.Module):
    """dense -> dropout -> LayerNorm(x + residual)."""

    def __init__(self, c: EncoderConfig, width: int):
        super().__init__()
        self.dense = nn.Linear(width, c.hidden_size)
        self.LayerNorm = nn.LayerNorm(c.hidden_size, eps=c.layer_norm_eps)
        self.dropout = nn.Dropout(c.hidden_dropout_prob)

    def forward(self, y: Tensor, x: Tensor) -> Tensor:
        return self.LayerNorm(x + self.dropout(self.dense(y)))


class Attention(nn.Module):
    def __init__(self, c: EncoderConfig):
        super().__init__()
        self.self = SelfAttention(c)
        self.output = Residual(c, c.hidden_size)


class Intermediate(nn.Module):
    def __init__(self, c: EncoderConfig):
        super().__init__()
        self.dense = nn.Linear(c.hidden_size, c.intermediate_size)


class Layer(nn.Module):
    """One post-norm transformer layer."""

    def __init__(self, c: EncoderConfig):
        super().__init__()
        self.attention = Attention(c)
        self.intermediate = Intermediate(c)
        self.output = Residual(c, c.intermediate_size)
        self.act = gelu(c.hidden_act)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        x = self.attention.output(self.attention.self(x, bias), x)
        return self.output(self.act(self.intermediate.dense(x)), x)


class LayerStack(nn.Module):
    def __init__(self, c: EncoderConfig):
        super().__init__()
        self.layer = nn.ModuleList(Layer(c) for _ in range(c.num_hidden_layers))


class Encoder(nn.Module):
    """BERT encoder without a pooler.

    Args (forward):
        input_ids: int64 [batch, sequence].
        token_type_ids: int64 [batch, sequence].
        attention_mask: [batch, sequence], 1 = attend; None when nothing is padded.

    Returns:
        Last hidden states, float [batch, sequence, hidden].
    """

    def __init__(self, c: EncoderConfig):
        super().__init__()
        self.config = c
        self.embeddings = Embeddings(c)
        self.encoder = LayerStack(c)
        self.apply(self._init)

    def _init(self, m: nn.Module) -> None:
        std = self.config.initializer_range
        if isinstance(m, nn.Linear):
            nn.init.normal_(m.weight, 0.0, std)
            nn.init.zeros_(m.bias)
        elif isinstance(m, nn.Embedding):
            nn.init.normal_(m.weight, 0.0, std)

    def forward(self, input_ids: Tensor, token_type_ids: Tensor, attention_mask: Tensor | None = None) -> Tensor:
        x = self.embeddings(input_ids, token_type_ids)
        bias = None
        if attention_mask is not None:
            bias = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * MASKED
        for layer in self.encoder.layer:
            x = layer(x, bias)
        return x


class MaskedLM(nn.Module):
    """Encoder with a tied masked-LM decoder, computed at the masked positions only."""

    def __init__(self, c: EncoderConfig):
        super().__init__()
        self.bert = Encoder(c)
        self.transform = nn.Linear(c.hidden_size, c.hidden_size)
        self.norm = nn.LayerNorm(c.hidden_size, eps=c.layer_norm_eps)
        self.bias = nn.Parameter(torch.zeros(c.vocab_size))
        self.match = nn.Linear(3 * c.hidden_size, 1)  # whether the two segments belong together
        nn.init.normal_(self.transform.weight, 0.0, c.initializer_range)
        nn.init.zeros_(self.transform.bias)
        nn.init.normal_(self.match.weight, 0.0, c.initializer_range)
        nn.init.zeros_(self.match.bias)
        self.act = gelu(c.hidden_act)

    def forward(self, input_ids: Tensor, token_type_ids: Tensor, where: Tensor, targets: Tensor, together: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """Losses in nats: masked LM at `where` (flat positions [n]) against `targets` [n], and the match of the segments.

        Args:
            together: [batch], 1 = the segments are neighbours, 0 = the second is from elsewhere, -1 = not asked.

        Returns:
            Mean cross-entropies; the second is None where no sequence is asked.
        """
        x = self.bert(input_ids, token_type_ids)
        sequence = x
        x = x.reshape(-1, x.shape[-1])[where]
        x = self.norm(self.act(self.transform(x)))
        logits = F.linear(x, self.bert.embeddings.word_embeddings.weight.to(x.dtype), self.bias.to(x.dtype))
        loss = F.cross_entropy(logits.float(), targets)
        if together is None or not (together >= 0).any():
            return loss, None
        asked = together >= 0
        y, second = sequence[asked], token_type_ids[asked].to(x.dtype)
        first = (input_ids[asked] != PAD).to(x.dtype) - second
        u, v = ((w[:, None, :] @ y)[:, 0] / w.sum(1, keepdim=True).clamp(min=1) for w in (first, second))
        logit = self.match(torch.cat([u * v, (u - v).abs(), y[:, 0]], -1))[:, 0]
        return loss, F.binary_cross_entropy_with_logits(logit.float(), together[asked].float())


# ---------------------------------------------------------------- interview heads

SIZES = {"intent": 5, "emotion": 3, "quality": 5, "relevance": 1, "role": 5}
SEQUENCE_HEADS = ["intent", "emotion", "quality", "relevance"]
OUTPUTS = {"intent": "intent_logits", "emotion": "emotion_logits", "quality": "quality_logits",
           "relevance": "relevance_logits", "role": "role_logits", "embedding": "token_embeddings"}


class InterviewModel(nn.Module):
    """Encoder with the interview heads.

    Pooling "pooler": tanh(dense([CLS])) and one linear layer a head, as KoBERT classifiers have.
    Pooling "attention": every sequence-level head pools the answer's tokens with a softmax of its own;
    relevance compares a pooled question with a pooled answer, and sees how well each question token is matched by
    its most similar answer token (of words alone and in context) and which rare words both share; quality also sees
    log(answer tokens); intent adds the logits of a linear classifier over words (`Lexical`) when not training.

    Args:
        c: encoder shape.
        heads: any of intent, emotion, quality, relevance, role, embedding.
        pooling: "attention" or "pooler".
        pair: whether inputs are question + answer (segment 1 is the answer) or the answer alone.
    """

    def __init__(self, c: EncoderConfig, heads: list[str], pooling: str = "attention", pair: bool = True, dropout: float = 0.1):
        super().__init__()
        h = c.hidden_size
        self.config, self.heads, self.pooling, self.pair = c, list(heads), pooling, pair
        self.bert = Encoder(c)
        self.dropout = nn.Dropout(dropout)
        self.sequence_heads = [n for n in SEQUENCE_HEADS if n in heads]
        self.act = gelu(c.hidden_act)
        self.classifier = nn.ModuleDict()
        if pooling == "pooler":
            self.pooler = nn.Linear(h, h)
            for n in self.sequence_heads:
                self.classifier[n] = nn.Linear(h, SIZES[n])
        elif pooling == "attention":
            self.pool = nn.Linear(h, len(self.sequence_heads) + 1)  # the last one pools the question
            self.lexical = Lexical(c.vocab_size, SIZES["intent"])
            for n in self.sequence_heads:
                if n == "quality":
                    self.classifier[n] = nn.ModuleDict({"hidden": nn.Linear(2 * h + 1, h), "out": nn.Linear(h, SIZES[n])})
                elif n == "relevance":
                    self.classifier[n] = nn.ModuleDict({"hidden": nn.Linear(3 * h + MATCHES, h), "out": nn.Linear(h, SIZES[n]), "direct": nn.Linear(MATCHES, SIZES[n])})
                else:
                    self.classifier[n] = nn.Linear(2 * h, SIZES[n])
        else:
            raise ValueError(f"unknown pooling {pooling}")
        if "role" in heads:
            self.classifier["role"] = nn.Linear(h, SIZES["role"])
        for name, m in self.named_modules():
            if isinstance(m, nn.Linear) and not name.startswith("bert."):
                nn.init.normal_(m.weight, 0.0, 0.02)
                nn.init.zeros_(m.bias)

    def forward(self, input_ids: Tensor, attention_mask: Tensor | None, token_type_ids: Tensor) -> dict[str, Tensor]:
        """Logits by output name; sequence heads [batch, n], role [batch, sequence, 5], embeddings [batch, sequence, hidden]."""
        x = self.bert(input_ids, token_type_ids, attention_mask)
        out: dict[str, Tensor] = {}
        if self.pooling == "pooler":
            pooled = self.dropout(torch.tanh(self.pooler(x[:, 0])))
            for n in self.sequence_heads:
                out[OUTPUTS[n]] = self.classifier[n](pooled)
        else:
            mask = torch.ones_like(x[..., 0]) if attention_mask is None else attention_mask.to(x.dtype)
            second = token_type_ids.to(x.dtype)
            answer = mask * second if self.pair else mask
            asked = mask * (1 - second)
            count = answer.sum(1, keepdim=True)
            mean = (answer[:, None, :] @ x)[:, 0] / count
            scores = self.pool(x).transpose(1, 2)  # [b, tasks + 1, s]
            k = len(self.sequence_heads)
            keep = torch.cat([answer[:, None, :].expand(-1, k, -1), asked[:, None, :]], 1)
            weights = torch.softmax(scores + (1 - keep) * MASKED, dim=-1)
            pools = weights @ x  # [b, tasks + 1, h]
            words, overlap, rare = self.lexical(input_ids, answer, asked)
            for i, n in enumerate(self.sequence_heads):
                v, head = pools[:, i], self.classifier[n]
                if n == "quality":
                    f = torch.cat([v, mean, torch.log(count) / 6], -1)
                    out[OUTPUTS[n]] = head["out"](self.dropout(self.act(head["hidden"](self.dropout(f)))))
                elif n == "relevance":
                    u = pools[:, k]
                    matches = []
                    for y in (self.bert.embeddings.word_embeddings(input_ids), x):
                        y = y / ((y * y).sum(-1, keepdim=True) + NORM_FLOOR).sqrt()
                        best = ((y @ y.transpose(1, 2)) + (1 - answer[:, None, :]) * MASKED).amax(-1)  # [b, s]
                        matches += [(best * weights[:, k]).sum(1, keepdim=True), (best * asked).sum(1, keepdim=True) / asked.sum(1, keepdim=True),
                                    (best * rare).sum(1, keepdim=True)]
                    m = MATCH_SCALE * torch.cat([*matches, overlap], -1)
                    f = torch.cat([u * v, (u - v).abs(), x[:, 0], m], -1)
                    out[OUTPUTS[n]] = head["out"](self.dropout(self.act(head["hidden"](self.dropout(f))))) + head["direct"](m)
                else:
                    out[OUTPUTS[n]] = head(self.dropout(torch.cat([v, mean], -1)))
                    if n == "intent" and not self.training:
                        out[OUTPUTS[n]] = out[OUTPUTS[n]] + self.lexical.share * words
        if "role" in self.heads:
            out[OUTPUTS["role"]] = self.classifier["role"](self.dropout(x))
        if "embedding" in self.heads:
            out[OUTPUTS["embedding"]] = x
        return out

    def plain(self, on: bool = True) -> "InterviewModel":
        """Switches attention between the fused kernel and plain matmul/softmax."""
        for layer in self.bert.encoder.layer:
            layer.attention.self.plain = on
        return self
