/** The validation worker with an engine that answers at once, for files of any length. */
import { FakeEngine, fakePredictions } from '$lib/model/fake-engine';
import { serveValidation, type ValidationPort } from '$lib/state/validation/server';

/** Keeps no record of what it was asked. */
class InstantEngine extends FakeEngine {
  override predict: FakeEngine['predict'] = (request) => Promise.resolve(fakePredictions(request));
}

serveValidation(self as unknown as ValidationPort, () => new InstantEngine());
