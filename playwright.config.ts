import { defineConfig } from '@playwright/test';
import { chromiumArgs } from './scripts/lib/chromium-args.js';
import { findChromium } from './scripts/lib/chromium.js';

/**
 * End-to-end tests of the built site (`build/`, made by `npm run build`) with the real model. Each test that needs it
 * starts its own static server, which sends no special headers and can be stopped: see tests/e2e/support.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.test.ts',
  timeout: 90_000,
  expect: { timeout: 20_000 },
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  // A test that passes only the second time is listed as flaky: something to mend, but not a broken app.
  retries: process.env.CI ? 1 : 0,
  reporter: [['list']],
  use: {
    locale: 'ko-KR',
    timezoneId: 'Asia/Seoul',
    trace: process.env.CI ? 'on-first-retry' : 'retain-on-failure',
    launchOptions: {
      executablePath: findChromium() ?? undefined,
      args: chromiumArgs()
    }
  }
});
