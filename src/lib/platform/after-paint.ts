/** Lets the page show what it has before it goes on. */

/**
 * Resolves once the next frame has been painted; at once where nothing is painted, as in a tab out of sight.
 */
export function afterPaint(): Promise<void> {
  if (document.visibilityState === 'hidden') return Promise.resolve();
  return new Promise((resolve) => {
    const settle = () => {
      document.removeEventListener('visibilitychange', settle);
      resolve();
    };
    // No more frames come if the tab is left meanwhile.
    document.addEventListener('visibilitychange', settle);
    // The callback runs just before the paint, a task from there just after it.
    requestAnimationFrame(() => setTimeout(settle));
  });
}
