/** Registers the service worker and tells when a new version waits. An update is offered, never forced. */

/** What the app is told. */
export interface ServiceWorkerEvents {
  /** A new version is installed and waits; call the function to switch to it and reload. */
  onUpdate: (activate: () => void) => void;
  /** The app shell is cached: the site opens without a network. */
  onOfflineReady: () => void;
}

/** The message that makes a waiting worker take over; the worker listens for it. */
export const SKIP_WAITING = 'interview-buddy:skip-waiting';

/**
 * Registers the worker.
 * @param url address of the worker script
 * @param scope path the worker controls, with a trailing slash
 * @param type `module` in development, `classic` in a build
 * @returns whether there is a registration; false where the browser has no service workers or refuses
 */
export async function registerServiceWorker(
  url: string,
  scope: string,
  type: WorkerType,
  events: ServiceWorkerEvents
): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return false;
  let registration: ServiceWorkerRegistration;
  try {
    registration = await navigator.serviceWorker.register(url, { scope, type, updateViaCache: 'none' });
  } catch (error) {
    console.warn('The service worker could not be registered; the app works, but only online.', error);
    return false;
  }

  const offer = (worker: ServiceWorker) => {
    events.onUpdate(() => {
      navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
      worker.postMessage(SKIP_WAITING);
    });
  };

  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const installing = registration.installing;
    installing?.addEventListener('statechange', () => {
      if (installing.state !== 'installed') return;
      if (navigator.serviceWorker.controller) offer(installing);
      else events.onOfflineReady();
    });
  });
  if (registration.active) events.onOfflineReady();
  return true;
}

/**
 * Waits until a service worker controls this page: only then does the policy header on worker scripts hold.
 * @param timeoutMs longest wait in milliseconds, for browsers that never get there (hard reload, no support)
 * @returns whether the page is controlled
 */
export function controlled(timeoutMs: number): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return Promise.resolve(false);
  if (navigator.serviceWorker.controller) return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    navigator.serviceWorker.addEventListener(
      'controllerchange',
      () => {
        clearTimeout(timer);
        resolve(true);
      },
      { once: true }
    );
  });
}
