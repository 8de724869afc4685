import { assertNever } from '../base/assert.ts';
import type { SqlType } from '../schema/sql-type.ts';
import { propertyName } from './print-typescript.ts';

/** The TypeScript type of a column's values as JSON.parse gives them; every value may be null. */
export const columnType = (type: SqlType): string => (type.kind === 'json' ? 'Json' : `${valueType(type)} | null`);

function valueType(type: SqlType): string {
  switch (type.kind) {
    case 'boolean':
      return 'boolean';
    case 'integer':
    case 'bigint':
    case 'hugeint':
    case 'double':
    case 'decimal':
      return 'number';
    case 'varchar':
    case 'uuid':
    case 'date':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return 'string';
    case 'json':
      return 'Json';
    case 'list':
      return `readonly (${columnType(type.element)})[]`;
    case 'struct': {
      const members = type.fields.map(
        ({ name, type: member }) => `readonly ${propertyName(name)}: ${columnType(member)}`,
      );
      return `{ ${members.join('; ')} }`;
    }
    default:
      return assertNever(type);
  }
}
