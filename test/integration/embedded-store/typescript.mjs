// Lets a child process run the sources as they are: `node --import ./test/integration/embedded-store/typescript.mjs file.ts`.
// Only the types are removed, line by line the same; nothing is checked here.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
