import type { QueryResult } from '../../query/query-service.ts';
import { textPrinter } from '../../schema/wire-value.ts';

const quotable = /[",\r\n]/;

/** A cell as RFC 4180 has it. Null is an empty cell; the empty text is quoted, so that both stay apart. */
const quote = (text: string): string => (quotable.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A line of names, then one line per row. An error is thrown: whoever sends breaks the connection off. */
export async function* printCsvReply(result: QueryResult): AsyncGenerator<string> {
  const printers = result.columns.map((column) => textPrinter(column.type));
  yield `${result.columns.map((column) => quote(column.name)).join(',')}\r\n`;
  for await (const { columns, rowCount } of result.batches) {
    let text = '';
    for (let row = 0; row < rowCount; row++) {
      const cells = printers.map((print, index) => {
        const value = columns[index]![row]!;
        return value === '' ? '""' : quote(print(value));
      });
      text += `${cells.join(',')}\r\n`;
    }
    if (text !== '') yield text;
  }
}
