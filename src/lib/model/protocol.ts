/** What page and model worker say to each other. Every request has an id; errors cross as data. */
import type { Predictions } from '$lib/domain/predictions';
import type { LoadedModel, LoadRequest, ModelErrorData, PredictRequest } from './engine';
import type { ImportStep } from './import-model';
import type { LoadStep } from './load-model';
import type { ModelSource } from './model-package';

/** Where models are, and what is allowed, for the lifetime of a worker. */
export interface WorkerSettings {
  /** Absolute URL of the folder that holds model folders, ending in a slash. */
  modelsUrl: string;
  /** Let WebGPU run on an emulated adapter; only tests do. */
  allowSoftwareAdapter: boolean;
  /** Use one WebAssembly thread, whatever there is. */
  singleThread?: boolean;
}

/** A model that was brought, checked and kept. */
export interface ImportedModel {
  /** Whether it was there before. */
  known: boolean;
  /** As it was opened to check its known answer. */
  model: LoadedModel;
}

/** Requests that are answered, by type. A worker loads one model in its life, or takes one in. */
export interface WorkerCalls {
  load: {
    payload: { request: LoadRequest; settings: WorkerSettings };
    result: LoadedModel;
    step: LoadStep;
  };
  predict: { payload: PredictRequest; result: Predictions; step: never };
  import: {
    payload: { source: ModelSource; settings: WorkerSettings };
    result: ImportedModel;
    step: ImportStep | LoadStep;
  };
}

/** Names of the requests. */
export type CallType = keyof WorkerCalls;

/** A request, as the worker receives it. */
export type WorkerCall = {
  [T in CallType]: { type: T; id: number; payload: WorkerCalls[T]['payload'] };
}[CallType];

/** From the page to the worker. */
export type WorkerMessage = WorkerCall | { type: 'abort'; id: number };

/** From the worker to the page: steps of a load, then exactly one end for each request. */
export type WorkerReply =
  | { type: 'progress'; id: number; step: WorkerCalls[CallType]['step'] }
  | { type: 'result'; id: number; result: WorkerCalls[CallType]['result'] }
  | { type: 'error'; id: number; error: ModelErrorData };
