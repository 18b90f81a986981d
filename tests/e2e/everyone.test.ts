/** Whoever uses it: by keyboard alone, enlarged, on a narrow phone, without motion, writing Hangul. */
import type { Locator, Page } from '@playwright/test';
import { expect, GOOD_ANSWER, test } from './support/app';
import { TOURS } from './support/tour';

/** Whether the focused control, or the card it is drawn as, shows an outline of at least two pixels. */
function focusIsVisible(): boolean {
  const focused = document.activeElement;
  return [focused, focused?.closest('label')].some((element) => {
    if (!element) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  });
}

/** Presses Tab until the control has the focus; every stop on the way shows where one is. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  await expect(control).toBeVisible();
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    const where = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120));
    if (where?.startsWith('<body')) continue;
    expect(await page.evaluate(focusIsVisible), `visible focus: ${where}`).toBe(true);
    if (await control.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error('80 tab stops, and the control was not among them.');
}

/** What sticks out of the page sideways, or is cut off by a box around it, in CSS pixels. */
function cutOff(): string[] {
  const name = (element: Element) =>
    `${element.tagName.toLowerCase()} “${(element.textContent ?? '').trim().slice(0, 40)}”`;
  const cut: string[] = [];
  if (document.documentElement.scrollWidth > innerWidth)
    cut.push(`page: ${document.documentElement.scrollWidth} of ${innerWidth}`);
  for (const element of document.body.querySelectorAll('*')) {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    // Not drawn, or for screen readers only.
    if (box.width <= 1 || box.height <= 1 || style.visibility === 'hidden') continue;
    if (element.closest('.sr-only, [aria-hidden="true"]')) continue;
    // In a wide table or code that scrolls by itself; its own box is looked at.
    const scrolled = element.parentElement?.closest('[tabindex="0"]');
    if (scrolled && getComputedStyle(scrolled).overflowX === 'auto') continue;
    if (box.right > innerWidth + 1 || box.left < -1) cut.push(`sticks out: ${name(element)}`);
    const clips = style.overflowX === 'hidden' || style.overflowX === 'clip';
    if (clips && element.scrollWidth > element.clientWidth + 1) cut.push(`cut: ${name(element)}`);
    const control = element.matches('button, a.button, label, select, .chip');
    if (control && element.scrollWidth > element.clientWidth + 1 && style.display !== 'inline')
      cut.push(`text too wide: ${name(element)}`);
  }
  return cut;
}

/** What would still move, though the person asked for no motion: longer than a frame, or without an end. */
function moving(): string[] {
  const frame = 1 / 60;
  const seconds = (list: string) =>
    Math.max(
      ...list.split(',').map((value) => parseFloat(value) * (value.trim().endsWith('ms') ? 0.001 : 1))
    );
  const found: string[] = [];
  for (const element of document.querySelectorAll('*')) {
    for (const pseudo of [undefined, '::before', '::after']) {
      const style = getComputedStyle(element, pseudo);
      const animated = style.animationName !== 'none' && style.animationName !== '';
      // Without a duration to speak of, `all` still sends inherited colours through the page frame by frame.
      const transitions = style.transitionProperty !== 'none' && seconds(style.transitionDuration) > 0;
      if (
        transitions ||
        (animated && (seconds(style.animationDuration) > frame || style.animationIterationCount !== '1')) ||
        style.scrollBehavior === 'smooth'
      )
        found.push(`${element.tagName.toLowerCase()}${pseudo ?? ''}.${element.getAttribute('class') ?? ''}`);
    }
  }
  for (const animation of document.getAnimations()) {
    const { endTime } = animation.effect?.getComputedTiming() ?? {};
    if (Number(endTime) > frame * 1000) found.push(`animation of ${String(endTime)} ms`);
  }
  return found;
}

for (const { name: device, ...use } of [
  { name: 'a 360 px wide phone', viewport: { width: 360, height: 740 } },
  { name: 'a 1280 × 720 laptop at 200 %', viewport: { width: 640, height: 360 }, deviceScaleFactor: 2 }
]) {
  test.describe(device, () => {
    test.use(use);
    for (const { name, lead } of TOURS) {
      test(`${name}, nothing scrolls sideways, nothing is cut off`, async ({ app, page }) => {
        test.slow();
        await lead(app, async (state) => {
          expect(await page.evaluate(cutOff), state).toEqual([]);
        });
      });
    }
  });
}

