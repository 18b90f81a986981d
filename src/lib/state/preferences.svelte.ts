/** What a person has chosen: theme, language, rubric, backend, last profile. Kept in this browser. */
import { getLocale, setLocale, type Locale } from '$lib/i18n/paraglide/runtime';
import { DEFAULT_PROFILE, type Profile } from '$lib/domain/profile';
import { readProfile } from '$lib/domain/documents/user-info';
import type { RubricId } from '$lib/domain/evaluation';
import type { BackendPreference } from '$lib/model/engine';
import { readSetting, saveSetting } from '$lib/storage/settings';

export type Theme = 'system' | 'light' | 'dark';

const themeKey = 'interview-buddy:theme';

/** Choices of the backend. */
export const BACKENDS: readonly BackendPreference[] = ['auto', 'wasm', 'webgpu'];

/** Choices of the rubric. */
export const RUBRICS: readonly RubricId[] = ['buddy-2', 'buddy-1'];

/** Choices of the theme. */
export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

function oneOf<T extends string>(values: readonly T[]): (value: unknown) => T | undefined {
  return (value) => values.find((candidate) => candidate === value);
}

/** localStorage, or null where it is blocked. */
function localStore(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

class Preferences {
  /** Last profile used. */
  profile = $state<Profile>({ ...DEFAULT_PROFILE });
  /** Questions per session. */
  questionCount = $state(3);
  rubric = $state<RubricId>('buddy-2');
  backend = $state<BackendPreference>('auto');
  theme = $state<Theme>('system');

  /** Reads what was kept. Storage that fails leaves the defaults; what needs storage reports it itself. */
  async restore(): Promise<void> {
    this.theme = oneOf(THEMES)(localStore()?.getItem(themeKey)) ?? 'system';
    this.profile = (await readSetting('profile', readProfile)) ?? this.profile;
    this.rubric = (await readSetting('rubric', oneOf(RUBRICS))) ?? this.rubric;
    this.backend = (await readSetting('backend', oneOf(BACKENDS))) ?? this.backend;
    const count = await readSetting('questionCount', (value) =>
      typeof value === 'number' ? value : undefined
    );
    this.questionCount = count ?? this.questionCount;
  }

  /** Back to the defaults, after everything was deleted. The theme and the language stay: they say nothing of a person. */
  reset(): void {
    this.profile = { ...DEFAULT_PROFILE };
    this.questionCount = 3;
    this.rubric = 'buddy-2';
    this.backend = 'auto';
  }

  /** Applies and keeps the theme. It lives in localStorage, because the page needs it before its first paint. */
  setTheme(theme: Theme): void {
    this.theme = theme;
    const store = localStore();
    if (theme === 'system') {
      delete document.documentElement.dataset.theme;
      store?.removeItem(themeKey);
    } else {
      document.documentElement.dataset.theme = theme;
      store?.setItem(themeKey, theme);
    }
  }

  /** Keeps the profile and the number of questions for next time. @throws {StorageError} */
  async saveProfile(profile: Profile, questionCount: number): Promise<void> {
    this.profile = profile;
    this.questionCount = questionCount;
    await saveSetting('profile', $state.snapshot(profile));
    await saveSetting('questionCount', questionCount);
  }

  /** @throws {StorageError} */
  async setRubric(rubric: RubricId): Promise<void> {
    this.rubric = rubric;
    await saveSetting('rubric', rubric);
  }

  /** @throws {StorageError} */
  async setBackend(backend: BackendPreference): Promise<void> {
    this.backend = backend;
    await saveSetting('backend', backend);
  }

  /** Switches the language and reloads the page. */
  setLanguage(locale: Locale): void {
    setLocale(locale);
  }

  get language(): Locale {
    return getLocale();
  }
}

/** The one set of preferences of this page. */
export const preferences = new Preferences();
