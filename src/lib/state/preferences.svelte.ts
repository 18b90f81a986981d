/** What a person has chosen: theme, language, rubric, backend, last profile. Kept in this browser. */
import { getLocale, setLocale, type Locale } from '$lib/i18n/paraglide/runtime';
import { DEFAULT_PROFILE, type Profile } from '$lib/domain/profile';
import { SESSION_SETTINGS, type SessionSetting, type TimeLimits } from '$lib/domain/session';
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

/** Whether audio may go to the browser's maker to be recognised: not asked yet, allowed, refused. */
export const REMOTE_SPEECH = ['unasked', 'allowed', 'refused'] as const;
export type RemoteSpeech = (typeof REMOTE_SPEECH)[number];

/** Choices of the theme. */
export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** Thinking times of 실전, in seconds. */
export const THINK_SECONDS: readonly number[] = [15, 30, 60];

/** Answer times of 실전, in seconds. */
export const ANSWER_SECONDS: readonly number[] = [60, 90, 120, 180];

/** Numbers of questions, per setting. */
export const QUESTION_COUNTS: Readonly<Record<SessionSetting, readonly number[]>> = {
  practice: [1, 3, 5, 7],
  real: [3, 5, 7, 10],
  weakness: [1, 3, 5, 7]
};

/** Where the questions of a session come from. */
export const QUESTION_SOURCES = ['all', 'own', 'pool'] as const;
export type QuestionSource = (typeof QUESTION_SOURCES)[number];

/** How the next session is to be. */
export interface SessionChoices {
  profile: Profile;
  setting: SessionSetting;
  questionCount: number;
  /** Used by 실전 alone. */
  limits: TimeLimits;
  /** Counts only for those who have questions of their own. */
  source: QuestionSource;
}

const DEFAULT_CHOICES: Readonly<SessionChoices> = {
  profile: DEFAULT_PROFILE,
  setting: 'practice',
  questionCount: 3,
  limits: { think: 30, answer: 90 },
  source: 'all'
};

/** @returns the choice, with a number of questions that its setting offers: the nearest one */
export function nearestCount(setting: SessionSetting, count: number): number {
  return QUESTION_COUNTS[setting].reduce((best, offered) =>
    Math.abs(offered - count) < Math.abs(best - count) ? offered : best
  );
}

function oneOf<T extends string | number | boolean>(values: readonly T[]): (value: unknown) => T | undefined {
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
  /** Last setting of a session. */
  setting = $state<SessionSetting>(DEFAULT_CHOICES.setting);
  /** Questions per session. */
  questionCount = $state(DEFAULT_CHOICES.questionCount);
  /** Time limits of 실전. */
  limits = $state.raw<TimeLimits>(DEFAULT_CHOICES.limits);
  /** Last source of questions. */
  source = $state<QuestionSource>(DEFAULT_CHOICES.source);
  rubric = $state<RubricId>('buddy-2');
  backend = $state<BackendPreference>('auto');
  theme = $state<Theme>('system');
  remoteSpeech = $state<RemoteSpeech>('unasked');
  /** Whether questions are read aloud when they come. */
  readAloud = $state(false);
  /** The model that the person has brought and chosen; null for the one the site ships. */
  model = $state<string | null>(null);

  #restored: Promise<void> | null = null;

  /** Waits until what was kept has been read, or could not be. */
  async ready(): Promise<void> {
    this.#restored ??= this.restore();
    await this.#restored.catch(() => undefined);
  }
  /** Whether answers are recorded without being asked each time. */
  record = $state(false);

  /** Reads what was kept. Storage that fails leaves the defaults; what needs storage reports it itself. */
  restore(): Promise<void> {
    this.#restored = this.#read();
    return this.#restored;
  }

  async #read(): Promise<void> {
    this.theme = oneOf(THEMES)(localStore()?.getItem(themeKey)) ?? 'system';
    this.profile = (await readSetting('profile', readProfile)) ?? this.profile;
    this.rubric = (await readSetting('rubric', oneOf(RUBRICS))) ?? this.rubric;
    this.backend = (await readSetting('backend', oneOf(BACKENDS))) ?? this.backend;
    this.remoteSpeech = (await readSetting('remoteSpeech', oneOf(REMOTE_SPEECH))) ?? this.remoteSpeech;
    this.readAloud = (await readSetting('readAloud', (value) => value === true)) ?? this.readAloud;
    this.source = (await readSetting('source', oneOf(QUESTION_SOURCES))) ?? this.source;
    this.model =
      (await readSetting('model', (value) =>
        typeof value === 'string' || value === null ? value : undefined
      )) ?? this.model;
    this.record = (await readSetting('record', oneOf([true, false]))) ?? this.record;
    this.setting = (await readSetting('setting', oneOf(SESSION_SETTINGS))) ?? this.setting;
    const count = await readSetting('questionCount', (value) =>
      typeof value === 'number' ? value : undefined
    );
    this.questionCount = nearestCount(this.setting, count ?? this.questionCount);
    this.limits = {
      think: (await readSetting('thinkSeconds', oneOf(THINK_SECONDS))) ?? this.limits.think,
      answer: (await readSetting('answerSeconds', oneOf(ANSWER_SECONDS))) ?? this.limits.answer
    };
  }

  /** Back to the defaults, after everything was deleted. The theme and the language stay: they say nothing of a person. */
  reset(): void {
    this.profile = { ...DEFAULT_PROFILE };
    this.setting = DEFAULT_CHOICES.setting;
    this.questionCount = DEFAULT_CHOICES.questionCount;
    this.limits = DEFAULT_CHOICES.limits;
    this.source = DEFAULT_CHOICES.source;
    this.rubric = 'buddy-2';
    this.backend = 'auto';
    this.remoteSpeech = 'unasked';
    this.readAloud = false;
    this.model = null;
    this.record = false;
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

  /** Keeps the choices for next time. @throws {StorageError} */
  async saveChoices({ profile, setting, questionCount, limits, source }: SessionChoices): Promise<void> {
    this.profile = profile;
    this.setting = setting;
    this.questionCount = questionCount;
    this.limits = limits;
    this.source = source;
    await saveSetting('profile', $state.snapshot(profile));
    await saveSetting('setting', setting);
    await saveSetting('questionCount', questionCount);
    await saveSetting('thinkSeconds', limits.think);
    await saveSetting('answerSeconds', limits.answer);
    await saveSetting('source', source);
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

  /** @throws {StorageError} */
  async setRemoteSpeech(choice: RemoteSpeech): Promise<void> {
    this.remoteSpeech = choice;
    await saveSetting('remoteSpeech', choice);
  }

  /** @throws {StorageError} */
  async setReadAloud(on: boolean): Promise<void> {
    this.readAloud = on;
    await saveSetting('readAloud', on);
  }

  /** @param model as {@link model}. @throws {StorageError} */
  async setModel(model: string | null): Promise<void> {
    await saveSetting('model', model);
    this.model = model;
  }

  /** @throws {StorageError} */
  async setRecord(record: boolean): Promise<void> {
    this.record = record;
    await saveSetting('record', record);
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
