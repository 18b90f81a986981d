"""The model card, generated from what was trained and measured: a summary in Korean, then everything in English."""

from __future__ import annotations

from pathlib import Path

from .validate import interval, number

ATTRIBUTION = """- Korean Wikipedia contributors (CC BY-SA 3.0); Korean Wikinews contributors (CC BY 2.5); Tatoeba contributors (CC BY 2.0 FR).
- KLUE (CC BY-SA 4.0); KorNLI/KorSTS, Kakao Brain (CC BY-SA 4.0); Universal Dependencies Korean GSD, Kaist, KSL (CC BY-SA 4.0), PUD (CC BY-SA 3.0); 3i4K, ParaKQC, sae4K, StyleKQC, Won Ik Cho et al. (CC BY-SA 4.0); d2l-ko (CC BY-SA 4.0); nodebestpractices, OWASP Top 10 (CC BY-SA 4.0); UNESCO publications (CC BY-SA 3.0 IGO).
- National petitions: Office of the President of Korea, KOGL type 1 (via lovit/petitions_archive); book reviews: National Assembly Library (CC BY), acornpub.co.kr (CC BY 2.0 KR), both via yiunsr/boddari.
- Documentation: Microsoft and contributors (CC BY 4.0); Adobe (MIT); React, Vue, TypeScript, CNCF Glossary, opensource.guide (CC BY 4.0); Vite, Helm, toss (MIT); Hugging Face course, TensorFlow (Apache 2.0); PyTorch Korea (BSD-3); Python (PSF); Rust (Apache 2.0/MIT).
- MIT: gyoogle, JaeYeopHan, boostcamp-ai-tech-4, yoonje (interview notes); songys (chatbot, question pairs); HLTCHKUST Xpersona; NAVER Cloud SQuARe/KoSBi; KOTE. CC0: NSMC (Lucy Park), from Naver film reviews."""

NAMES = ["intent_f1", "emotion_f1", "quality_kappa", "quality_spearman", "off_topic_auc", "role_accuracy"]


def _table(rows: dict[str, dict[str, float]]) -> list[str]:
    out = ["| | " + " | ".join(NAMES) + " |", "| --- |" + " --: |" * len(NAMES)]
    return out + [f"| {k} | " + " | ".join(interval(v, n) if n in v else "–" for n in NAMES) + " |" for k, v in rows.items()]


def _measured(m: dict) -> list[str]:
    lines = ["ECE: how far the probabilities are from the truth, after calibration; in brackets what chance alone gives a perfectly calibrated model on as many answers.", "",
             "| head | answers/sentences | metric | value [95 % interval] | ECE |", "| --- | --: | --- | --- | --: |"]
    for head, key, label in (("intent", "macro_f1", "macro-F1"), ("emotion", "macro_f1", "macro-F1"), ("quality", "kappa", "quadratic-weighted kappa"),
                             ("quality", "spearman", "Spearman"), ("relevance", "auc_pairs", "off-topic AUC, labelled and paired"),
                             ("relevance", "auc", "off-topic AUC, labelled only"), ("role", "accuracy", "accuracy")):
        if head in m and key in m[head]:
            lines.append(f"| {head} | {m[head]['n']} | {label} | {interval(m[head], key)} | {number(m[head]['ece'])} ({number(m[head]['ece_by_chance'])}) |")
    for head in ("intent", "emotion", "role"):
        if head in m:
            lines += ["", f"{head}, F1 by label: " + ", ".join(f"{k} {number(v['f1'])} (n {v['support']})" for k, v in m[head]["per_label"].items())]
    return lines


def _totals(totals: dict) -> list[str]:
    """How the scores that the app makes of the model's numbers agree with the labelled levels, split by split."""
    lines = ["| split | score | Spearman with the level [95 % interval] | where length misleads | typed | spoken | off-topic answers of 60 points or more | good answers below 60 |",
             "| --- | --- | --- | --: | --: | --: | --: | --: |"]
    for split, figures in totals.items():
        for name, a in figures.items():
            if isinstance(a, dict) and "spearman" in a:
                passing = f"{a['offTopicPassing']} of {a['offTopic']} | {a['goodFailing']}" if name.startswith("buddy") else "– | –"
                lines.append(f"| {split} | {name} | {interval(a, 'spearman')} | {number(a['adversarial'])} | {number(a['typed'])} | {number(a['spoken'])} | {passing} |")
    for split, figures in totals.items():
        if "counterfactuals" in figures:
            lines += ["", f"Change of the total (points) when only one word about the person changes, {split} split:", "", "| word | pairs | mean | largest |", "| --- | --: | --: | --: |"]
            lines += [f"| {k} | {v['pairs']} | {v['mean']:.2f} | {v['max']:.2f} |" for k, v in figures["counterfactuals"].items()]
    return lines


