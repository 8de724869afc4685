import { openElasticsearchEngine } from './open-elasticsearch-engine.ts';
import { describeQueryEngine } from './query-engine.ts';

describeQueryEngine('Elasticsearch', openElasticsearchEngine);
