import { scanTypeTokens, type TypeToken } from './type-tokens.ts';
import type { Field, ScalarKind, SqlType } from './sql-type.ts';

/** DuckDB's names for types, and the wider type that Rockpool uses for the narrow ones. */
const scalarKinds: Readonly<Record<string, ScalarKind>> = {
  boolean: 'boolean',
  bool: 'boolean',
  logical: 'boolean',
  tinyint: 'integer',
  int1: 'integer',
  smallint: 'integer',
  int2: 'integer',
  short: 'integer',
  integer: 'integer',
  int: 'integer',
  int4: 'integer',
  signed: 'integer',
  utinyint: 'integer',
  usmallint: 'integer',
  bigint: 'bigint',
  int8: 'bigint',
  long: 'bigint',
  uinteger: 'bigint',
  hugeint: 'hugeint',
  ubigint: 'hugeint',
  float: 'double',
  float4: 'double',
  real: 'double',
  double: 'double',
  float8: 'double',
  varchar: 'varchar',
  string: 'varchar',
  text: 'varchar',
  char: 'varchar',
  bpchar: 'varchar',
  date: 'date',
  time: 'time',
  timestamp: 'timestamp',
  datetime: 'timestamp',
  timestamptz: 'timestamptz',
  uuid: 'uuid',
  guid: 'uuid',
  json: 'json',
};

/**
 * Reads a type as people write it, in any case: `int`, `Varchar[]`, `timestamp with time zone`, `STRUCT(a INT, "b c" TEXT[])`,
 * `DECIMAL(18,3)`. Undefined when it is no type that Rockpool knows.
 */
export function parseType(text: string): SqlType | undefined {
  const tokens = scanTypeTokens(text);
  if (tokens === undefined) return undefined;
  const reader = new TypeReader(tokens);
  const type = reader.type();
  return type !== undefined && reader.atEnd() ? type : undefined;
}

class TypeReader {
  readonly #tokens: readonly TypeToken[];
  #at = 0;

  constructor(tokens: readonly TypeToken[]) {
    this.#tokens = tokens;
  }

  atEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  type(): SqlType | undefined {
    let type = this.#base();
    while (type !== undefined && this.#take('[')) {
      type = this.#take(']') ? { kind: 'list', element: type } : undefined;
    }
    return type;
  }

  #base(): SqlType | undefined {
    const word = this.#word();
    if (word === undefined) return undefined;
    if (word === 'struct' || word === 'row') return this.#struct();
    if (word === 'decimal' || word === 'numeric' || word === 'dec') return this.#decimal();
    if (!Object.hasOwn(scalarKinds, word)) return undefined;
    const kind = scalarKinds[word]!;
    if (kind === 'varchar') return this.#lengthIsIgnored() ? { kind } : undefined;
    if (word === 'double') this.#words('precision');
    if (word === 'timestamp' || word === 'time') return this.#zoned(kind);
    return { kind };
  }

  /** `VARCHAR(20)` is VARCHAR in DuckDB too. */
  #lengthIsIgnored(): boolean {
    if (!this.#take('(')) return true;
    return this.#number() !== undefined && this.#take(')');
  }

  #zoned(kind: ScalarKind): SqlType | undefined {
    if (this.#words('with', 'time', 'zone')) return kind === 'timestamp' ? { kind: 'timestamptz' } : undefined;
    this.#words('without', 'time', 'zone');
    return { kind };
  }

  #decimal(): SqlType | undefined {
    if (!this.#take('(')) return { kind: 'decimal', width: 18, scale: 3 };
    const width = this.#number();
    const scale = this.#take(',') ? this.#number() : 0;
    if (width === undefined || scale === undefined || !this.#take(')')) return undefined;
    return width >= 1 && width <= 38 && scale <= width ? { kind: 'decimal', width, scale } : undefined;
  }

  #struct(): SqlType | undefined {
    if (!this.#take('(')) return undefined;
    const fields: Field[] = [];
    const names = new Set<string>();
    do {
      const name = this.#name();
      const type = name === undefined ? undefined : this.type();
      // DuckDB's names differ in more than case.
      if (name === undefined || type === undefined || names.has(name.toLowerCase())) return undefined;
      names.add(name.toLowerCase());
      fields.push({ name, type });
    } while (this.#take(','));
    return this.#take(')') ? { kind: 'struct', fields } : undefined;
  }

  #take(symbol: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'symbol' || token.text !== symbol) return false;
    this.#at += 1;
    return true;
  }

  #word(): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'word') return undefined;
    this.#at += 1;
    return token.text.toLowerCase();
  }

  /** Takes all of these words, or nothing. */
  #words(...words: readonly string[]): boolean {
    const next = this.#tokens.slice(this.#at, this.#at + words.length);
    if (next.length < words.length) return false;
    if (!next.every((token, index) => token.kind === 'word' && token.text.toLowerCase() === words[index])) return false;
    this.#at += words.length;
    return true;
  }

  #name(): string | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined || (token.kind !== 'word' && token.kind !== 'quoted')) return undefined;
    this.#at += 1;
    return token.text;
  }

  #number(): number | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'number') return undefined;
    this.#at += 1;
    return Number(token.text);
  }
}
