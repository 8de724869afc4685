import { liveContract, organizationContract, readyContract } from '../../api/service.ts';
import { addRoute, type House } from '../add-route.ts';
import type { Metrics } from '../metrics.ts';

/** Small paths about the server itself. */
export function serviceRoutes(house: House, metrics: Metrics): void {
  const { app, server } = house;
  addRoute(house, liveContract, async () => ({ live: true }));
  addRoute(house, readyContract, async ({ reply }) => {
    const { ready, reasons } = await app.ready();
    if (!ready) void reply.code(503);
    return { ready, reasons: [...reasons] };
  });
  addRoute(house, organizationContract, async () => ({
    data: {
      id: 'rockpool',
      display_name: 'Rockpool',
      external_id: 'rockpool',
      created_at: null,
      rockset_user: null,
      clusters: [],
    },
  }));
  server.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics.print(app)),
  );
  // The CLI of Rockset tells this path what it did, and never looks at the answer.
  server.post('/v1/telemetry', async (_request, reply) => reply.send({}));
}