KOREAN = [("intent", "macro_f1", "의도를 맞히는 정도", "macro-F1"), ("emotion", "macro_f1", "감정을 맞히는 정도", "macro-F1"),
          ("quality", "spearman", "품질 수준의 순서를 맞히는 정도", "스피어만 상관계수"), ("relevance", "auc_pairs", "질문과 다른 답변을 가려내는 정도", "AUC"),
          ("role", "accuracy", "문장 역할을 맞히는 정도", "정확도")]


def _korean(*, model, license: str, own: bool, trained_on: dict, measured: dict, reports: dict, totals: dict) -> list[str]:
    """What a Korean reader has to know, with the figures of the test split where there are some."""
    c = model.config
    millions = sum(p.numel() for p in model.parameters()) / 1e6
    counts = trained_on.get("answers", {})
    split, m = ("시험", reports["test"]["metrics"]) if reports.get("test", {}).get("metrics") else ("검증", measured)
    lines = ["## 한국어 요약", "",
             f"KoBERT 구조를 따르는 작은 BERT 인코더입니다({c.num_hidden_layers}층, 폭 {c.hidden_size}, 어휘 {c.vocab_size:,}개, 매개변수 {millions:.1f}M). "
             + ("**SKT의 KoBERT가 아닙니다.** KoBERT의 가중치를 쓰지 않았고 어휘도 다르며, 훨씬 작고 훨씬 적은 글로 사전학습했습니다." if own else ""), "",
             "- 쓰임: 내 기기에서 면접 답변을 연습하고 의견을 받는 용도입니다. 답변의 의도, 감정, 품질 수준(1–5), 질문 적합도, 문장 역할을 추정합니다.",
             "- **사람을 평가하거나 뽑는 데 쓰지 마세요.** 적은 수의 답변으로 학습했고, 말의 내용이 사실인지 확인하지 않으며, 자주 틀립니다."]
    if own:
        lines += [f"- 학습 자료: 이 프로젝트를 위해 쓴 답변 {counts.get('train', 0):,}개로 학습하고 {counts.get('val', 0):,}개로 고르고 보정했습니다. 지원자에게서 모은 것이 아니라 "
                  "지침에 따라 언어 모델이 쓰고 표시한 글입니다(CC BY 4.0)."]
    lines += ["- 잘 다루지 못하는 것: 한국어가 아닌 글, 면접 답변이 아닌 글, 잘못 받아쓴 곳이 많은 음성 답변, 사투리, 학습 답변에 없는 분야.",
              f"- 가중치 라이선스: {license}. 아래의 출처 표시를 함께 배포해 주세요.", ""]
    if m:
        lines += [f"{split} 분할에서 잰 값입니다(int8 파일). 괄호는 95 % 신뢰구간이고, 1에 가까울수록 좋습니다." + (" 모델 선택과 보정에 쓴 분할이라 실제보다 좋게 나올 수 있습니다." if split == "검증" else ""), "",
                  "| 무엇을 | 척도 | 값 |", "| --- | --- | --- |"]
        lines += [f"| {label} | {measure} | {interval(m[head], key)} |" for head, key, label, measure in KOREAN if key in m.get(head, {})]
        total = totals.get("test", totals.get("val", {})).get("buddy-2")
        if total:
            lines += [f"| 앱의 점수가 표시된 수준의 순서와 맞는 정도 | 스피어만 상관계수 | {interval(total, 'spearman')} |"]
        lines += [""]
    return lines


