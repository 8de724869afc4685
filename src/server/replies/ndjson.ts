import type { QueryResult } from '../../query/query-service.ts';
import { makeRowPrinter } from './row-printer.ts';

/** One JSON object per line. An error is thrown: whoever sends breaks the connection off, since a short answer would look whole. */
export async function* printNdjsonReply(result: QueryResult): AsyncGenerator<string> {
  const printer = makeRowPrinter(result.columns, 'plain');
  for await (const batch of result.batches) {
    const rows = printer.print(batch);
    if (rows.length > 0) yield `${rows.join('\n')}\n`;
  }
}
