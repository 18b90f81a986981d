import { describe, expect, it } from 'vitest';
import { otherVersions } from '$lib/platform/hashed-name';

const at = (name: string) => `/repo/_app/immutable/workers/assets/${name}`;

describe('other versions of a built file', () => {
  const kept = [
    at('ort-wasm-simd-threaded-DcHrbrbl.wasm'),
    at('ort-wasm-simd-threaded-qyIweqWS.mjs'),
    at('ort-wasm-simd-threaded.jspi-CZzFqCHi.wasm'),
    '/repo/_app/immutable/chunks/AM2AjK1S.js'
  ];

  it('differ from it in their hash alone', () => {
    expect(otherVersions(at('ort-wasm-simd-threaded-AAAA_b-9.wasm'), kept)).toEqual([kept[0]]);
    expect(otherVersions(at('ort-wasm-simd-threaded.jspi-AAAAAAAA.wasm'), kept)).toEqual([kept[2]]);
  });

  it('are not the file itself, nor files without a name beside the hash', () => {
    expect(otherVersions(kept[0] ?? '', kept)).toEqual([]);
    expect(otherVersions('/repo/_app/immutable/chunks/BBRZZqVS.js', kept)).toEqual([]);
    expect(otherVersions(at('worker.js'), kept)).toEqual([]);
  });
});
