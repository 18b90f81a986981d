/** Everything the command line says, in Korean and English. The two catalogues have the same shape, by type. */
import type { ModelErrorCode } from '$lib/model/engine';
import type { RemoteFailureCode } from './remote/failure';

export const LANGUAGES = ['ko', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A catalogue. */
export interface Messages {
  language: Language;
  model: Readonly<Record<ModelErrorCode, string>>;
  /** By code of the system error. */
  system: Readonly<Record<string, string>>;
  unexpected: string;
  unknownCommand: (name: string) => string;
  seeHelp: (command: string) => string;
  unknownOption: (option: string) => string;
  needsValue: (option: string) => string;
  takesNoValue: (option: string) => string;
  missingOption: (option: string) => string;
  badValue: (option: string, value: string, allowed: string) => string;
  unexpectedArgument: (argument: string) => string;
  needsOutput: string;
  nothingOnStdin: string;
  noQuestion: string;
  exists: string;
  sameName: (name: string) => string;
  notUtf8: string;
  tooLarge: string;
  noModelFolder: string;
  written: (from: string, to: string) => string;
  refused: (what: string) => string;
  counted: (done: number, failed: number) => string;
  score: (total: number, grade: string) => string;
  withheld: string;
  notAFolder: string;
  locked: (owner: string, file: string) => string;
  watching: (folder: string) => string;
  stillArriving: (count: number) => string;
  pipelineDone: (questions: number, results: number, failed: number) => string;
  stopped: string;
  badRemote: (value: string) => string;
  needsRemote: (option: string) => string;
  remote: Readonly<Record<RemoteFailureCode, (address: string, byHand: string) => string>>;
  pulled: (count: number, address: string) => string;
  pushed: (count: number, address: string) => string;
  retrying: (what: string, seconds: number, attempt: number, most: number) => string;
  csvColumns: (missing: string, found: string) => string;
  csvRow: (row: number, problem: string) => string;
  csvEmptyText: string;
  csvLabel: (column: string, value: string, known: string) => string;
  csvEncoding: (encoding: string) => string;
  csvQuote: string;
  csvNoRows: string;
  csvChanged: string;
  partialDamaged: string;
  resumed: (rows: number, total: number) => string;
  startedOver: string;
  progress: (rows: number, total: number, perSecond: number, secondsLeft: number) => string;
  interrupted: (rows: number) => string;
  validated: (rows: number, csv: string, metrics: string) => string;
  metric: Readonly<Record<'intent' | 'emotion' | 'quality' | 'relevance', string>>;
}

const ko: Messages = {
  language: 'ko',
  model: {
    'download-failed': '모델 파일을 읽지 못했습니다',
    'corrupt-file': '모델 파일이 manifest.json과 다릅니다. 모델 폴더를 다시 복사해 주세요',
    'invalid-model': '쓸 수 없는 모델입니다',
    'runtime-failed': '모델을 열지 못했습니다',
    'self-check-failed': '모델이 알려진 답을 다르게 냈습니다. 이 컴퓨터에서는 쓸 수 없습니다',
    'worker-crashed': '모델 작업자가 멈췄습니다',
    'inference-failed': '답변을 평가하지 못했습니다',
    aborted: '중단했습니다',
    'not-a-model': '모델 폴더가 아닙니다',
    'bad-archive': '압축 파일을 읽지 못했습니다',
    'too-large': '모델이 너무 큽니다',
    'not-stored': '모델을 저장하지 못했습니다',
    'not-kept': '모델이 없습니다'
  },
  system: {
    ENOENT: '파일이나 폴더가 없습니다',
    EACCES: '권한이 없습니다',
    EPERM: '권한이 없습니다',
    EISDIR: '파일이 아니라 폴더입니다',
    ENOTDIR: '폴더가 아닙니다',
    EEXIST: '이미 있습니다',
    ENOSPC: '디스크에 남은 공간이 없습니다',
    EROFS: '읽기 전용 디스크입니다'
  },
  unexpected: '예상하지 못한 오류입니다',
  unknownCommand: (name) => `‘${name}’ 명령은 없습니다.`,
  seeHelp: (command) => `도움말: ${command} --help`,
  unknownOption: (option) => `${option} 옵션은 없습니다.`,
  needsValue: (option) => `${option}에 값을 적어 주세요.`,
  takesNoValue: (option) => `${option}에는 값을 적지 않습니다.`,
  missingOption: (option) => `${option} 옵션이 필요합니다.`,
  badValue: (option, value, allowed) =>
    `${option}에 ‘${value}’은(는) 쓸 수 없습니다. 쓸 수 있는 값: ${allowed}`,
  unexpectedArgument: (argument) => `‘${argument}’은(는) 필요 없는 값입니다.`,
  needsOutput: '파일이 여러 개이면 --output으로 결과를 둘 폴더를 정해 주세요.',
  nothingOnStdin: '표준 입력이 비어 있습니다. 파일을 적거나 내용을 넘겨 주세요.',
  noQuestion: '이 프로필에 맞는 질문이 없습니다.',
  exists: '이미 있는 파일입니다. 바꾸려면 --force를 쓰세요',
  sameName: (name) => `두 파일의 결과 이름이 ${name}(으)로 같습니다. 따로 평가해 주세요.`,
  notUtf8: 'UTF-8 글이 아닙니다. UTF-8로 다시 저장해 주세요',
  tooLarge: '파일이 너무 큽니다',
  noModelFolder: '모델 폴더가 아닙니다. manifest.json, config.json, tokenizer.json이 있어야 합니다',
  written: (from, to) => `${from} → ${to}`,
  refused: (what) => `거절: ${what}`,
  counted: (done, failed) => `완료 ${done}건, 거절 ${failed}건`,
  score: (total, grade) => `${total}점 ${grade}`,
  withheld: '점수 보류',
  notAFolder: '폴더가 아닙니다',
  locked: (owner, file) =>
    `다른 실행(${owner})이 이 폴더에서 일하고 있습니다. 아니라면 ${file} 파일을 지우고 다시 실행하세요.`,
  watching: (folder) => `${folder} 폴더를 지켜봅니다. 끝내려면 Ctrl+C를 누르세요.`,
  stillArriving: (count) => `아직 도착하는 중인 파일 ${count}개는 다음에 처리합니다.`,
  pipelineDone: (questions, results, failed) => `질문 ${questions}건, 결과 ${results}건, 거절 ${failed}건`,
  stopped: '멈췄습니다. 다시 실행하면 이어서 합니다.',
  badRemote: (value) =>
    `--remote에 ‘${value}’은(는) 쓸 수 없습니다. user@host:경로 꼴로 적고, 경로에 * ? [ ] \\ 는 쓰지 마세요.`,
  needsRemote: (option) => `${option}은(는) --remote와 함께 씁니다.`,
  remote: {
    'no-program': () =>
      'rsync나 ssh를 찾지 못했습니다. 이 컴퓨터에 설치한 뒤 다시 실행해 주세요 (Debian·Ubuntu: apt install rsync openssh-client, macOS: brew install rsync).',
    'no-remote-rsync': (address) => `${address}: 그 컴퓨터에 rsync가 없습니다. 거기에도 설치해 주세요.`,
    'unknown-host-key': (address, byHand) =>
      `${address}: 처음 만나는 컴퓨터라 호스트 키를 모릅니다. 관리자에게 지문을 받아 두고 다음 명령으로 한 번 직접 접속해 확인해 주세요: ${byHand}`,
    'changed-host-key': (address, byHand) =>
      `${address}: 호스트 키가 전과 다릅니다. 누군가 사이에 있을 수 있으니 관리자에게 먼저 확인해 주세요. 바뀐 것이 맞으면 ssh-keygen -R로 옛 키를 지우고 다음 명령으로 확인해 주세요: ${byHand}`,
    denied: (address, byHand) =>
      `${address}: 접속을 허락받지 못했습니다. 비밀번호는 묻지 않으므로 SSH 키가 필요합니다. 다음 명령이 비밀번호 없이 되는지 확인해 주세요: ${byHand}`,
    'no-folder': (address) => `${address}: 폴더가 없습니다. 경로를 확인하거나 그 컴퓨터에 만들어 주세요.`,
    files: (address) =>
      `${address}: 옮기지 못한 파일이 있습니다. 양쪽 폴더의 권한과 남은 공간을 확인해 주세요.`,
    unreachable: (address, byHand) =>
      `${address}: 연결되지 않거나 연결이 끊겼습니다. 네트워크를 확인하고, 계속되면 다음 명령으로 확인해 주세요: ${byHand}`,
    failed: (address) => `${address}: rsync가 끝내지 못했습니다. 아래 내용을 확인해 주세요.`
  },
  pulled: (count, address) => `${address}에서 ${count}개 받음`,
  pushed: (count, address) => `${address}로 ${count}개 보냄`,
  retrying: (what, seconds, attempt, most) =>
    `${what}\n${seconds}초 뒤 다시 시도합니다 (${attempt}/${most}).`,
  csvColumns: (missing, found) => `${missing} 열이 없습니다 (있는 열: ${found})`,
  csvRow: (row, problem) => `${row}행: ${problem}`,
  csvEmptyText: 'text가 비어 있습니다',
  csvLabel: (column, value, known) => `${column} 값 ‘${value}’을(를) 모릅니다. 아는 값: ${known}`,
  csvEncoding: (encoding) => `${encoding} 글이 아닙니다. --encoding으로 글자 부호를 정해 주세요`,
  csvQuote: '닫히지 않은 따옴표가 있습니다',
  csvNoRows: '행이 없습니다',
  csvChanged: '읽는 동안 파일이 바뀌었습니다. 다시 실행해 주세요',
  partialDamaged: '중간 결과가 손상되었습니다. 이 파일을 지우고 다시 실행해 주세요',
  resumed: (rows, total) => `이어서 합니다: ${total}행 가운데 ${rows}행은 이미 끝났습니다.`,
  startedOver: '남아 있던 중간 결과는 다른 파일이나 모델의 것이라 처음부터 합니다.',
  progress: (rows, total, perSecond, left) =>
    `${rows}/${total}행 (${Math.floor((100 * rows) / total)}%), 초당 ${perSecond}행, 남은 시간 약 ${left}초`,
  interrupted: (rows) => `중단했습니다. ${rows}행까지 저장했고, 같은 명령으로 이어서 할 수 있습니다.`,
  validated: (rows, csv, metrics) => `${rows}행 → ${csv}, ${metrics}`,
  metric: { intent: '의도', emotion: '감정', quality: '품질', relevance: '질문 적합도' }
};

const en: Messages = {
  language: 'en',
  model: {
    'download-failed': 'A model file cannot be read',
    'corrupt-file': 'A model file is not what manifest.json promises; copy the model folder again',
    'invalid-model': 'This model cannot be used',
    'runtime-failed': 'The model cannot be opened',
    'self-check-failed': 'The model gave a wrong known answer; it cannot be used on this computer',
    'worker-crashed': 'A model worker died',
    'inference-failed': 'The answer could not be evaluated',
    aborted: 'Stopped',
    'not-a-model': 'This is no model folder',
    'bad-archive': 'The archive cannot be read',
    'too-large': 'The model is too large',
    'not-stored': 'The model cannot be stored',
    'not-kept': 'The model is not there'
  },
  system: {
    ENOENT: 'no such file or folder',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EISDIR: 'is a folder, not a file',
    ENOTDIR: 'not a folder',
    EEXIST: 'exists already',
    ENOSPC: 'no space left on the disk',
    EROFS: 'the disk is read-only'
  },
  unexpected: 'unexpected error',
  unknownCommand: (name) => `There is no command “${name}”.`,
  seeHelp: (command) => `Help: ${command} --help`,
  unknownOption: (option) => `There is no option ${option}.`,
  needsValue: (option) => `${option} needs a value.`,
  takesNoValue: (option) => `${option} takes no value.`,
  missingOption: (option) => `The option ${option} is needed.`,
  badValue: (option, value, allowed) => `${option} cannot be “${value}”. Possible: ${allowed}`,
  unexpectedArgument: (argument) => `“${argument}” is not expected here.`,
  needsOutput: 'With several files, name a folder for the output with --output.',
  nothingOnStdin: 'Standard input is empty: name a file, or pipe one in.',
  noQuestion: 'There is no question for this profile.',
  exists: 'exists already; use --force to replace it',
  sameName: (name) => `Two files would both give ${name}: evaluate them apart.`,
  notUtf8: 'is not UTF-8; save it as UTF-8',
  tooLarge: 'is too large',
  noModelFolder: 'is not a model folder: it needs manifest.json, config.json and tokenizer.json',
  written: (from, to) => `${from} → ${to}`,
  refused: (what) => `refused: ${what}`,
  counted: (done, failed) => `${done} done, ${failed} refused`,
  score: (total, grade) => `${total} points, ${grade}`,
  withheld: 'score withheld',
  notAFolder: 'not a folder',
  locked: (owner, file) =>
    `Another run (${owner}) works in this folder. If it does not, delete ${file} and run again.`,
  watching: (folder) => `Watching ${folder}. Ctrl+C ends it.`,
  stillArriving: (count) => `${count} files are still arriving; they are left for the next run.`,
  pipelineDone: (questions, results, failed) =>
    `${questions} questions, ${results} results, ${failed} refused`,
  stopped: 'Stopped. Run it again to go on.',
  badRemote: (value) =>
    `--remote cannot be “${value}”. Write user@host:path, without * ? [ ] \\ in the path.`,
  needsRemote: (option) => `${option} goes with --remote.`,
  remote: {
    'no-program': () =>
      'rsync or ssh cannot be found: install both on this computer, then run again (Debian, Ubuntu: apt install rsync openssh-client; macOS: brew install rsync).',
    'no-remote-rsync': (address) => `${address}: there is no rsync on that computer; install it there too.`,
    'unknown-host-key': (address, byHand) =>
      `${address}: this computer's host key is not known yet. Get its fingerprint from whoever runs it, compare, and accept it once by hand: ${byHand}`,
    'changed-host-key': (address, byHand) =>
      `${address}: the host key is another one than before; somebody may sit in between. Ask whoever runs it. If it has changed indeed, remove the old key with ssh-keygen -R and check by hand: ${byHand}`,
    denied: (address, byHand) =>
      `${address}: not let in. Passwords are never asked for, so an SSH key is needed. Check that this works without a password: ${byHand}`,
    'no-folder': (address) => `${address}: there is no such folder. Check the path, or make it there.`,
    files: (address) =>
      `${address}: some files could not be moved. Check permissions and free space on both sides.`,
    unreachable: (address, byHand) =>
      `${address}: no connection, or it broke. Check the network; if it goes on, try by hand: ${byHand}`,
    failed: (address) => `${address}: rsync could not finish, see below.`
  },
  pulled: (count, address) => `${count} files came from ${address}`,
  pushed: (count, address) => `${count} files went to ${address}`,
  retrying: (what, seconds, attempt, most) => `${what}\nTrying again in ${seconds} s (${attempt}/${most}).`,
  csvColumns: (missing, found) => `column ${missing} is missing (found: ${found})`,
  csvRow: (row, problem) => `row ${row}: ${problem}`,
  csvEmptyText: 'the text is empty',
  csvLabel: (column, value, known) => `${column} is “${value}”; known: ${known}`,
  csvEncoding: (encoding) => `is not ${encoding}; name its encoding with --encoding`,
  csvQuote: 'a quote is never closed',
  csvNoRows: 'has no rows',
  csvChanged: 'changed while it was read; run again',
  partialDamaged: 'is damaged; delete it and run again',
  resumed: (rows, total) => `Going on: ${rows} of ${total} rows are done already.`,
  startedOver: 'The partial results found belong to another file or model: starting over.',
  progress: (rows, total, perSecond, left) =>
    `${rows}/${total} rows (${Math.floor((100 * rows) / total)} %), ${perSecond} rows/s, about ${left} s left`,
  interrupted: (rows) => `Stopped. ${rows} rows are kept; the same command goes on from there.`,
  validated: (rows, csv, metrics) => `${rows} rows → ${csv}, ${metrics}`,
  metric: { intent: 'intent', emotion: 'emotion', quality: 'quality', relevance: 'relevance' }
};

/** The catalogues. */
export const MESSAGES: Readonly<Record<Language, Messages>> = { ko, en };
