import { expect, it } from 'vitest';
import { literal } from './literal.ts';

it.each(['plain', 'one { brace }', '{{ current_user.email }}', 'a "b" \\ {{}} \n c', '}}{{'])(
  'says %j as it is, whatever Retool would read into it',
  (text) => {
    const template = literal(text);
    const inside = /^\{\{(.*)\}\}$/s.exec(template)?.[1];
    if (!text.includes('{{')) expect(template).toBe(text);
    else {
      expect(inside).not.toMatch(/\{\{|\}\}/);
      expect(JSON.parse(inside ?? '')).toBe(text);
    }
  },
);
