/** What the readers of documents say, for people who read English. */

/** English of what documents' readers say in Korean; a test holds it complete. */
const DOCUMENT_MESSAGES_EN: Readonly<Record<string, string>> = {
  '항목이 너무 많은 파일입니다.': 'The file has too many entries.',
  '너무 깊이 겹쳐 있습니다.': 'nested too deeply',
  '글이 너무 깁니다.': 'the text is too long',
  '쓸 수 없는 이름입니다.': 'this name is not allowed',
  '파일이 너무 큽니다.': 'The file is too large.',
  'UTF-8 글이 아닙니다. UTF-8로 다시 저장해 주세요.': 'This is not UTF-8; save it as UTF-8.',
  '읽지 못했습니다. 다른 프로그램이 쓰고 있는지 확인해 주세요.':
    'cannot be read; check whether another program is writing it',
  'JSON 파일이 아닙니다.': 'This is not JSON.',
  '글자가 아닙니다': 'is not text',
  '숫자가 아닙니다': 'is not a number',
  '참/거짓이 아닙니다': 'is not true or false',
  '목록이 아닙니다': 'is not a list',
  '항목 묶음이 아닙니다': 'is not an object',
  '빠져 있습니다': 'is missing',
  '쓸 수 없는 값입니다': 'has a value that is not allowed',
  '답변이 없습니다': 'has no answer',
  '정수가 아닙니다': 'is not a whole number',
  음수입니다: 'is negative',
  '날짜와 시각(ISO 8601)이 아닙니다': 'is not a date and time (ISO 8601)',
  '쓸 수 없는 숫자입니다.': 'is a number that cannot be used',
  '면접 버디가 아는 형식이 아닙니다.': 'This is no format that Interview Buddy knows.',
  '손상되었거나 읽을 수 없는 압축 파일입니다.': 'The zip file is damaged or of a kind that cannot be read.',
  '암호가 걸린 압축 파일입니다. 암호를 풀어 다시 올려 주세요.':
    'The zip file is encrypted. Remove its password and try again.',
  '압축 파일 안에 밖을 가리키는 이름이 있습니다.': 'The zip file holds a name that points out of it.',
  '풀면 너무 큰 압축 파일입니다.': 'The zip file is too large when unpacked.',
  '공유받은 결과입니다. 기록의 ‘공유받은 결과’에서 열어 주세요.':
    'is something that was shared; open it under “Shared with me”.',
  '질문 모음입니다. 질문의 ‘내 질문’에서 가져와 주세요.':
    'is a list of questions; import it under “My questions”.',
  '비어 있습니다': 'is empty',
  '너무 깁니다': 'is too long',
  '너무 많습니다': 'has too many entries',
  '더 새로운 버전의 앱에서 만든 파일입니다. 앱을 새로 고친 뒤 다시 열어 주세요. 파일은 그대로 두었습니다.':
    'was written by a newer version of the app. Update, then try again; the file was left as it is.',
  '더 새로운 버전의 앱에서 공유한 결과입니다. 앱을 새로 고친 뒤 다시 열어 주세요.':
    'was shared by a newer version of the app. Update, then try again.'
};

/**
 * @param message what a document's reader says, Korean
 * @returns it in the language asked for
 */
export function documentMessage(language: 'ko' | 'en', message: string): string {
  if (language === 'ko') return message;
  const range = /^0에서 (\d+) 사이가 아닙니다$/.exec(message);
  if (range) return `is not between 0 and ${range[1] ?? ''}`;
  return DOCUMENT_MESSAGES_EN[message] ?? message;
}
