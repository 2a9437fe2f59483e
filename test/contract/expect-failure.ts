import { Failure } from '../../activities/failure.ts';
import type { FailureType } from '../../api/failures.ts';

/** The Failure that a call must end with; its words are checked for what a person needs. */
export async function expectFailure(
  call: Promise<unknown>,
  type: FailureType,
  ...words: (string | RegExp)[]
): Promise<Failure> {
  const outcome = await call.then(
    (value) => ({ failed: false, value }),
    (error: unknown) => ({ failed: true, value: error }),
  );
  if (!outcome.failed)
    throw new Error(`expected ${type}, but the call succeeded with ${JSON.stringify(outcome.value)}`);
  expect(outcome.value).toBeInstanceOf(Failure);
  const failure = outcome.value as Failure;
  expect({ type: failure.type, message: failure.message }).toEqual({ type, message: expect.any(String) });
  for (const word of words) expect(failure.message).toMatch(word);
  return failure;
}
