/** Numbers and dates as people read them. */
import { getLocale } from '$lib/i18n/paraglide/runtime';

/** @param bytes size in bytes @returns e.g. `5.4 MB` (powers of 1000, as browsers show them) */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 'B';
  for (const next of units) {
    if (value < 1000) break;
    value /= 1000;
    unit = next;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** @param iso ISO 8601 time @returns date and time in the person's language and time zone */
export function formatTime(iso: string): string {
  const locale = getLocale() === 'ko' ? 'ko-KR' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** @param iso ISO 8601 time @returns day and time without the year, short enough for a column of a table */
export function formatShortTime(iso: string): string {
  const locale = getLocale() === 'ko' ? 'ko-KR' : 'en-GB';
  return new Intl.DateTimeFormat(locale, {
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23'
  }).format(new Date(iso));
}

/** @param count a whole number @returns with its thousands set apart, e.g. `10,000` */
export function formatCount(count: number): string {
  return count.toLocaleString(getLocale() === 'ko' ? 'ko-KR' : 'en-GB');
}

/** @param text what is shown @returns the same, with quoted endings such as ‘-습니다’로 and ‘~입니다’나 kept on one line */
export function unbroken(text: string): string {
  return text.replace(/(‘[~-]|’)(?=\p{L})/gu, '$1\u2060');
}

/** @param points a score, possibly fractional @returns whole points, or one decimal where there is one */
export function formatPoints(points: number): string {
  return Number.isInteger(points) ? String(points) : points.toFixed(1);
}

/** @param seconds whole seconds, ≥ 0 @returns minutes and seconds, e.g. `1:05` */
export function formatSeconds(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** @param seconds whole seconds, ≥ 0 @returns hours where there are any, minutes and seconds, e.g. `1:02:05` */
export function formatDuration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  if (hours === 0) return formatSeconds(seconds);
  const minutes = Math.floor((seconds % 3600) / 60);
  return `${hours}:${String(minutes).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
