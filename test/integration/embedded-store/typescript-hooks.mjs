import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import typescript from 'typescript';

const options = { module: typescript.ModuleKind.ESNext, target: typescript.ScriptTarget.ES2023, inlineSourceMap: true };

/** Node's load hook: https://nodejs.org/docs/latest-v20.x/api/module.html#loadurl-context-nextload */
export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !/\.m?ts$/.test(url)) return nextLoad(url, context);
  const text = await readFile(fileURLToPath(url), 'utf8');
  const { outputText } = typescript.transpileModule(text, { compilerOptions: options, fileName: fileURLToPath(url) });
  return { format: 'module', source: outputText, shortCircuit: true };
}
