import { textPrinter } from '../../../src/schema/wire-value.ts';
import type { Leaf, Operand, Predicate, QueryPlan, Scan } from '../../../src/plan/query-plan.ts';

/** A plan as lines for people: per scan its fields, its filter and what stays here; then what is computed before. */
export function printPlan({ scans, givens }: QueryPlan): string {
  const lines = scans.flatMap(printScan);
  if (givens !== undefined) {
    const constants = givens.constants.map(({ type, value }) => textPrinter(type)(value));
    lines.push(`givens: ${givens.sql}`);
    if (constants.length > 0) lines.push(`  constants: ${constants.join(', ')}`);
    if (!givens.parameters.includes(undefined)) lines.push('  nothing to compute');
  }
  return lines.length === 0 ? 'no scan' : lines.join('\n');
}

function printScan(scan: Scan): readonly string[] {
  const fields = scan.kind === 'rows' ? scan.fields.join(', ') : '';
  const exact = scan.exact ? 'exactly' : 'at least';
  return [
    `${scan.collection.name}(${fields}) ${exact}: ${printPredicate(scan.filter)}`,
    ...scan.leftovers.map(({ condition, why }) => `  here: ${condition}   -- ${why}`),
  ];
}

function printPredicate(predicate: Predicate<Operand>): string {
  switch (predicate.kind) {
    case 'everything':
    case 'nothing':
      return predicate.kind;
    case 'and':
    case 'or':
      return `(${predicate.parts.map(printPredicate).join(` ${predicate.kind} `)})`;
    case 'given':
      return printOperand(predicate.operand);
    default:
      return printLeaf(predicate);
  }
}

function printLeaf(leaf: Leaf<Operand>): string {
  const field = leaf.field.join('.');
  switch (leaf.kind) {
    case 'presence':
      return `${field} ${leaf.present ? 'is present' : 'is absent'}`;
    case 'compare':
      return `${field} ${leaf.comparison} ${printOperand(leaf.operand)}`;
    case 'text':
      return `${field} ${leaf.negated ? 'not ' : ''}${leaf.match} ${printOperand(leaf.operand)}`;
    case 'in':
      return `${field} ${leaf.negated ? 'not ' : ''}in (${leaf.operands.map(printOperand).join(', ')})`;
    case 'holds':
      return `${field} ${leaf.negated ? 'holds not' : 'holds'} ${leaf.quantity} (${leaf.operands.map(printOperand).join(', ')})`;
  }
}

function printOperand(operand: Operand): string {
  if (operand.kind === 'given') return `given ${operand.index}`;
  const text = textPrinter(operand.type)(operand.value);
  return ['varchar', 'date', 'timestamp', 'timestamptz', 'uuid'].includes(operand.type.kind) ? `'${text}'` : text;
}
