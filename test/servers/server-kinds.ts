import { elasticsearch } from './elasticsearch.ts';
import { kafka } from './kafka.ts';
import { s3 } from './s3.ts';
import type { ServerKind } from './server.ts';

/** All servers that the tests talk to. */
export const serverKinds: readonly ServerKind<string>[] = [kafka(), s3, elasticsearch];
