/** Asks before a tab is closed or left for another site. */

/** @returns a function that ends the asking; the browser asks in its own words */
export function askBeforeLeaving(): () => void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  window.addEventListener('beforeunload', ask);
  return () => window.removeEventListener('beforeunload', ask);
}
