/** A Cache over a Map: what the model store uses of it. */
export class MemoryCache {
  readonly entries = new Map<string, Response>();
  match(url: string | Request): Promise<Response | undefined> {
    return Promise.resolve(this.entries.get(typeof url === 'string' ? url : url.url)?.clone());
  }
  put(url: string, response: Response): Promise<void> {
    this.entries.set(url, response);
    return Promise.resolve();
  }
  delete(url: string | Request): Promise<boolean> {
    return Promise.resolve(this.entries.delete(typeof url === 'string' ? url : url.url));
  }
  keys(): Promise<Request[]> {
    return Promise.resolve([...this.entries.keys()].map((url) => new Request(url)));
  }
}
