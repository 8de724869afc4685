import { printByteSize } from '../base/byte-size.ts';
import { RockpoolError } from '../base/error.ts';

/** The problem of an object that a connector hands out unread because of its size. */
export function objectTooLarge(bytes: number, maxObjectBytes: number): RockpoolError {
  const message = `The object has ${printByteSize(bytes)}, more than the ${printByteSize(maxObjectBytes)} allowed.`;
  return new RockpoolError('RECORD_TOO_LARGE', message, { hint: 'Split the object, or raise `max_object_bytes`.' });
}
