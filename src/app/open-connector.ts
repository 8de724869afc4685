import type { Config, IntegrationConfig } from '../config/config.ts';
import { openFilesConnector } from '../files/connector.ts';
import type { Connector } from '../ingest/connector.ts';
import { connectorOnDemand } from './connector-on-demand.ts';

interface Surroundings {
  readonly config: Config;
  /** Where objects of a bucket lie while they are read. */
  readonly objectFolder: string;
}

/** The connector of an integration. Connects to nothing yet; the libraries of Kafka and S3 are loaded when something is read. */
export function openConnector(integration: IntegrationConfig, { config, objectFolder }: Surroundings): Connector {
  const { maxRecordBytes, maxObjectBytes, memoryBytes, batchRecords } = config.ingest;
  switch (integration.kind) {
    case 'files':
      return openFilesConnector({ folder: integration.path, maxRecordBytes, maxObjectBytes });
    case 's3':
      return connectorOnDemand(async () => {
        const { openS3Connector } = await import('../s3/connector.ts');
        return openS3Connector({ integration, folder: objectFolder, maxObjectBytes });
      });
    case 'kafka':
      return connectorOnDemand(async () => {
        const { openKafkaConnector } = await import('../kafka/connector.ts');
        // Decoding and transforming need the most of it.
        return openKafkaConnector({ integration, maxRecordBytes, batchRecords, memoryBytes: memoryBytes / 8 });
      });
  }
}
