import { readdirSync, readFileSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import type { Problem } from '../base/error.ts';
import { defaultWorkspace, isName, isWorkspaceName } from '../base/name.ts';
import type { CollectionDefinition } from '../catalog/collection.ts';
import { parseCollection } from '../catalog/collection-file.ts';
import type { Config } from '../config/config.ts';
import { parseYaml, type YamlDocument } from '../config/yaml-document.ts';
import { parseLambda } from '../lambda/lambda-file.ts';
import type { LambdaDefinition } from '../lambda/lambda.ts';

export interface Project {
  readonly collections: readonly CollectionDefinition[];
  readonly lambdas: readonly LambdaDefinition[];
  /** Everything that is wrong with any file; files are named relative to the project folder. */
  readonly problems: readonly Problem[];
}

/**
 * Reads collections/ and lambdas/ of a project. Folders inside are workspaces, nested ones with dots. What is right comes back even when other files are
 * wrong; never throws for what a file says. Sorted by workspace and name.
 */
export async function readProject(config: Pick<Config, 'projectFolder' | 'integrations'>): Promise<Project> {
  const problems: Problem[] = [];
  const folder = config.projectFolder;
  const integrations = Object.keys(config.integrations);
  const registries = integrations.filter((name) => {
    const integration = config.integrations[name]!;
    return integration.kind === 'kafka' && integration.schemaRegistry !== undefined;
  });
  const collections = listFiles(folder, 'collections', problems).flatMap((file) => {
    const document = readDocument(folder, file, problems);
    if (document === undefined) return [];
    const { workspace, name } = file;
    const parsed = parseCollection(document, { workspace, name, integrations, registries });
    if (parsed.kind === 'definition') return [parsed.definition];
    problems.push(...parsed.problems);
    return [];
  });
  const lambdas = listFiles(folder, 'lambdas', problems).flatMap((file) => {
    const document = readDocument(folder, file, problems);
    if (document === undefined) return [];
    const readSql = (path: string): ReturnType<typeof readInside> => readInside(folder, dirname(file.path), path);
    const parsed = parseLambda(document, { workspace: file.workspace, name: file.name, readSql });
    if (parsed.kind === 'definition') return [parsed.definition];
    problems.push(...parsed.problems);
    return [];
  });
  return { collections, lambdas, problems };
}

interface ProjectFile {
  /** Relative to the project folder, with `/`. */
  readonly path: string;
  readonly workspace: string;
  readonly name: string;
}

/** No definition is longer; a link to something huge must not fill the memory. */
const maxBytes = 4 * 1024 ** 2;

function listFiles(folder: string, kind: 'collections' | 'lambdas', problems: Problem[]): readonly ProjectFile[] {
  const report = (file: string, message: string, hint?: string): void => {
    problems.push({ code: 'CONFIG_INVALID', file, message, ...(hint === undefined ? {} : { hint }) });
  };
  const files: ProjectFile[] = [];
  const walk = (path: string, workspace: readonly string[]): void => {
    const entries = entriesOf(join(folder, path));
    if (entries === undefined) report(path, 'the folder cannot be read.');
    for (const entry of entries ?? []) {
      const inside = `${path}/${entry.name}`;
      if (entry.name.startsWith('.') || entry.name.startsWith('__')) continue;
      if (isFolder(folder, inside, entry)) {
        if (entry.isSymbolicLink()) report(inside, 'links to folders are not followed.', 'Move the folder here.');
        else if (isWorkspaceName(entry.name)) walk(inside, [...workspace, entry.name]);
        else
          report(
            inside,
            `${JSON.stringify(entry.name)} is not a name for a workspace.`,
            'Names are letters, digits, _ and -.',
          );
        continue;
      }
      const extension = extname(entry.name);
      const name = entry.name.slice(0, entry.name.length - extension.length);
      if (extension.toLowerCase() === '.yml')
        report(inside, 'the file ends in .yml and is not read.', `Rename it to ${name}.yaml.`);
      else if (extension !== '.yaml') continue;
      else if (!isName(name)) {
        report(
          inside,
          `${JSON.stringify(name)} is not a name for a ${kind.slice(0, -1)}.`,
          'Names start with a letter or digit and continue with letters, digits, _ and -, at most 100.',
        );
      } else
        files.push({ path: inside, workspace: workspace.length === 0 ? defaultWorkspace : workspace.join('.'), name });
    }
  };
  walk(kind, []);
  files.sort((a, b) => (a.workspace === b.workspace ? (a.name < b.name ? -1 : 1) : a.workspace < b.workspace ? -1 : 1));
  // `lambdas/a.yaml` and `lambdas/commons/a.yaml` are one lambda twice; names that differ in case only are one for DuckDB.
  const seen = new Map<string, ProjectFile>();
  return files.filter((file) => {
    const key = `${file.workspace}.${file.name}`.toLowerCase();
    const twin = seen.get(key);
    if (twin === undefined) {
      seen.set(key, file);
      return true;
    }
    const same = twin.name === file.name && twin.workspace === file.workspace;
    report(
      file.path,
      `${twin.path} already defines ${twin.workspace}.${twin.name}${same ? '' : '; the names differ only in case'}.`,
      'Rename or remove one of them.',
    );
    return false;
  });
}

/** Undefined when there is something that cannot be read. */
function entriesOf(path: string): readonly Dirent[] | undefined {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    if (code === 'EACCES') return undefined;
    throw error;
  }
}

function isFolder(folder: string, path: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return statSync(join(folder, path), { throwIfNoEntry: false })?.isDirectory() === true;
}

function readDocument(folder: string, file: ProjectFile, problems: Problem[]): YamlDocument | undefined {
  const read = readInside(folder, '.', file.path);
  if ('problem' in read) {
    problems.push({ code: 'CONFIG_INVALID', file: file.path, message: read.problem });
    return undefined;
  }
  const result = parseYaml(file.path, read.text);
  if (result.kind === 'document') return result.document;
  problems.push(...result.problems);
  return undefined;
}

/** The text of a file of the project; links that lead out of it are refused, since its files decide what SQL runs. */
function readInside(
  folder: string,
  from: string,
  path: string,
): { readonly file: string; readonly text: string } | { readonly problem: string } {
  const wanted = resolve(folder, from, path);
  const shown = relative(folder, wanted).split(sep).join('/');
  const outside = { problem: `${JSON.stringify(path)} lies outside the project folder.` };
  if (!wanted.startsWith(folder + sep)) return outside;
  try {
    const real = realpathSync(wanted);
    const root = realpathSync(folder);
    if (!real.startsWith(root + sep)) return outside;
    const stat = statSync(real);
    if (!stat.isFile()) return { problem: `${JSON.stringify(path)} is not a file.` };
    if (stat.size > maxBytes) return { problem: `${JSON.stringify(path)} is larger than 4 MiB.` };
    const bytes = readFileSync(real);
    return { file: shown, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof TypeError) return { problem: `${JSON.stringify(path)} is not UTF-8 text.` };
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { problem: `there is no file ${JSON.stringify(shown)}.` };
    if (code === 'EACCES' || code === 'ELOOP') return { problem: `${JSON.stringify(shown)} cannot be read.` };
    throw error;
  }
}
