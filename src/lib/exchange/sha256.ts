/** SHA-256 (FIPS 180-4) of bytes as they come: the platform's own digest wants a whole file in memory. */

const ROUNDS = 64;
const BLOCK = 64;

/** The first 32 bits of the fractional parts of a root of the first primes, as the standard derives its constants. */
function constants(count: number, root: (prime: number) => number): Uint32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return Uint32Array.from(primes, (prime) => Math.floor((root(prime) % 1) * 2 ** 32));
}

const K = constants(ROUNDS, Math.cbrt);
const INITIAL = constants(8, Math.sqrt);

/** A hash in the making. */
export class Sha256 {
  readonly #state = INITIAL.slice();
  readonly #words = new Uint32Array(ROUNDS);
  readonly #block = new Uint8Array(BLOCK);
  #filled = 0;
  #bytes = 0;

  /** Takes in the next bytes. */
  update(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    let at = 0;
    while (at < bytes.length) {
      if (this.#filled === 0 && bytes.length - at >= BLOCK) {
        this.#compress(bytes, at);
        at += BLOCK;
        continue;
      }
      const taken = bytes.subarray(at, at + BLOCK - this.#filled);
      this.#block.set(taken, this.#filled);
      this.#filled += taken.length;
      at += taken.length;
      if (this.#filled === BLOCK) {
        this.#compress(this.#block, 0);
        this.#filled = 0;
      }
    }
  }

  /** Ends the hash. @returns it in lower-case hex */
  digest(): string {
    const bits = this.#bytes * 8;
    // A one bit, zeros up to eight bytes before the end of a block, and the length in bits.
    const padding = new Uint8Array(((BLOCK + 55 - this.#filled) % BLOCK) + 9);
    padding[0] = 0x80;
    const length = new DataView(padding.buffer, padding.length - 8);
    length.setUint32(0, Math.floor(bits / 2 ** 32));
    length.setUint32(4, bits % 2 ** 32);
    this.update(padding);
    return [...this.#state].map((word) => word.toString(16).padStart(8, '0')).join('');
  }

  #compress(bytes: Uint8Array, at: number): void {
    const words = this.#words;
    const word = (i: number) => words[i] ?? 0;
    const input = new DataView(bytes.buffer, bytes.byteOffset + at, BLOCK);
    for (let i = 0; i < 16; i++) words[i] = input.getUint32(4 * i);
    for (let i = 16; i < ROUNDS; i++) {
      const [x, y] = [word(i - 15), word(i - 2)];
      const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
      const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
      words[i] = (word(i - 16) + s0 + word(i - 7) + s1) | 0;
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = this.#state;
    for (let i = 0; i < ROUNDS; i++) {
      const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const first = (h + s1 + ((e & f) ^ (~e & g)) + (K[i] ?? 0) + word(i)) | 0;
      const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => {
      this.#state[i] = ((this.#state[i] ?? 0) + value) | 0;
    });
  }
}

function rotate(value: number, by: number): number {
  return (value >>> by) | (value << (32 - by));
}
