// Reading many documents by hand: slices of a point in time, pages of 10,000.

const pageSize = 10_000;

/** Gives `_source` of all documents that match to `take`. `filtered`: the server leaves out what nobody reads. Returns how many there were. */
export async function readSlices(client, { index, query = { match_all: {} }, fields, slices, filtered, take }) {
  const { id } = await client.openPointInTime({ index, keep_alive: '1m' });
  let rows = 0;
  const readSlice = async (slice) => {
    for (let after; ;) {
      const { hits } = await client.search({
        query,
        pit: { id, keep_alive: '1m' },
        ...(slices === 1 ? {} : { slice: { id: slice, max: slices } }),
        sort: ['_shard_doc'],
        size: pageSize,
        track_total_hits: false,
        ...(fields === undefined ? {} : { _source: fields }),
        ...(after === undefined ? {} : { search_after: after }),
        ...(filtered ? { filter_path: 'hits.hits._source,hits.hits.sort' } : {}),
      });
      const page = hits?.hits ?? [];
      for (const { _source } of page) take(_source);
      rows += page.length;
      if (page.length < pageSize) return;
      after = page.at(-1).sort;
    }
  };
  await Promise.all(Array.from({ length: slices }, (_, slice) => readSlice(slice)));
  await client.closePointInTime({ id });
  return rows;
}

/** The ways of reading that are tried; the quickest is the floor. */
export const readers = [1, 2, 3].flatMap((slices) =>
  [false, true].map((filtered) => ({
    name: `${slices} ${slices === 1 ? 'slice' : 'slices'}${filtered ? ', filter_path' : ''}`,
    slices,
    filtered,
  })),
);
