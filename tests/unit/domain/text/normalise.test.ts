import { expect, test } from 'vitest';
import { normaliseText } from '$lib/domain/text/normalise';

test('composes decomposed jamo', () => {
  const composed = '안녕하십니까 지원자입니다';
  expect(normaliseText(composed.normalize('NFD'))).toBe(composed);
});

test('removes zero-width, bidirectional, filler and control characters', () => {
  expect(normaliseText('저\u200B는\uFEFF \u202E신\u0000입\u3164\u0007 사원\u00AD입니다')).toBe(
    '저는 신입 사원입니다'
  );
});

test('removes lone surrogates and keeps whole emoji', () => {
  expect(normaliseText('좋습니다 \uD83D 그리고 😀')).toBe('좋습니다 그리고 😀');
});

test('joins jamo that a zero-width character held apart', () => {
  expect(normaliseText('\u1112\u200B\u1161\u11AB')).toBe('한');
});

test('collapses white space and keeps one line break', () => {
  expect(normaliseText('  첫째\u00A0\u3000입니다. \r\n\r\n\t 둘째입니다. ')).toBe(
    '첫째 입니다.\n둘째입니다.'
  );
});

test('is idempotent and leaves HTML as text', () => {
  const html = '<b>저는</b> 성실합니다 &amp; <script>alert(1)</script>';
  expect(normaliseText(html)).toBe(html);
  expect(normaliseText(normaliseText(' a \n b '))).toBe(normaliseText(' a \n b '));
});

test('nothing visible gives nothing', () => {
  expect(normaliseText(' \u200B\u2060\n\t\u0000 ')).toBe('');
});