def write_card(folder: Path, *, model, train, name: str, name_ko: str, version: str, license: str, maturity: str, trained_on: dict, measured: dict, parity: dict,
               by_file: dict, reports: dict, totals: dict, sizes: dict, commands: list[str]) -> None:
    """Writes README.md into the model folder; every number comes from the arguments."""
    c = model.config
    millions = sum(p.numel() for p in model.parameters()) / 1e6
    own = c.hidden_size != 768
    lines = ["---", "language: ko", f"license: {license.lower()}", "library_name: onnx", "tags: [interview, kobert-architecture, bert]", "---", "",
             f"# {name_ko} ({name}), version {version}, {maturity}", "",
             *_korean(model=model, license=license, own=own, trained_on=trained_on, measured=measured, reports=reports, totals=totals),
             "## In English", "",
             f"A BERT encoder in KoBERT's architecture and conventions: {c.num_hidden_layers} layers of {c.hidden_size}, {c.num_attention_heads} heads, "
             f"{c.vocab_size}-piece SentencePiece unigram vocabulary, {millions:.1f} M parameters, tanh GELU. Heads: {', '.join(model.heads)}. "
             f"Input: {train.input}, at most {train.max_length} tokens a window.", ""]
    if own:
        lines += ["**It is not SKT's KoBERT.** It has none of KoBERT's weights and another vocabulary; it is far smaller, and it was pre-trained on far less "
                  "text. What it shares with KoBERT is the architecture, the special tokens and their ids, and the input format.", ""]
    lines += ["## Use", "",
              "Practice feedback in a mock-interview app, on the person's own device. It estimates what an answer talks about, its tone, a level from 1 to 5, "
              "whether it addresses the question, and the role of each sentence.", "",
              "**Not for decisions about people.** Do not use it to screen, rank, hire, reject or monitor anyone: it was trained on a small set of written-to-order "
              "answers, judges only words, and is wrong often enough that a single score means little.", "",
              "## Data", "",
              f"- Fine-tuning: {trained_on.get('answers', {}).get('train', '?')} training answers and {trained_on.get('answers', {}).get('val', '?')} validation answers, "
              "written for this project and labelled by the label guide in the design document (CC BY 4.0). They were written by a language model under instructions, not collected "
              "from applicants. A second reader, also a language model, labelled a sample without seeing the first labels; agreement and disputes are in the corpus's README." if own else "- Fine-tuning: the data named by whoever ran it.",
              f"- Labels: `{trained_on.get('labels', {})}`"]
    if own:
        lines += ["- Pre-training: masked LM on public text with licences that allow passing on weights. Attribution:", "", ATTRIBUTION, "",
                  f"Licence of the weights: {license}, because part of the text is share-alike; the attribution lines above go with every copy.", ""]
    if measured:
        lines += ["## Measured on the validation split (int8 file)", "", "The validation split chose the checkpoint and the temperatures, so these numbers lean to the good side.", ""]
        lines += _measured(measured) + [""]
    for key, r in reports.items():
        lines += [f"## {'Measured on the test split (int8 file)' if key == 'test' else key}", ""]
        if r.get("split"):
            lines += [f"Split `{r['split']}`, {r.get('n')} answers, {r.get('model', '').split('/')[-1]}.", ""]
        if r.get("metrics"):
            lines += _measured(r["metrics"]) + [""]
        if r.get("table"):
            lines += _table({k.split("/")[-1]: v for k, v in {**r["table"], **r.get("beside", {})}.items()}) + [""]
        if r.get("slices"):
            lines += ["Slices:", ""] + _table({f"{k} (n {v['n']})": v for k, v in r["slices"].items()}) + [""]
        if r.get("counterfactuals"):
            lines += ["Counterfactual word swaps (change of the expected level, 1–5):", "", "| words changed | pairs | mean | max | intent flips | emotion flips |",
                      "| --- | --: | --: | --: | --: | --: |"]
            lines += [f"| {k} | {v['pairs']} | {v['level_mean']:.3f} | {v['level_max']:.3f} | {v['intent_flips']:.3f} | {v['emotion_flips']:.3f} |" for k, v in r["counterfactuals"].items()] + [""]
    if totals:
        lines += ["## The app's score against the labelled level (int8 file)", ""] + _totals(totals) + [""]
    if by_file:
        lines += ["## Files against PyTorch (validation split)", ""] + _table(by_file) + [""]
        lines += ["| file | head | same label | largest logit difference |", "| --- | --- | --: | --: |"]
        lines += [f"| {f} | {h} | {number(v['label_agreement'])} | {v['max_difference']:.4f} |" for f, heads in parity.items() for h, v in heads.items()] + [""]
    lines += ["## Files", ""] + [f"- `{f}`: {s / 1e6:.2f} MB" for f, s in sizes.items()]
    lines += ["", "int8: weights per column, activations dynamic per tensor (U8S8), embeddings per row. On x86 processors without VNNI, native onnxruntime may saturate "
              "such products; WebAssembly does not.", ""]
    if commands:
        lines += ["## Commands", "", "```", *commands, "```", f"Seed {train.seed}.", ""]
    lines += ["## Limits", "",
              "- Korean only, interview answers of up to a few hundred words; other text gives meaningless numbers that still look like numbers.",
              "- Facts are not checked: an invented figure reads like a real one.",
              "- Speech transcripts with many recognition errors score less reliably than typed text.",
              "- Dialect, second-language Korean and fields that the training answers do not cover are under-represented."]
    (folder / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
