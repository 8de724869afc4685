import type { Field } from '../schema/sql-type.ts';
import { applyEdits } from '../sql/edit.ts';
import { scanText, type Token } from '../sql/scan-text.ts';

/** The workspace in which a rewritten statement names the relations of group scans. */
export const groupsWorkspace = '_groups';

/** The schema that holds views for one set of group relations. */
export interface GroupSchema {
  readonly name: string;
  /** Calls that use it now. */
  users: number;
}

export interface GroupSchemas {
  /** The schema for relations of these names and columns. It stays until it is given back as often as it was taken. */
  take(relations: ReadonlyMap<string, readonly Field[]>): Promise<GroupSchema>;
  give(schema: GroupSchema): void;
}

/** Each lambda that counts has a schema of its own; more than this many are in use by ad-hoc statements only. */
const mostKept = 500;

/**
 * The columns of `_groups.<name>` differ from statement to statement, but a view has the same for everybody. So each set of relations gets
 * a schema of its own, made once, and the statement is pointed to it.
 */
export function makeGroupSchemas(
  make: (schema: string, relations: ReadonlyMap<string, readonly Field[]>) => Promise<void>,
  drop: (schema: string) => Promise<void>,
): GroupSchemas {
  const kept = new Map<string, { readonly schema: GroupSchema; readonly made: Promise<void> }>();
  let made = 0;

  const evict = (): void => {
    for (const [key, { schema }] of kept) {
      if (kept.size <= mostKept) return;
      if (schema.users > 0) continue;
      kept.delete(key);
      void drop(schema.name).catch(() => undefined);
    }
  };

  return {
    async take(relations) {
      const key = JSON.stringify([...relations].sort(([one], [other]) => (one < other ? -1 : 1)));
      let entry = kept.get(key);
      if (entry === undefined) {
        made += 1;
        const schema = { name: `${groupsWorkspace}${made}`, users: 0 };
        entry = { schema, made: make(schema.name, relations) };
        entry.made.catch(() => kept.delete(key));
      }
      kept.delete(key);
      kept.set(key, entry);
      entry.schema.users += 1;
      evict();
      await entry.made;
      return entry.schema;
    },
    give(schema) {
      schema.users -= 1;
    },
  };
}

/** The statement with `_groups.` in front of these relations as the schema's name. */
export function pointToSchema(sql: string, schema: string, relations: ReadonlyMap<string, unknown>): string {
  const tokens = scanText(sql);
  const edits = tokens.flatMap((token, at) => {
    const isRelation =
      nameOf(token) === groupsWorkspace &&
      tokens[at + 1]?.text === '.' &&
      relations.has(nameOf(tokens[at + 2]) ?? '') &&
      tokens[at - 1]?.text !== '.';
    return isRelation ? [{ start: token.start, end: token.end, text: schema }] : [];
  });
  return applyEdits(sql, edits).text;
}

function nameOf(token: Token | undefined): string | undefined {
  if (token?.kind === 'word') return token.text;
  return token?.kind === 'quoted' ? token.text.slice(1, -1).replaceAll('""', '"') : undefined;
}
