/** The app as a person drives it, and a watch on what it must never do. */
import { expect, test as base, type Page } from '@playwright/test';
import { Site } from './site';

interface Fixtures {
  site: Site;
  app: App;
}

/** Steps of the main job, in a person's words. */
export class App {
  constructor(
    readonly page: Page,
    readonly site: Site
  ) {}

  /** Opens a page, and waits until its form can be used. */
  async open(path = '/'): Promise<void> {
    await this.page.goto(this.site.url + path);
    await expect(this.page.locator('form[inert]')).toHaveCount(0);
  }

  /** Waits until the model can evaluate. */
  async modelReady(): Promise<void> {
    await expect(this.page.getByTestId('model-status')).toHaveAttribute('data-phase', 'ready', {
      timeout: 60_000
    });
  }

  /** Waits until a service worker controls the page. */
  async serviceWorkerReady(): Promise<void> {
    await this.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (navigator.serviceWorker.controller) return;
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
    });
  }

  /** From the start page to the first question. */
  async startInterview(
    options: { occupation?: string; experience?: string; count?: number } = {}
  ): Promise<string> {
    const { occupation = 'ICT', experience = '신입', count = 3 } = options;
    await this.page.getByRole('radio', { name: occupation, exact: true }).check();
    await this.page.getByRole('radio', { name: experience, exact: true }).check();
    await this.page.getByRole('radio', { name: `${count}개` }).check();
    await this.page.getByRole('button', { name: '면접 시작' }).click();
    await expect(this.page.getByTestId('position')).toHaveText(`질문 1 / ${count}`);
    return this.questionText();
  }

  async questionText(): Promise<string> {
    return (await this.page.getByTestId('question').innerText()).trim();
  }

  /** Writes the answer and hands it in; ends on the result page. */
  async answer(text: string): Promise<void> {
    await this.page.getByLabel('답변', { exact: true }).fill(text);
    await this.page.getByRole('button', { name: '답변 제출' }).click();
    await this.page.waitForURL(/\/result\//);
  }

  /** Total points on the result page. */
  async total(): Promise<number> {
    const card = this.page.getByTestId('score-total');
    await expect(card).toBeVisible({ timeout: 60_000 });
    return Number((await card.locator('[aria-hidden]').first().innerText()).trim());
  }
}

/** A real answer of the kind people give. */
export const GOOD_ANSWER =
  '국비 과정 팀 프로젝트에서 상품 목록이 뜨는 데 4초가 걸리는 문제가 있었습니다. 저는 조회 API를 맡아 발표 전까지 1초 안으로 줄여야 했습니다. ' +
  'SQL 로그를 켜 보니 목록 한 번에 쿼리가 101번 나가고 있어서, 페치 조인으로 한 번에 가져오도록 바꾸고 쓰지 않는 컬럼을 뺐습니다. ' +
  '그 결과 응답 시간이 0.4초로 줄었고, 그 뒤로는 추측보다 로그를 먼저 보는 습관이 생겼습니다. 입사 후에도 숫자로 확인하며 일하겠습니다.';

/** @returns the page's uncaught errors and violated policies, which are added as they happen */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) errors.push(message.text());
  });
  return errors;
}

/**
 * Each test gets its own host and a page under watch: a request to another origin, an uncaught error or a violated
 * policy fails the test.
 */
export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright asks for the pattern
  site: async ({}, use) => {
    const site = await Site.start();
    await use(site);
    await site.stop();
  },
  app: async ({ page, context, site }, use) => {
    const foreign: string[] = [];
    const errors = watchErrors(page);
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== new URL(site.url).origin)
        foreign.push(url.href);
    });
    // The same questions are drawn in every run.
    await page.addInitScript(() => {
      let state = 20_261_122;
      Math.random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    });
    await use(new App(page, site));
    expect(foreign, 'requests to other origins').toEqual([]);
    expect(errors, 'page errors and policy violations').toEqual([]);
  }
});

export { expect };
