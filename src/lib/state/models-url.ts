/** Where this deployment keeps its model folders. */
import { asset } from '$app/paths';

/** @returns absolute URL of the folder of model folders, with a trailing slash; only in a browser */
export function modelsUrl(): string {
  return new URL(`${asset('/models')}/`, location.href).href;
}
