/** The way through every page of the app and the states of each: what holds everywhere is checked along it. */
import { type App, expect, GOOD_ANSWER } from './app';

/** Looks at the page as it stands. @param state its name, for the message of a failure */
export type Check = (state: string) => Promise<void>;

/** A part of the way, from a device on which nothing is stored: short enough for one test. */
export interface Tour {
  name: string;
  /** Leads through the states, waits until each is there, and has it checked. */
  lead: (app: App, check: Check) => Promise<void>;
}

/** Opens a page. */
async function visit(app: App, path = '/'): Promise<void> {
  await app.open(path);
}

async function upToTheAnswer(app: App, check: Check): Promise<void> {
  const { page } = app;
  // The model is still on its way.
  await visit(app);
  await check('home, at first');
  await visit(app, '/history/');
  await expect(page.getByRole('heading', { name: '아직 답변이 없습니다' })).toBeVisible();
  await check('history, empty');
  await visit(app, '/report/');
  await expect(page.getByRole('heading', { name: '아직 모을 점수가 없습니다' })).toBeVisible();
  await check('report, empty');
  await visit(app, '/interview/');
  await expect(page.getByRole('heading', { name: '진행 중인 면접이 없습니다' })).toBeVisible();
  await check('interview, none');
  await visit(app);
  await app.modelReady();
  await check('home');
  await page.getByRole('radio', { name: '실전', exact: true }).check();
  await check('home, 실전');
  await page.getByText('더 적기').click();
  await check('home, 실전, the whole profile');
  await app.startInterview({ occupation: '생산/제조', count: 3 });
  await check('실전, thinking');
  await page.getByRole('button', { name: '바로 답변하기' }).click();
  await check('실전, answering');
  await page.getByRole('button', { name: '잠시 멈춤' }).click();
  await check('실전, paused');
  await page.getByRole('link', { name: '연습', exact: true }).click();
  await expect(page.getByRole('heading', { name: '진행 중인 면접이 있습니다' })).toBeVisible();
  await check('home, a session to resume');
  await page.getByRole('radio', { name: '연습', exact: true }).check();
  await app.startInterview({ count: 3 });
  await page.getByText('면접관이 보는 것').click();
  await check('interview');
  await page.getByRole('link', { name: '질문', exact: true }).click();
  await page.getByText('자세히').first().click();
  await page.getByTestId('filters').click();
  await check('questions');
  await page.getByRole('button', { name: '질문 추가' }).click();
  const form = page.getByTestId('own-form');
  await form.getByText('더 적기 (선택)').click();
  await form.getByRole('button', { name: '저장' }).click();
  await expect(form.getByRole('alert')).toBeVisible();
  await check('questions, own form');
  await form.getByRole('button', { name: '취소' }).click();
  await page.getByRole('button', { name: '질문 가져오기' }).click();
  await check('questions, import');
  await page.getByRole('searchbox').fill('쀍쀍쀍');
  await expect(page.getByRole('heading', { name: '맞는 질문이 없습니다' })).toBeVisible();
  await check('questions, none found');
  await visit(app, '/no-such-page/');
  await expect(page.getByRole('heading', { name: '없는 페이지입니다' })).toBeVisible();
  await check('not found');
}

async function fromTheResultOn(app: App, check: Check): Promise<void> {
  const { page } = app;
  await visit(app);
  await app.modelReady();
  await app.startInterview({ count: 3 });
  await app.answer('네.');
  await expect(page.getByTestId('withheld')).toBeVisible();
  await check('result, withheld');
  await page.getByRole('button', { name: '다음 질문' }).click();
  await page.getByRole('button', { name: '건너뛰기' }).click();
  await expect(page.getByTestId('position')).toHaveText('질문 3 / 3');
  await app.answer(GOOD_ANSWER);
  await app.total();
  const result = page.url();
  for (const summary of await page.getByRole('main').locator('summary').all()) await summary.click();
  await check('result');
  await page.getByRole('button', { name: '이 답변 지우기' }).click();
  await expect(page.getByRole('alertdialog')).toBeInViewport({ ratio: 1 });
  await check('result, dialog');
  await page.getByRole('button', { name: '취소' }).click();
  await page.getByRole('button', { name: '면접 마치기' }).click();
  await expect(page.getByRole('heading', { name: '수고하셨습니다' })).toBeVisible();
  await check('end of the session');
  await page.goto(result);
  await page.getByRole('link', { name: '공유하고 의견 받기' }).click();
  const link = await page.getByTestId('share-link').inputValue();
  await check('share');
  await page.getByRole('link', { name: '기록', exact: true }).click();
  await expect(page.getByTestId('take-count')).toHaveText('답변 2개');
  await check('history');
  await page.getByRole('link', { name: '연습 리포트 보기' }).click();
  await expect(page.getByText('답변 1개의 평균입니다.')).toBeVisible();
  await expect(page.getByTestId('trend-chart')).toBeVisible();
  await check('report');
  await page.getByRole('link', { name: '설정', exact: true }).click();
  await expect(page.getByTestId('model-backend')).toBeVisible();
  await check('settings');
  await page.getByRole('link', { name: '모델 살펴보기·가져오기' }).click();
  await expect(page.getByTestId('model-details')).toBeVisible();
  await check('model');
  await page.getByText('자세히').click();
  await check('model, its card');
  await page.getByRole('link', { name: '설정', exact: true }).click();
  await page.getByRole('link', { name: '작업 폴더 열기' }).click();
  await expect(page.getByTestId('folder-counts')).toBeVisible();
  await check('working folder');
  await visit(app, '/validate/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await check('validate');
  await visit(app, '/shared/');
  await check('shared, empty');
  await page.goto(link);
  await expect(page.getByTestId('score-total')).toBeVisible();
  await check('shared');
  await visit(app, '/result/?id=none');
  await expect(page.getByRole('heading', { name: '이 답변을 찾을 수 없습니다' })).toBeVisible();
  await check('result, missing');
}

/** Every page and its main states. */
export const TOURS: readonly Tour[] = [
  { name: 'up to the answer', lead: upToTheAnswer },
  { name: 'from the result on', lead: fromTheResultOn }
];
