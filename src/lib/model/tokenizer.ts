/**
 * Turns Korean text into the ids a model was trained on, and remembers which sentence each token came from.
 * The only file that imports the tokenizer library, which has no offsets: positions are counted here, word by word,
 * because pieces never cross white space.
 */
import { Tokenizer } from '@huggingface/tokenizers';
import * as v from 'valibot';
import { ModelError } from './engine';

const LITERAL_SPECIAL_TOKEN = /\[(UNK|PAD|CLS|SEP|MASK)\]/g;
/** SentencePiece's mark for the white space before a word. */
const WORD_MARK = '▁';

/** A text as the model reads it. */
export interface EncodedText {
  ids: number[];
  /** For each token, the middle of it in {@link EncodedText.letters}: a 0-based index. */
  positions: number[];
  /** UTF-16 units of the prepared text without white space. */
  letters: number;
  /** Tokens that the vocabulary does not know. */
  unknown: number;
}

const tokenizerSchema = v.looseObject({
  model: v.looseObject({
    type: v.literal('Unigram'),
    vocab: v.array(v.looseTuple([v.string(), v.number()]))
  }),
  normalizer: v.looseObject({ type: v.string() }),
  pre_tokenizer: v.looseObject({ type: v.string() })
});

/** A model's tokenizer. */
export class KoreanTokenizer {
  readonly cls: number;
  readonly sep: number;
  readonly #unk: number;
  readonly #tokenizer: Tokenizer;

  /**
   * @param json parsed tokenizer.json: a SentencePiece unigram model
   * @throws {ModelError} `invalid-model`
   */
  constructor(json: unknown) {
    const checked = v.safeParse(tokenizerSchema, json);
    if (!checked.success) {
      throw new ModelError(
        'invalid-model',
        'tokenizer.json is not a unigram tokenizer.',
        checked.issues[0].message
      );
    }
    try {
      this.#tokenizer = new Tokenizer(checked.output, {});
    } catch (cause) {
      throw ModelError.from(cause, 'invalid-model');
    }
    this.cls = this.#specialId('[CLS]');
    this.sep = this.#specialId('[SEP]');
    this.#unk = this.#specialId('[UNK]');
  }

  #specialId(token: string): number {
    const id = this.#tokenizer.token_to_id(token);
    if (id === undefined) throw new ModelError('invalid-model', `The vocabulary has no ${token}.`, token);
    return id;
  }

  /**
   * Prepares people's text as training did: NFKC, invisible characters gone, white space collapsed, and literal special
   * tokens written `(SEP)`. They are looked for last, because normalisation can make one (`［ＳＥＰ］`).
   * @returns the text, without white space at either end
   */
  prepare(text: string): string {
    const normalized = this.#tokenizer.normalizer?.normalize(text) ?? text;
    return normalized.replace(LITERAL_SPECIAL_TOKEN, '($1)').replace(/\s+/g, ' ').trim();
  }

  /** @returns the text's ids, without `[CLS]` and `[SEP]`, and where each token lies */
  encode(text: string): EncodedText {
    const encoded: EncodedText = { ids: [], positions: [], letters: 0, unknown: 0 };
    const prepared = this.prepare(text);
    if (prepared === '') return encoded;
    for (const word of prepared.split(' ')) {
      const { ids, tokens } = this.#tokenizer.encode(word, { add_special_tokens: false });
      const last = encoded.letters + word.length - 1;
      let start = encoded.letters;
      tokens.forEach((token, i) => {
        const length = (i === 0 && token.startsWith(WORD_MARK) ? token.slice(1) : token).length;
        encoded.positions.push(Math.min(last, start + Math.floor(Math.max(0, length - 1) / 2)));
        start += length;
      });
      encoded.ids.push(...ids);
      encoded.unknown += ids.filter((id) => id === this.#unk).length;
      encoded.letters += word.length;
    }
    return encoded;
  }

  /**
   * Finds the sentence of every token of an answer. A token that spans two sentences belongs to the one that holds
   * its middle.
   * @param encoded the whole answer
   * @param sentences its sentences in order
   * @returns for each token, the 0-based index of its sentence
   */
  sentenceOfTokens(encoded: EncodedText, sentences: readonly string[]): number[] {
    let end = 0;
    const ends = sentences.map((sentence) => (end += this.prepare(sentence).replaceAll(' ', '').length));
    let sentence = 0;
    return encoded.positions.map((position) => {
      while (sentence < sentences.length - 1 && position >= (ends[sentence] ?? 0)) sentence++;
      return sentence;
    });
  }
}
