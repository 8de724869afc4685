// Puts beside the compiled page what tsc does not copy: HTML and styles.
import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const from = fileURLToPath(new URL('../src/console', import.meta.url));
const to = fileURLToPath(new URL('../dist/console', import.meta.url));

await Promise.all(
  ['index.html', 'style', 'icon.svg'].map((name) => cp(`${from}/${name}`, `${to}/${name}`, { recursive: true })),
);
