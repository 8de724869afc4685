import type { LambdaContract, ParameterContract } from '../../../api/lambda-contract.ts';
import type { ArgumentExpression } from '../../plugins/lambda-query.ts';

/** The two parameters by which a lambda gives its rows page by page. */
export interface Paging {
  readonly limit: ParameterContract;
  readonly offset: ParameterContract;
}

/** Undefined: its rows come at once. Only both together make pages; a limit alone is an input like any other. */
export function pagingOf({ parameters }: LambdaContract): Paging | undefined {
  const named = (name: string): ParameterContract | undefined =>
    parameters.find((one) => one.type === 'int' && one.name.toLowerCase() === name);
  const [limit, offset] = [named('limit'), named('offset')];
  return limit === undefined || offset === undefined ? undefined : { limit, offset };
}

/** Rows of a page until the table has measured how many it shows. */
const firstPageSize = 20;

/** The page that the table shows, as arguments. */
export function pageArguments({ limit, offset }: Paging, table: string): Readonly<Record<string, ArgumentExpression>> {
  return {
    [limit.name]: { expression: pageSize(limit, table) },
    [offset.name]: { expression: pageStart(table) },
  };
}

/** Nobody counts all rows: while a page is full there is one more row, so that the table offers a next page. */
export const rowCount = ({ limit }: Paging, table: string, rows: string): string =>
  `${pageStart(table)} + ${rows}.length + (${rows}.length < ${pageSize(limit, table)} ? 0 : 1)`;

/** True on a page after the first one. */
export const isLaterPage = (table: string): string => `${pageStart(table)} > 0`;

const pageStart = (table: string): string => `(${table}.pagination?.offset ?? 0)`;

function pageSize({ constraints }: ParameterContract, table: string): string {
  const size = `(${table}.pagination?.pageSize ?? ${firstPageSize})`;
  return typeof constraints?.maximum === 'number' ? `Math.min(${size}, ${constraints.maximum})` : size;
}
