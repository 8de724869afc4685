import { RockpoolError } from '../base/error.ts';
import { isJsonObject, type Json } from '../base/json.ts';
import type { KafkaIntegration } from '../config/config.ts';
import { compileAvro, type AvroToJson } from './decode-avro.ts';

type RegistryConfig = NonNullable<KafkaIntegration['schemaRegistry']>;

/** What a registry says of an id. `problem`: no record of it can be read. */
export type RegisteredSchema =
  { readonly kind: 'avro'; readonly toJson: AvroToJson } | { readonly kind: 'json' } | Unreadable;
interface Unreadable {
  readonly kind: 'problem';
  readonly problem: string;
}

/** Schemas of a registry that speaks Confluent's API, each asked for once. */
export interface SchemaRegistry {
  /** Undefined when it was not asked for yet. */
  known(id: number): RegisteredSchema | undefined;
  /** Throws SOURCE_UNREADABLE when the registry does not answer, or refuses us. */
  fetch(id: number): Promise<RegisteredSchema>;
}

/** How long an id that the registry does not know stays unknown. */
const unknownMs = 10_000;
const timeoutMs = 5_000;

/** https://docs.confluent.io/platform/current/schema-registry/develop/api.html */
export function openSchemaRegistry(config: RegistryConfig): SchemaRegistry {
  const ask = makeAsk(config);
  const schemas = new Map<number, RegisteredSchema>();
  const asking = new Map<number, Promise<RegisteredSchema>>();

  return {
    known: (id) => schemas.get(id),
    fetch(id) {
      const running = asking.get(id);
      if (running !== undefined) return running;
      const fetched = fetchSchema(ask, id)
        .then((schema) => {
          schemas.set(id, schema);
          // It may be registered a moment later.
          if (schema.kind === 'problem') setTimeout(() => schemas.delete(id), unknownMs).unref();
          return schema;
        })
        .finally(() => asking.delete(id));
      asking.set(id, fetched);
      return fetched;
    },
  };
}

async function fetchSchema(ask: Ask, id: number): Promise<RegisteredSchema> {
  const answer = await ask(`schemas/ids/${id}`);
  if (answer === undefined) return { kind: 'problem', problem: `the schema registry has no schema ${id}` };
  if (answer.schemaType === 'JSON') return { kind: 'json' };
  if (answer.schemaType !== 'AVRO') {
    return { kind: 'problem', problem: `schema ${id} is of the type ${answer.schemaType}; AVRO and JSON are read` };
  }
  const references = new Map<string, string>();
  try {
    await collectReferences(ask, answer.references, references);
    return { kind: 'avro', toJson: compileAvro(answer.schema, [...references.values()]) };
  } catch (error) {
    if (error instanceof RockpoolError) throw error;
    return { kind: 'problem', problem: `schema ${id} cannot be used: ${(error as Error).message}` };
  }
}

/** The texts of the schemas that others refer to, each after those it refers to itself. */
async function collectReferences(ask: Ask, references: readonly Reference[], into: Map<string, string>): Promise<void> {
  for (const { subject, version } of references) {
    const path = `subjects/${encodeURIComponent(subject)}/versions/${version}`;
    if (into.has(path)) continue;
    const answer = await ask(path);
    if (answer === undefined) throw new Error(`it refers to version ${version} of ${subject}, which is not there`);
    await collectReferences(ask, answer.references, into);
    into.set(path, answer.schema);
  }
}

interface Reference {
  readonly subject: string;
  readonly version: number;
}

interface SchemaAnswer {
  readonly schema: string;
  readonly schemaType: string;
  readonly references: readonly Reference[];
}

/** GET of a path; undefined when the registry says that there is no such schema. */
type Ask = (path: string) => Promise<SchemaAnswer | undefined>;

function makeAsk(config: RegistryConfig): Ask {
  const base = new URL(config.url.endsWith('/') ? config.url : `${config.url}/`);
  const username = config.username ?? decodeURIComponent(base.username);
  const password = config.password ?? decodeURIComponent(base.password);
  // fetch refuses a URL with a password, and messages show this one.
  base.username = base.password = '';
  const login = Buffer.from(`${username}:${password}`).toString('base64');
  const headers = {
    accept: 'application/vnd.schemaregistry.v1+json, application/json',
    ...(username === '' ? {} : { authorization: `Basic ${login}` }),
  };

  return async (path) => {
    const failure = (what: string, hint: string, cause?: unknown): RockpoolError =>
      new RockpoolError('SOURCE_UNREADABLE', `The schema registry at ${base.href} ${what}.`, { hint, cause });
    const response = await fetch(new URL(path, base), { headers, signal: AbortSignal.timeout(timeoutMs) }).catch(
      (error: unknown) => {
        throw failure(`does not answer (${reasonOf(error)})`, 'Check `schema_registry.url`, and that it runs.', error);
      },
    );
    const body = readJson(await response.text().catch(() => ''));
    if (response.status === 404 && isJsonObject(body) && isUnknown(body['error_code'])) {
      return undefined;
    }
    if (response.status === 401 || response.status === 403) {
      const whom = username === '' ? 'calls without a login' : `the user ${JSON.stringify(username)}`;
      throw failure(`refused ${whom} (${response.status})`, 'Check `schema_registry.username` and `.password`.');
    }
    const answer = response.ok ? readAnswer(body) : undefined;
    if (answer === undefined) {
      const said = isJsonObject(body) && typeof body['message'] === 'string' ? `: ${body['message']}` : '';
      throw failure(`answered ${response.status}${said}`, 'Check that `schema_registry.url` is its address.');
    }
    return answer;
  };
}

/** 40403 an id, 40401 a subject, 40402 a version. */
const isUnknown = (code: Json | undefined): boolean => code === 40403 || code === 40401 || code === 40402;

function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function readAnswer(body: Json | undefined): SchemaAnswer | undefined {
  if (body === undefined || !isJsonObject(body) || typeof body['schema'] !== 'string') return undefined;
  const references = Array.isArray(body['references']) ? (body['references'] as readonly Json[]) : [];
  return {
    schema: body['schema'],
    // Absent for Avro.
    schemaType: typeof body['schemaType'] === 'string' ? body['schemaType'] : 'AVRO',
    references: references.flatMap((one) =>
      isJsonObject(one) ? [{ subject: one['subject'] as string, version: Number(one['version']) }] : [],
    ),
  };
}

/** fetch says "fetch failed" and keeps the reason inside. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string; message?: string } };
  return name === 'TimeoutError' ? 'timeout' : (cause?.code ?? cause?.message ?? String(error));
}
