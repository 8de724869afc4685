import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { RockpoolError } from '../base/error.ts';
import type { Config, KafkaIntegration } from '../config/config.ts';
import { numberOf, type DemoTarget, type DemoTopic } from '../demo/demo-topic.ts';
import { openTopicFile } from '../demo/topic-file.ts';
import type { TopicProducer } from '../kafka/topic-producer.ts';

/** Integrations by the names that the demo's collections use. */
const [eventsName, catalogName] = ['events', 'catalog'];

/**
 * Where the demo of a project sends its events, `events` of kind files or kafka, and its catalog: with `catalog` of kind s3 the files under
 * demo/buckets are uploaded. Throws CONFIG_INVALID when the project has no place for events; connects to nothing yet.
 */
export async function openDemoTarget(config: Config): Promise<DemoTarget> {
  const topics = await openTopics(config);
  return {
    ...topics,
    prepare: async () => {
      await Promise.all([topics.prepare(), fillBuckets(config)]);
    },
  };
}

async function openTopics(config: Config): Promise<DemoTarget> {
  const events = config.integrations[eventsName];
  switch (events?.kind) {
    case 'files':
      return openFiles(events.path);
    case 'kafka':
      return openKafka(events);
    case 's3':
    case undefined:
      throw new RockpoolError(
        'CONFIG_INVALID',
        `--demo writes to an integration named "${eventsName}" of kind files or kafka, and ${config.file} has none.`,
        {
          hint: `Run it in the folder of the customer 360, or add the integration: ${eventsName}: { kind: files, path: .rockpool/demo }.`,
        },
      );
  }
}

async function openFiles(folder: string): Promise<DemoTarget> {
  const activity = await openTopicFile(join(folder, 'topics/user_activity.ndjson'));
  const purchases = await openTopicFile(join(folder, 'topics/user_purchases.ndjson'));
  return {
    activity,
    purchases,
    prepare: async () => {},
    close: async () => {
      await Promise.all([activity.close(), purchases.close()]);
    },
  };
}

async function openKafka(integration: KafkaIntegration): Promise<DemoTarget> {
  const { openTopicProducer } = await import('../kafka/topic-producer.ts');
  const producer = openTopicProducer(integration);
  return {
    activity: kafkaTopic(producer, 'user_activity'),
    purchases: kafkaTopic(producer, 'user_purchases'),
    prepare: async () => {
      await producer.ensureTopic('user_activity', 4);
      await producer.ensureTopic('user_purchases', 2);
    },
    close: () => producer.close(),
  };
}

/** A correction at the end of a partition repeats an older number, of the last few hundred. */
const numbersToSkip = 1_000;

/** The customer is the key, so that all one customer does lies in one partition, in its order; a record's time is when it is sent. */
function kafkaTopic(producer: TopicProducer, topic: string): DemoTopic {
  return {
    written: async () => {
      const lastValues = await producer.lastValue(topic);
      const numbers = lastValues.flatMap((value) => numberOf(value) ?? []);
      if (numbers.length === 0) return { complete: 0, highest: 0 };
      // A history that broke off may have reached one partition and not another.
      return { complete: Math.min(...numbers), highest: Math.max(...numbers) + numbersToSkip };
    },
    append: async (lines) => {
      if (lines.length === 0) return;
      await producer.send(
        topic,
        lines.map(({ user, text }) => ({ key: user, value: text })),
      );
    },
  };
}

/** Every folder in demo/buckets is a bucket. */
async function fillBuckets(config: Config): Promise<void> {
  const catalog = config.integrations[catalogName];
  if (catalog?.kind !== 's3') return;
  const { uploadObjects } = await import('../s3/upload-objects.ts');
  const folder = join(config.projectFolder, 'demo/buckets');
  const buckets = await readdir(folder).catch(() => []);
  for (const bucket of buckets) {
    const files = await readdir(join(folder, bucket), { recursive: true, withFileTypes: true });
    const objects = files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name))
      .map((path) => ({ key: relative(join(folder, bucket), path).split(sep).join('/'), path }));
    await uploadObjects(catalog, { bucket, objects });
  }
}
