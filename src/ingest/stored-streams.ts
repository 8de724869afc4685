import { readEarlierStreams } from './checkpoint.ts';
import type { SourcePipeline } from './source-pipeline.ts';
import { StreamProgress } from './stream-progress.ts';

/** All streams of a source as they are stored; '' is the source as a whole. Throws STORE_UNAVAILABLE. */
export async function readStoredStreams({
  documents,
  collection,
  source,
}: Pick<SourcePipeline, 'documents' | 'collection' | 'source'>): Promise<Map<string, StreamProgress>> {
  const streams = new Map<string, StreamProgress>();
  const whole = await documents.readCheckpoint(collection, source.id);
  if (whole !== undefined) streams.set('', new StreamProgress('', whole));
  if (source.kind === 'bucket') return streams;
  for (const [name, checkpoint] of readEarlierStreams(whole))
    streams.set(name, new StreamProgress(name, undefined, checkpoint));
  for (const [name, value] of await documents.readStreams(collection, source.id))
    streams.set(name, new StreamProgress(name, value));
  return streams;
}
