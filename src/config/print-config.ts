import { relative } from 'node:path';
import type { Config } from './config.ts';

/** The effective configuration as YAML-like lines, sizes in bytes and times in milliseconds. Secrets are masked. */
export function printConfig(config: Config): string {
  const { projectFolder, bootstrapKey, ...rest } = config;
  const short = (path: string): string => {
    const inside = relative(projectFolder, path);
    return inside.startsWith('..') ? path : inside || '.';
  };
  const lines: string[] = [];
  const print = (value: unknown, indent: string): void => {
    for (const [key, member] of Object.entries(value as Readonly<Record<string, unknown>>)) {
      if (typeof member === 'object' && member !== null) {
        lines.push(`${indent}${key}:`);
        print(member, `${indent}  `);
      } else
        lines.push(
          `${indent}${key}: ${typeof member === 'string' && member.startsWith(projectFolder) ? short(member) : String(member)}`,
        );
    }
  };
  print(rest, '');
  if (bootstrapKey !== undefined) lines.push('bootstrapKey: ****');
  return `${lines.join('\n')}\n`;
}
