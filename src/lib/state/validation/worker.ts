/** Entry of the validation worker. Its engines are workers of its own, so that the page has no part in the work. */
import { createWorkerEngine } from '$lib/model/client';
import { serveValidation, type ValidationPort } from './server';

serveValidation(self as unknown as ValidationPort, (modelsUrl) =>
  createWorkerEngine({ modelsUrl, singleThread: true })
);
