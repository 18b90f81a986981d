// Runs before the first paint, so that a chosen theme never flashes the other one.
try {
  const theme = localStorage.getItem('interview-buddy:theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  const locale = localStorage.getItem('interview-buddy:locale');
  if (locale === 'en') document.documentElement.lang = 'en';
} catch {
  // Storage is blocked: the system's theme it is.
}
