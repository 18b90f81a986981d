/** How end-to-end tests judge whether the state a page is in can be used by everyone: by axe, and without scrolling sideways. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** All that axe does by default, and the size of targets, which it does only when asked for WCAG 2.2. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** @returns what axe finds in the page as it stands: a line per broken rule, with the elements that break it */
export async function violations(page: Page): Promise<string[]> {
  // Where the browser leaves out what is below the window, its size is not known either.
  await page.evaluate(() => {
    for (const element of document.querySelectorAll<HTMLElement>('main *'))
      if (getComputedStyle(element).contentVisibility === 'auto') element.style.contentVisibility = 'visible';
  });
  const result = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

/** Expects that axe finds nothing and that the page does not scroll sideways. @param state name of what is looked at */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  expect(await violations(page), state).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow, `${state}: sideways scroll`).toBeLessThanOrEqual(0);
}

/** Expects the same of a phone, in both themes. The page gets its size back; the theme stays dark, without motion. */
export async function expectAccessibleOnPhone(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 800 });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectAccessible(page, colorScheme);
  }
  if (before) await page.setViewportSize(before);
}
