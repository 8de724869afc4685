// The lambdas by hand behind bare fastify, a process of its own: `node floor-server.mjs <node> <index prefix>`. Prints its port.
import fastify from 'fastify';
import { Client } from '@elastic/elasticsearch';
import { lambdasByHand } from './by-hand.mjs';
import { aliasOf } from './indices.mjs';

const [node, prefix] = process.argv.slice(2);
const lambdas = lambdasByHand(new Client({ node }), (collection) => aliasOf(prefix, collection));
const server = fastify();
server.post('/:lambda', async (request) => ({
  results: await lambdas[request.params.lambda](request.body.arguments),
}));
await server.listen({ port: 0, host: '127.0.0.1' });
console.log(server.server.address().port);
