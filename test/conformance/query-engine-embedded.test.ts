import { openEmbeddedEngine } from './open-embedded-engine.ts';
import { describeQueryEngine } from './query-engine.ts';

describeQueryEngine('the embedded engine', openEmbeddedEngine);
