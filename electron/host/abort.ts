import { Failure } from '../contract/failure.ts';
import { sentence } from '../../native-models/words/sentence.ts';

/** The reason that an `AbortController` of ours is given: a value on its way to the job's record. */
export const cancelled = (): Failure => new Failure({ code: 'cancelled', message: sentence('run.cancelled'), what: null });

/** The reason where a run is to go on later from where it stands. */
export class PutAside extends Failure {
  constructor() {
    super({ code: 'cancelled', message: sentence('run.put-aside'), what: null });
    this.name = 'PutAside';
  }
}
