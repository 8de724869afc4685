// The lambdas as somebody would write them by hand: requests through the official client, as few round trips as they need.

const customer = 'user_id,first_name,last_name,email,phone,city,state,created_at'.split(',');
const sourceOnly = 'hits.hits._source';

/** @param {(collection: string) => string} indexOf @returns {Record<string, (argument: { userid: string }) => Promise<object[]>>} */
export function lambdasByHand(client, indexOf) {
  const [users, purchases] = [indexOf('users'), indexOf('user_purchases')];
  const [activity, products] = [indexOf('user_activity'), indexOf('products')];

  return {
    async profile({ userid }) {
      const { hits } = await client.search({
        index: users,
        query: { term: { user_id: userid } },
        size: 10,
        _source: customer,
        track_total_hits: false,
        filter_path: sourceOnly,
      });
      return (hits?.hits ?? []).map(({ _source }) => _source);
    },

    async total_spend({ userid }) {
      const { hits, aggregations } = await client.search({
        index: purchases,
        query: { term: { user_id: userid } },
        size: 0,
        track_total_hits: true,
        aggs: { spent: { sum: { field: 'amount' } } },
        filter_path: 'hits.total.value,aggregations',
      });
      return [{ total_spend: Math.round(aggregations.spent.value * 100) / 100, purchases: hits.total.value }];
    },

    async recommendation({ userid, limit = 5 }) {
      const { responses } = await client.msearch({
        searches: [
          { index: purchases },
          {
            query: { term: { user_id: userid } },
            size: 0,
            track_total_hits: false,
            aggs: { last: { max: { field: '_event_time' } } },
          },
          { index: activity },
          { query: { term: { user_id: userid } }, size: 10_000, track_total_hits: false },
        ],
        filter_path: 'responses.aggregations,responses.hits.hits._source',
      });
      const boughtMs = responses[0].aggregations.last.value ?? -Infinity;
      const wanted = interestOf(
        (responses[1]?.hits?.hits ?? []).map(({ _source }) => _source),
        boughtMs,
      );
      if (wanted.length === 0) return [];

      const { aggregations } = await client.search({
        index: purchases,
        query: {
          bool: { filter: { terms: { product_ids: wanted } }, must_not: { term: { user_id: userid } } },
        },
        size: 0,
        track_total_hits: false,
        aggs: { along: { terms: { field: 'product_ids', size: 10_000, exclude: wanted } } },
        filter_path: 'aggregations.along.buckets',
      });
      const counts = aggregations?.along?.buckets ?? [];
      // Whoever is counted as often as the last one that is named may stand before it.
      const least = counts[Math.min(limit, counts.length) - 1]?.doc_count ?? 0;
      const named = counts.filter(({ doc_count }) => doc_count >= least);
      if (named.length === 0) return [];

      const { docs } = await client.mget({
        index: products,
        ids: named.map(({ key }) => key),
        _source: ['product_name'],
        filter_path: 'docs._source',
      });
      return named
        .map(({ key, doc_count }, at) => ({ key, product_name: docs[at]._source.product_name, times: doc_count }))
        .sort((a, b) => b.times - a.times || compare(a.product_name, b.product_name) || compare(a.key, b.key))
        .slice(0, limit)
        .map(({ product_name, times }) => ({ product_name, times }));
    },
  };
}

/** Products whose last view or addition since the last purchase is later than their last removal. */
function interestOf(activities, boughtMs) {
  const times = new Map();
  for (const { product_id, action, _event_time } of activities) {
    const timeMs = Date.parse(_event_time);
    if (timeMs <= boughtMs) continue;
    const one = times.get(product_id) ?? { wanted: -Infinity, removed: -Infinity };
    const kind = action === 'remove' ? 'removed' : 'wanted';
    one[kind] = Math.max(one[kind], timeMs);
    times.set(product_id, one);
  }
  return [...times].flatMap(([product, { wanted, removed }]) => (wanted > removed ? [product] : []));
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
