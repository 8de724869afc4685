import type { Config, IntegrationConfig } from '../config/config.ts';
import { openFilesConnector } from '../files/connector.ts';
import type { Connector } from '../ingest/connector.ts';
import { openKafkaConnector } from '../kafka/connector.ts';
import type { Observer } from '../observe/observer.ts';
import { openS3Connector } from '../s3/connector.ts';

interface Surroundings {
  readonly config: Config;
  /** Where objects of a bucket lie while they are read. */
  readonly objectFolder: string;
  readonly observer: Observer;
}

/** The connector of an integration. Connects to nothing yet. */
export function openConnector(integration: IntegrationConfig, { config, objectFolder }: Surroundings): Connector {
  const { maxRecordBytes, maxObjectBytes, memoryBytes } = config.ingest;
  switch (integration.kind) {
    case 'files':
      return openFilesConnector({ folder: integration.path, maxRecordBytes, maxObjectBytes });
    case 's3':
      return openS3Connector({ integration, folder: objectFolder, maxObjectBytes });
    case 'kafka':
      // Decoding and transforming need the most of it.
      return openKafkaConnector({ integration, maxRecordBytes, memoryBytes: memoryBytes / 8 });
  }
}
