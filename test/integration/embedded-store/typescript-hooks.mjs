import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of `typescript`'s options, by their numbers there: its import alone takes longer than everything else here. */
const [esnext, es2023] = [99, 10];
const options = { module: esnext, target: es2023, inlineSourceMap: true };
const cache = fileURLToPath(new URL('../../../node_modules/.cache/rockpool-typescript/', import.meta.url));

/** Node's load hook: https://nodejs.org/docs/latest-v20.x/api/module.html#loadurl-context-nextload */
export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !/\.m?ts$/.test(url)) return nextLoad(url, context);
  const fileName = fileURLToPath(url);
  return { format: 'module', source: await withoutTypes(fileName), shortCircuit: true };
}

/** As it was left by an earlier process, where the text is the same. */
async function withoutTypes(fileName) {
  const text = await readFile(fileName, 'utf8');
  const key = createHash('sha256')
    .update(JSON.stringify([options, fileName, text]))
    .digest('hex');
  const kept = join(cache, `${key}.mjs`);
  const known = await readFile(kept, 'utf8').catch(() => undefined);
  if (known !== undefined) return known;

  const { default: typescript } = await import('typescript');
  const { outputText } = typescript.transpileModule(text, { compilerOptions: options, fileName });
  await mkdir(cache, { recursive: true });
  // Another process may read it, or be killed while it writes.
  const draft = `${kept}.${process.pid}`;
  await writeFile(draft, outputText);
  await rename(draft, kept);
  return outputText;
}
