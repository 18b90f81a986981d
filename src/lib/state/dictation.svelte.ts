/** Taking an answer down by voice: joins the dictation, the browser's recogniser, and what the person has allowed. */
import {
  isOn,
  newDictation,
  spokenOf,
  step,
  type Dictation,
  type DictationEvent,
  type DictationPhase,
  type DictationProblem
} from '$lib/domain/dictation/dictation';
import type { Spoken } from '$lib/domain/dictation/heard';
import { movedPosition } from '$lib/domain/dictation/placing';
import {
  webRecogniser,
  type LocalRecognition,
  type Recogniser,
  type RecogniserRun
} from '$lib/platform/speech-recognition';
import { stopSpeaking } from '$lib/platform/speech-synthesis';
import { preferences } from './preferences.svelte';

/**
 * What the person is to decide before they are listened to: whether audio may go to the browser's maker (`remote`,
 * once), whether to download recognition for this device (`download`), or whether they want it after all (`refused`).
 */
export type VoiceQuestion = 'remote' | 'download' | 'refused';

/** Recognition for the device: being downloaded, downloaded just now, or not to be had. */
export type Download = 'none' | 'running' | 'done' | 'failed';

/** How a dictation shows its words: what the text is now, and where positions in the old one have gone. */
export type TextListener = (text: string, moved: (position: number) => number) => void;

/** A dictation with a recogniser. */
export class DictationControl {
  #state = $state.raw<Dictation>(newDictation());
  #recogniser: Recogniser;
  #run: RecogniserRun | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #listener: TextListener = () => undefined;
  #wanted: { text: string; caret: number } = { text: '', caret: 0 };

  /** Whether this browser can recognise speech on the device; `checking` until it has said so. */
  local = $state.raw<LocalRecognition | 'checking'>('checking');
  question = $state.raw<VoiceQuestion | null>(null);
  download = $state.raw<Download>('none');
  /** Whether recognition runs on this device alone, in the current or last run. */
  onDevice = $state(false);

  constructor(recogniser: Recogniser) {
    this.#recogniser = recogniser;
  }

  get supported(): boolean {
    return this.#recogniser.supported;
  }

  get phase(): DictationPhase {
    return this.#state.phase;
  }

  get problem(): DictationProblem | null {
    return this.#state.problem;
  }

  get hearing(): Dictation['hearing'] {
    return this.#state.hearing;
  }

  get slow(): boolean {
    return this.#state.slow;
  }

  /** Whether the microphone is on, or is about to be. */
  get on(): boolean {
    return isOn(this.#state);
  }

  /** What has been said since {@link leave}; null if nothing was. */
  get spoken(): Spoken | null {
    return spokenOf(this.#state);
  }

  /** @param listener is told of every change that speech makes to the text */
  connect(listener: TextListener): void {
    this.#listener = listener;
  }

  /** Asks the browser what it can do. Before the first click, so that listening begins within the click. */
  async look(): Promise<void> {
    this.local = await this.#recogniser.localRecognition();
  }

  /**
   * Begins to listen, or asks what has to be decided first.
   * @param text the answer so far
   * @param caret where the words go, in UTF-16 units
   */
  listen(text: string, caret: number): void {
    this.#wanted = { text, caret };
    if (this.local === 'available') this.#begin(true);
    else if (preferences.remoteSpeech === 'allowed') this.#begin(false);
    else if (preferences.remoteSpeech === 'refused') this.question = 'refused';
    else this.question = this.local === 'downloadable' ? 'download' : 'remote';
  }

  /** The person has read the notice and agrees. Listening begins even if the choice cannot be kept. @throws {StorageError} */
  async allowRemote(): Promise<void> {
    const kept = preferences.setRemoteSpeech('allowed');
    this.#begin(false);
    await kept;
  }

  /** The person does not want audio to leave the device. @throws {StorageError} */
  async refuseRemote(): Promise<void> {
    this.question = null;
    await preferences.setRemoteSpeech('refused');
  }

  /** Shows the notice, e.g. to somebody who refused before, or who does not want to wait for a download. */
  ask(): void {
    this.question = 'remote';
  }

  /** Closes what was asked, without an answer. */
  dismiss(): void {
    this.question = null;
  }

  /** Downloads recognition for this device; only during a click. */
  async install(): Promise<void> {
    this.download = 'running';
    const installed = await this.#recogniser.install();
    if (this.download !== 'running') return;
    this.download = installed ? 'done' : 'failed';
    await this.look();
    if (installed && this.question === 'download') this.question = null;
  }

  /** Stops waiting for the download; some browsers never end it. */
  stopWaiting(): void {
    this.download = 'none';
  }

  #begin(local: boolean): void {
    this.question = null;
    this.download = 'none';
    this.onDevice = local;
    // Never while listening: the microphone would hear the question.
    stopSpeaking();
    this.#send({ type: 'listen', ...this.#wanted });
  }

  /** Asks for the last words. */
  stop(): void {
    this.#send({ type: 'stop' });
  }

  /** The person has edited the text. */
  edit(text: string): void {
    this.#wanted = { text, caret: text.length };
    this.#send({ type: 'edit', text });
  }

  /** An input method begins or ends a syllable. */
  compose(on: boolean): void {
    this.#send({ type: 'compose', on });
  }

  /** Puts everything that was heard into the text now. */
  settle(): void {
    this.#send({ type: 'settle' });
  }

  /** Ends listening for good: what is still heard belongs to no text. */
  leave(): void {
    this.question = null;
    this.#send({ type: 'leave' });
  }

  #send(event: DictationEvent): void {
    const before = this.#state.placing;
    const { state, orders } = step(this.#state, event, Date.now());
    this.#state = state;
    clearTimeout(this.#timer);
    if (state.due !== null) {
      this.#timer = setTimeout(() => this.#send({ type: 'time' }), Math.max(0, state.due - Date.now()));
    }
    const words = event.type === 'report' || event.type === 'compose' || event.type === 'settle';
    if (words && state.placing.text !== before.text) {
      this.#listener(state.placing.text, (position) => movedPosition(position, before, state.placing));
    }
    for (const order of orders) this.#order(order, state.run);
  }

  #order(order: 'start' | 'stop' | 'abort', run: number): void {
    if (order !== 'start') {
      this.#run?.[order]();
      return;
    }
    // One microphone, one listener: a run that still waits for its end goes first.
    this.#run?.abort();
    this.#run = this.#recogniser.start(this.onDevice, (report) =>
      this.#send({ type: 'report', run, report })
    );
  }
}

/** The one dictation of this page. */
export const dictation = new DictationControl(webRecogniser);
