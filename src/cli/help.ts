/** What `--help` says. */
import type { Language } from './messages';

type Topic = 'program' | 'question' | 'evaluate' | 'pipeline' | 'validate';

const COMMON_KO = `  --json          결과를 JSON으로 출력
  --lang ko|en    메시지 언어 (기본 ko)
  --help          이 도움말
`;
const COMMON_EN = `  --json          tell results as JSON
  --lang ko|en    language of messages (default ko)
  --help          this help
`;
const JUDGING_KO = `  --model 경로    모델 폴더, 또는 그 안의 ONNX 파일 (기본: 함께 설치된 모델)
  --rubric 이름   채점 기준 buddy-2 (기본) 또는 buddy-1
  --form 방식     파일에 없을 때의 답변 방식 typed (기본) 또는 spoken
`;
const JUDGING_EN = `  --model PATH    a model folder, or an ONNX file in one (default: the bundled model)
  --rubric NAME   buddy-2 (default) or buddy-1
  --form FORM     how answers were given that do not say so: typed (default) or spoken
`;

/** Help texts by language and command. */
export const HELP: Readonly<Record<Language, Readonly<Record<Topic, string>>>> = {
  ko: {
    program: `interview-buddy: 면접 질문을 뽑고, 답변을 이 컴퓨터에서 평가합니다.

사용법: interview-buddy <명령> [옵션]

명령
  question    user_info 파일이나 옵션으로 질문 파일을 만듭니다
  evaluate    답변 파일을 평가해 결과 파일을 만듭니다
  pipeline    user/ question/ answer/ result/ 폴더를 이어서 처리합니다
  validate    라벨이 있는 CSV로 모델을 검증합니다

옵션
${COMMON_KO}  --version       판 번호

종료 코드
  0 모두 마침 · 1 거절되거나 쓰지 못한 파일이 있음 · 2 잘못된 사용 · 3 모델을 쓸 수 없음
  4 같은 폴더에서 다른 실행이 일하는 중 · 5 다른 컴퓨터에 연결할 수 없음 · 130 중단됨
`,
    question: `사용법: interview-buddy question [user.json …] [옵션]

프로필에 맞는 질문을 하나씩 뽑습니다. 파일이 없으면 옵션이 프로필이고, -는 표준 입력입니다.

옵션
  --occupation 코드   BM SM PS RND ICT D PM
  --experience 코드   New Experienced
  --gender 코드       Male Female
  --age-range 코드    -34 35-44 45-54 55-
  --channel 글 --place 글
  --seed 수       같은 수이면 같은 질문
  --output 폴더   q_<이름>.json을 둘 폴더 (없으면 표준 출력)
  --force         이미 있는 파일을 바꿈
${COMMON_KO}`,
    evaluate: `사용법: interview-buddy evaluate [answer.json …] [옵션]

답변 파일(또는 표준 입력)을 평가합니다. 결과 파일을 주면 그 답변을 다시 평가합니다.

옵션
${JUDGING_KO}  --output 폴더   result_<이름>.json을 둘 폴더 (없으면 표준 출력)
  --force         이미 있는 파일을 바꿈
${COMMON_KO}`,
    pipeline: `사용법: interview-buddy pipeline --dir 폴더 [--watch] [옵션]

user/의 새 파일마다 question/q_<이름>.json을, answer/의 새 파일마다 result/result_<이름>.json을
한 번씩 만듭니다. 파일을 지우거나 바꾸지 않고, 아직 복사 중인 파일은 기다립니다.
기록은 pipeline.log에 남습니다.

옵션
  --dir 폴더      네 폴더가 있는 곳 (없으면 만듭니다)
  --watch         계속 지켜봅니다
  --interval 초   지켜보는 간격 (기본 2, --remote는 10)

다른 컴퓨터의 폴더 (rsync와 ssh가 필요하고, 비밀번호는 묻지 않습니다)
  --remote user@host:경로   그 폴더의 user/와 answer/를 --dir로 받고 question/과 result/를 보냅니다.
                            지우거나 바꾸지 않으며, 호스트 키를 아는 컴퓨터에만 접속합니다
  --ssh-port 수     SSH 포트
  --identity 파일   SSH 개인 키 파일
  --ssh-config 파일 SSH 설정 파일
  --retries 수      연결이 끊겼을 때 다시 시도하는 횟수 (기본 5, 간격은 1·2·4…초)

평가
${JUDGING_KO}${COMMON_KO}`,
    validate: `사용법: interview-buddy validate --eval-csv 파일 --output-csv 파일 [옵션]

text, label_intent, label_emotion 열(question, level, on_topic은 선택)이 있는 CSV로 모델을 검증해
예측 CSV와 지표 JSON을 만듭니다. 중단되면 같은 명령으로 이어서 합니다.

옵션
  --model 경로        모델 폴더, 또는 그 안의 ONNX 파일 (기본: 함께 설치된 모델)
  --eval-csv 파일     평가할 CSV
  --output-csv 파일   예측 CSV
  --metrics 파일      지표 JSON (기본: 예측 CSV 옆 .metrics.json)
  --encoding 부호     utf-8 (기본) 또는 cp949
  --jobs 수           작업자 수 (기본: CPU 코어 수)
  --force             이미 있는 파일을 바꿈
${COMMON_KO}`
  },
  en: {
    program: `interview-buddy: draws interview questions and evaluates answers on this computer.

Usage: interview-buddy <command> [options]

Commands
  question    makes a question file from a user_info file or options
  evaluate    makes result files of answer files
  pipeline    keeps the folders user/ question/ answer/ result/ going
  validate    measures a model on a labelled CSV

Options
${COMMON_EN}  --version       the version

Exit codes
  0 all done · 1 a file was refused or could not be written · 2 wrong usage · 3 the model cannot be used
  4 another run works in the same folder · 5 the other computer cannot be reached · 130 interrupted
`,
    question: `Usage: interview-buddy question [user.json …] [options]

Draws one question per profile. Without a file the options are the profile; - is standard input.

Options
  --occupation CODE   BM SM PS RND ICT D PM
  --experience CODE   New Experienced
  --gender CODE       Male Female
  --age-range CODE    -34 35-44 45-54 55-
  --channel TEXT --place TEXT
  --seed N        the same number draws the same question
  --output DIR    folder for q_<name>.json (default: standard output)
  --force         replace files that exist
${COMMON_EN}`,
    evaluate: `Usage: interview-buddy evaluate [answer.json …] [options]

Evaluates answer files, or one on standard input. The answer of a result file is evaluated again.

Options
${JUDGING_EN}  --output DIR    folder for result_<name>.json (default: standard output)
  --force         replace files that exist
${COMMON_EN}`,
    pipeline: `Usage: interview-buddy pipeline --dir DIR [--watch] [options]

Makes question/q_<name>.json for every new file in user/, and result/result_<name>.json for every new
file in answer/, once each. Deletes and changes nothing, and waits for files that are still being copied.
The log is pipeline.log.

Options
  --dir DIR       where the four folders are (made if they are not there)
  --watch         go on watching
  --interval S    seconds between two looks (default 2; with --remote 10)

A folder on another computer (needs rsync and ssh, never asks for a password)
  --remote user@host:path   brings its user/ and answer/ to --dir, takes question/ and result/ there.
                            Deletes and replaces nothing; talks only to a computer whose host key is known
  --ssh-port N        port of SSH
  --identity FILE     private key of SSH
  --ssh-config FILE   configuration file of SSH
  --retries N         attempts after a lost connection (default 5, after 1, 2, 4 … seconds)

Evaluation
${JUDGING_EN}${COMMON_EN}`,
    validate: `Usage: interview-buddy validate --eval-csv FILE --output-csv FILE [options]

Measures a model on a CSV with the columns text, label_intent, label_emotion (question, level, on_topic are
optional): a CSV of predictions and a JSON of metrics. After an interruption the same command goes on.

Options
  --model PATH        a model folder, or an ONNX file in one (default: the bundled model)
  --eval-csv FILE     labelled answers
  --output-csv FILE   predictions
  --metrics FILE      metrics (default: .metrics.json beside the predictions)
  --encoding NAME     utf-8 (default) or cp949
  --jobs N            workers (default: CPU cores)
  --force             replace files that exist
${COMMON_EN}`
  }
};
