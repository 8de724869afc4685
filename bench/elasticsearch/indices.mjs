// Names of indices of the bench, and the end of them.

export const workspace = 'commons';

/** The alias of a collection. */
export const aliasOf = (prefix, collection) => `${prefix}-${workspace}.${collection}`;

/**
 * What was loaded is seen; merging, which would disturb the first measurements, has ended; and Elasticsearch counts each time anew: answers
 * without documents would otherwise come from memory, on indices that nobody writes to.
 */
export async function settle(client, prefix) {
  await client.indices.putSettings({ index: `${prefix}-*`, settings: { 'index.requests.cache.enable': false } });
  await client.indices.refresh({ index: `${prefix}-*` });
  for (;;) {
    const { _all } = await client.indices.stats({ index: `${prefix}-*`, metric: 'merge' });
    if (_all.total.merges.current === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

export async function deleteIndices(client, prefix) {
  const indices = Object.keys(await client.indices.get({ index: `${prefix}-*` }));
  if (indices.length > 0) await client.indices.delete({ index: indices });
}
