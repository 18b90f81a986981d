/** Folders on the person's disk: picking one, keeping permission, hearing of changes. Not in every browser. */

/** What the File System Access API adds, which TypeScript's library does not know. */
interface PickerWindow {
  showDirectoryPicker?: (options: { id: string; mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>;
  FileSystemObserver?: new (onChange: () => void) => {
    observe(handle: FileSystemDirectoryHandle, options: { recursive: boolean }): Promise<void>;
    disconnect(): void;
  };
}
interface PermissionHandle extends FileSystemDirectoryHandle {
  queryPermission?: (descriptor: { mode: 'readwrite' }) => Promise<PermissionState>;
  requestPermission?: (descriptor: { mode: 'readwrite' }) => Promise<PermissionState>;
}

/** @returns whether this browser lets people pick a folder */
export function canPickDirectory(): boolean {
  return typeof (window as PickerWindow).showDirectoryPicker === 'function';
}

/**
 * Lets the person pick a folder to read and write; only inside a click.
 * @param id under which the browser remembers where the last one was
 * @returns null if they changed their mind. Rejects with a DOMException if it may not be opened
 */
export async function pickDirectory(id: string): Promise<FileSystemDirectoryHandle | null> {
  try {
    return (await (window as PickerWindow).showDirectoryPicker?.({ id, mode: 'readwrite' })) ?? null;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

/** Asks for permission to read and write a folder picked before, if there is none; only inside a click. @returns whether there is */
export async function allowDirectory(handle: FileSystemDirectoryHandle): Promise<boolean> {
  const { queryPermission, requestPermission } = handle as PermissionHandle;
  if (!queryPermission || !requestPermission) return true;
  const mode = 'readwrite';
  if ((await queryPermission.call(handle, { mode })) === 'granted') return true;
  return (await requestPermission.call(handle, { mode })) === 'granted';
}

/**
 * Calls back when something in a folder changes, where the browser can tell.
 * @returns a function that ends it
 */
export async function observeDirectory(
  handle: FileSystemDirectoryHandle,
  onChange: () => void
): Promise<() => void> {
  const Observer = (window as PickerWindow).FileSystemObserver;
  if (!Observer) return () => undefined;
  const observer = new Observer(onChange);
  // Not every file system can be observed: whoever calls looks from time to time anyway.
  await observer.observe(handle, { recursive: true }).catch(() => undefined);
  return () => observer.disconnect();
}

/**
 * Holds a lock of this name as long as the work runs, across the tabs of this site.
 * @returns what the work returns; null if another tab has the lock
 */
export async function withTabLock<T>(name: string, work: () => Promise<T>): Promise<T | null> {
  return navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : null));
}
