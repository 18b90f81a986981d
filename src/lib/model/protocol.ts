/** What page and model worker say to each other. Every request has an id; errors cross as data. */
import type { Predictions } from '$lib/domain/predictions';
import type { LoadedModel, LoadRequest, ModelErrorData, PredictRequest } from './engine';
import type { LoadStep } from './load-model';

/** Where models are, and what is allowed, for the lifetime of a worker. */
export interface WorkerSettings {
  /** Absolute URL of the folder that holds model folders, ending in a slash. */
  modelsUrl: string;
  /** Let WebGPU run on an emulated adapter; only tests do. */
  allowSoftwareAdapter: boolean;
}

/** Requests that are answered, by type. A worker loads one model in its life. */
export interface WorkerCalls {
  load: { payload: { request: LoadRequest; settings: WorkerSettings }; result: LoadedModel };
  predict: { payload: PredictRequest; result: Predictions };
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
  | { type: 'progress'; id: number; step: LoadStep }
  | { type: 'result'; id: number; result: WorkerCalls[CallType]['result'] }
  | { type: 'error'; id: number; error: ModelErrorData };
