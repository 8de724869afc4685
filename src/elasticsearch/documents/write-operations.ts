import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import type { KeepRefused, Refusal, WriteResult } from '../../catalog/document-store.ts';
import type { OperationBatch, OperationOutcome } from '../../catalog/operation.ts';
import type { FoldedDocument, Folding } from './folding.ts';
import { sendBulk, type BulkOutcome } from './send-bulk.ts';

export interface WriteOperationsOptions {
  readonly client: Client;
  readonly alias: string;
  readonly folding: Folding;
  readonly operations: OperationBatch;
  /** Operations that no store can hold. */
  readonly refusals: readonly Refusal[];
  readonly keepRefused: KeepRefused | undefined;
  readonly visible: boolean;
}

/** Writers that keep overtaking each other on one document are given up on after this many readings. */
const mostReadings = 30;

/**
 * Writes a batch: folds it per `_id` over what is stored, sends the documents, and does it again for those that somebody else has changed
 * meanwhile or of which an operation was refused. Refusals are kept before anything is written as far as they are known then, the others at the end.
 * Throws STORE_UNAVAILABLE and others of `sendBulk`, and what `keepRefused` throws; the same call may then be made again.
 */
export async function writeOperations(options: WriteOperationsOptions): Promise<WriteResult> {
  const { client, alias, folding, operations, keepRefused, visible } = options;
  const outcomes: OperationOutcome[] = operations.ids.map(() => 'unmet');
  const refusals = [...options.refusals];
  const refused = new Set(refusals.map(({ index }) => index));
  let kept = 0;
  const keep = async (): Promise<void> => {
    const fresh = refusals.slice(kept).sort((a, b) => a.index - b.index);
    if (fresh.length > 0) await keepRefused?.(fresh);
    kept = refusals.length;
  };
  const refuse = (refusal: Refusal): void => {
    refused.add(refusal.index);
    refusals.push(refusal);
  };

  let pending = operations.ids.flatMap((_, index) => (refused.has(index) ? [] : [index]));
  for (let reading = 1; pending.length > 0; reading += 1) {
    if (reading > mostReadings) throw overtaken(alias);
    if (reading > 2) await wait(Math.random() * 20 * reading);
    const batch = pending.length === operations.ids.length ? operations : pick(operations, pending);
    const ids = [...new Set(batch.ids)];
    const stored = await folding.read(batch, ids);
    const folded = folding.fold(batch, stored, none);
    if (folded.unfit.length > 0) {
      for (const one of folded.unfit) refuse({ ...one, index: pending[one.index]! });
      pending = pending.filter((index) => !refused.has(index));
      continue;
    }
    await keep();
    const answers = await sendBulk({
      client,
      alias,
      entries: folded.documents.map(({ entry }) => entry),
      isRepeatable: folding.onConflict === 'superseded',
      visible,
    });
    const results = judge(folded.documents, answers, folding.onConflict);
    for (const { last, why, tooLarge } of results.refused) {
      const message = `The document ${JSON.stringify(batch.ids[last])} cannot be stored: ${why}.`;
      refuse({ index: pending[last]!, code: tooLarge ? 'RECORD_TOO_LARGE' : 'RECORD_FIELD_TYPE', message });
    }
    const again: number[] = [];
    const seen = new Set<string>();
    batch.ids.forEach((id, index) => {
      const isFirst = results.overwritten.size > 0 && !seen.has(id);
      if (isFirst) seen.add(id);
      if (refused.has(pending[index]!)) return;
      if (results.again.has(id)) again.push(pending[index]!);
      else {
        const outcome = folded.outcomes[index]!;
        const wasThere = isFirst && outcome === 'added' && results.overwritten.has(id) && !stored.has(id);
        outcomes[pending[index]!] = results.superseded.has(id)
          ? outcome === 'unmet'
            ? 'unmet'
            : 'superseded'
          : wasThere
            ? 'replaced'
            : outcome;
      }
    });
    pending = again;
  }
  await keep();
  return { outcomes, refusals: refusals.sort((a, b) => a.index - b.index) };
}

const none: ReadonlySet<number> = new Set();

/** By `_id`, but for those that were simply written. */
interface Judged {
  readonly superseded: ReadonlySet<string>;
  readonly overwritten: ReadonlySet<string>;
  readonly again: ReadonlySet<string>;
  readonly refused: readonly { readonly last: number; readonly why: string; readonly tooLarge: boolean }[];
}

function judge(
  documents: readonly FoldedDocument[],
  answers: readonly BulkOutcome[],
  onConflict: Folding['onConflict'],
): Judged {
  const [superseded, overwritten, again] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const refused: { last: number; why: string; tooLarge: boolean }[] = [];
  documents.forEach(({ id, last }, index) => {
    const answer = answers[index]!;
    if (answer.kind === 'updated') overwritten.add(id);
    else if (answer.kind === 'conflict') (onConflict === 'again' ? again : superseded).add(id);
    else if (answer.kind === 'refused') {
      const { why, tooLarge } = answer;
      refused.push({ last, why, tooLarge });
      // The operations before it may be fine, and are then what must be stored.
      again.add(id);
    }
  });
  return { superseded, overwritten, again, refused };
}

/** These operations of a batch, in this order. */
function pick(batch: OperationBatch, indexes: readonly number[]): OperationBatch {
  const take = <T>(values: readonly T[]): T[] => indexes.map((index) => values[index]!);
  return {
    ids: take(batch.ids),
    kinds: take(batch.kinds),
    versions: take(batch.versions),
    eventTimes: take(batch.eventTimes),
    fields: batch.fields,
    columns: batch.columns.map(take),
    ...(batch.clears === undefined ? {} : { clears: take(batch.clears) }),
  };
}

function overtaken(alias: string): RockpoolError {
  return new RockpoolError('STORE_UNAVAILABLE', `Others keep changing the same documents of ${alias}.`, {
    hint: 'It is tried again.',
  });
}