test.describe('reduced motion', () => {
  for (const { name, lead } of TOURS) {
    test(`${name}, nothing moves for longer than a frame`, async ({ app, page }) => {
      test.slow();
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await lead(app, async (state) => {
        expect(await page.evaluate(moving), state).toEqual([]);
      });
    });
  }
});

test('a whole session by keyboard alone, with the focus always in sight', async ({ app, page }) => {
  test.slow();
  const keys = page.keyboard;
  const field = page.getByLabel('답변', { exact: true });
  await app.open();

  await test.step('start', async () => {
    await keys.press('Tab');
    await expect(page.getByRole('link', { name: '본문으로 건너뛰기' })).toBeFocused();
    expect(await page.evaluate(focusIsVisible)).toBe(true);
    await keys.press('Enter');
    await tabTo(page, page.getByRole('radio', { name: '경영/사무' }));
    await keys.press('ArrowRight');
    await expect(page.getByRole('radio', { name: '영업/마케팅' })).toBeChecked();
    await tabTo(page, page.getByRole('button', { name: '면접 시작' }));
    await keys.press('Enter');
  });

  for (const position of [1, 2, 3]) {
    await test.step(`question ${position}`, async () => {
      await expect(page.getByTestId('position')).toHaveText(`질문 ${position} / 3`);
      await tabTo(page, field);
      await keys.insertText(GOOD_ANSWER);
      if (position === 1) await keys.press('Control+Enter');
      else {
        await tabTo(page, page.getByRole('button', { name: '답변 제출' }));
        await keys.press('Enter');
      }
      expect(await app.total()).toBeGreaterThan(0);
      await tabTo(page, page.getByRole('button', { name: position < 3 ? '다음 질문' : '면접 마치기' }));
      await keys.press('Enter');
    });
  }

  await test.step('the end, and the history', async () => {
    await expect(page.getByRole('heading', { name: '수고하셨습니다' })).toBeVisible();
    await tabTo(page, page.getByRole('link', { name: '기록', exact: true }));
    await keys.press('Enter');
    await expect(page.getByTestId('take-count')).toHaveText('답변 3개');
    await tabTo(page, page.getByRole('main').getByRole('listitem').getByRole('link').first());
    await keys.press('Enter');
    expect(await app.total()).toBeGreaterThan(0);
  });

  await test.step('a dialog holds the focus and gives it back', async () => {
    const opener = page.getByRole('button', { name: '이 답변 지우기' });
    await tabTo(page, opener);
    await keys.press('Enter');
    const dialog = page.getByRole('alertdialog');
    await tabTo(page, dialog.getByRole('button', { name: '지우기' }));
    await keys.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();
  });
});

test('an input method that is composing Hangul keeps its Enter', async ({ app, page, context }) => {
  await app.open();
  await app.startInterview();
  const field = page.getByLabel('답변', { exact: true });
  await field.fill(GOOD_ANSWER);
  const devtools = await context.newCDPSession(page);
  // The browser itself composes, as with a Korean keyboard: “하” is not yet settled.
  await devtools.send('Input.imeSetComposition', { text: '하', selectionStart: 1, selectionEnd: 1 });
  await expect(field).toHaveValue(`${GOOD_ANSWER}하`);
  const seen = await page.evaluateHandle(() => {
    const events: boolean[] = [];
    addEventListener('keydown', (event) => events.push(event.isComposing), true);
    return events;
  });
  await page.keyboard.press('Control+Enter');
  expect(await seen.evaluate((events) => events.at(-1))).toBe(true);
  await devtools.send('Input.insertText', { text: '한' });
  await expect(field).toHaveValue(/한$/);
  await expect(page).toHaveURL(/\/interview\//);
  await expect(page.getByTestId('position')).toHaveText('질문 1 / 3');
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(/\/result\//);
  expect(await app.total()).toBeGreaterThan(0);
});
