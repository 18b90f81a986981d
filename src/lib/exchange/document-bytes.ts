/** Reads the bytes of a document that a person's file holds. */
import { DocumentError, parseJson } from '$lib/domain/documents/document';
import { MOST_TEXT_BYTES } from './text-file';

/**
 * @returns the parsed document
 * @throws {DocumentError} `too-large`, or `not-json` for what is no UTF-8 or no JSON. Rejects if the file cannot be read
 */
export async function readDocumentFile(file: File): Promise<unknown> {
  if (file.size > MOST_TEXT_BYTES) {
    throw new DocumentError('too-large', [{ path: '', message: '파일이 너무 큽니다.' }]);
  }
  const bytes = await file.arrayBuffer().catch((cause: unknown) => {
    if (!(cause instanceof DOMException) || cause.name !== 'NotReadableError') throw cause;
    // It changed while it was read: most likely it is still being copied.
    const message = '읽지 못했습니다. 다른 프로그램이 쓰고 있는지 확인해 주세요.';
    throw new DocumentError('not-json', [{ path: '', message }], { cause });
  });
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const message = 'UTF-8 글이 아닙니다. UTF-8로 다시 저장해 주세요.';
    throw new DocumentError('not-json', [{ path: '', message }], { cause });
  }
  return parseJson(text);
}
