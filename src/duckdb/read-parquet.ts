import { DuckDBInstance } from '@duckdb/node-api';
import { RockpoolError } from '../base/error.ts';
import { parquetError } from './errors.ts';
import { quote } from './quote.ts';
import { readVector } from './read-vector.ts';

/** An engine that reads Parquet from the named folders, and nothing else from anywhere. */
export interface ParquetReader {
  read(path: string, signal: AbortSignal): AsyncIterable<readonly string[]>;
  close(): void;
}

interface ParquetOptions {
  readonly memoryBytes: number;
  readonly readableFolders: readonly string[];
  readonly tempFolder: string;
}

export async function openParquetReader(options: ParquetOptions): Promise<ParquetReader> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${options.memoryBytes}B`,
    threads: '1',
    temp_directory: options.tempFolder,
    preserve_insertion_order: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const folders = [...options.readableFolders, options.tempFolder].map((folder) => `'${folder.replaceAll("'", "''")}'`);
  await connection.run(`SET GLOBAL TimeZone = 'UTC'`);
  await connection.run(`SET GLOBAL allowed_directories = [${folders.join(', ')}]`);
  await connection.run('SET GLOBAL enable_external_access = false');
  await connection.run('SET GLOBAL lock_configuration = true');
  connection.disconnectSync();

  return {
    read: (path, signal) => readRows(instance, path, signal),
    close: () => instance.closeSync(),
  };
}

/** Times as our decoder reads them: TIMESTAMPTZ with its Z, BLOB as base64. */
const printed: readonly (readonly [RegExp, (name: string) => string])[] = [
  [/^TIMESTAMP WITH TIME ZONE$/, (name) => `strftime(${name}, '%Y-%m-%dT%H:%M:%S.%fZ')`],
  [/^BLOB$/, (name) => `base64(${name})`],
];

async function* readRows(
  instance: DuckDBInstance,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<readonly string[]> {
  const connection = await instance.connect();
  try {
    const described = await connection.runAndReadAll('DESCRIBE FROM read_parquet($1)', [path]);
    const members = described.getRows().map(([name, type]) => {
      const quoted = quote(String(name));
      const print = printed.find(([pattern]) => pattern.test(String(type)));
      return `${quoted} := ${print === undefined ? quoted : print[1](quoted)}`;
    });
    const result = await connection.stream(
      `SELECT to_json(struct_pack(${members.join(', ')}))::VARCHAR FROM read_parquet($1)`,
      [path],
    );
    for (
      let chunk = await result.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      signal.throwIfAborted();
      yield readVector(chunk.getColumnVector(0), chunk.rowCount) as readonly string[];
    }
  } catch (cause) {
    if (signal.aborted || cause instanceof RockpoolError) throw cause;
    throw parquetError(path, cause);
  } finally {
    connection.disconnectSync();
  }
}
