/** What concerns the whole page: updates, tabs, offline readiness. */
import { listenToDatabase } from '$lib/storage/database';
import { registerServiceWorker } from '$lib/platform/service-worker';
import { toProblem, type Problem } from './problem';
import { preferences } from './preferences.svelte';

class AppState {
  /** Switches to the new version that waits; null if there is none. */
  update = $state.raw<(() => void) | null>(null);
  offlineReady = $state(false);
  /** The settings are known: what they decide, such as the model's backend, may begin. */
  started = $state(false);
  /** A newer version of the app took the database: this tab must be reloaded. */
  outdated = $state(false);
  problem = $state.raw<Problem | null>(null);

  /**
   * Starts what runs beside every page.
   * @param serviceWorker address, scope and type of the worker; absent in development
   */
  async start(serviceWorker: { url: string; scope: string; type: WorkerType } | null): Promise<void> {
    listenToDatabase({
      onOutdated: () => {
        this.outdated = true;
      }
    });
    if (serviceWorker) {
      void registerServiceWorker(serviceWorker.url, serviceWorker.scope, serviceWorker.type, {
        onUpdate: (activate) => {
          this.update = activate;
        },
        onOfflineReady: () => {
          this.offlineReady = true;
        }
      });
    }
    try {
      await preferences.restore();
    } catch (error) {
      this.problem = toProblem(error);
    }
    this.started = true;
  }
}

/** The one app of this page. */
export const app = new AppState();
