/** The files that `rockpool init` writes: a shop's orders from a folder, and two lambdas with tests. */
export const starterFiles: Readonly<Record<string, string>> = {
  'rockpool.yaml': `# \`rockpool schema\` prints what this file may contain.
server: { host: 127.0.0.1, port: 8080 }
store: { engine: embedded, path: .rockpool }
integrations:
  # Reads data/topics/<topic>.ndjson, followed as it grows, and data/buckets/<bucket>/….
  local: { kind: files, path: data }
`,
  '.gitignore': `# What the server stores, its key included.
.rockpool/
`,
  'collections/orders.yaml': `description: One document per order
sources:
  - { integration: local, topic: orders, format: json, start: earliest }
input:
  _id: VARCHAR
  ordered_at: TIMESTAMPTZ
  customer: VARCHAR
  product: VARCHAR
  quantity: INTEGER
  price: DOUBLE
transformation: |
  SELECT _id, ordered_at AS _event_time, lower(customer) AS customer, product, quantity, quantity * price AS amount
  FROM _input WHERE customer IS NOT NULL
`,
  'data/topics/orders.ndjson': `{"_id":"o-1","ordered_at":"2026-08-01T09:12:00Z","customer":"Ada","product":"Tea","quantity":2,"price":4.5}
{"_id":"o-2","ordered_at":"2026-08-01T10:40:00Z","customer":"Grace","product":"Coffee","quantity":1,"price":7.25}
{"_id":"o-3","ordered_at":"2026-08-02T08:05:00Z","customer":"Ada","product":"Coffee","quantity":1,"price":7.25}
{"_id":"o-4","ordered_at":"2026-08-02T16:30:00Z","customer":"Alan","product":"Biscuits","quantity":3,"price":2.5}
`,
  'lambdas/orders_of.yaml': `description: What a customer ordered, newest first
parameters:
  customer: { type: string, description: Name of the customer, example: ada }
  limit: { type: int, default: 20, minimum: 1, maximum: 100 }
sql: |
  SELECT _event_time AS ordered_at, product, quantity, amount
  FROM orders
  WHERE customer = lower(:customer)
  ORDER BY ordered_at DESC, product
  LIMIT :limit
limits: { timeout: 5s, rows: 100 }
tests:
  - name: shows the newest first, in any spelling of the name
    fixtures:
      orders:
        - { _id: a, _event_time: "2026-08-01T10:00:00Z", customer: ada, product: Tea, quantity: 1, amount: 4.5 }
        - { _id: b, _event_time: "2026-08-02T10:00:00Z", customer: ada, product: Coffee, quantity: 2, amount: 14.5 }
        - { _id: c, _event_time: "2026-08-03T10:00:00Z", customer: alan, product: Tea, quantity: 1, amount: 4.5 }
    arguments: { customer: ADA }
    expect:
      - { ordered_at: "2026-08-02T10:00:00Z", product: Coffee, quantity: 2, amount: 14.5 }
      - { ordered_at: "2026-08-01T10:00:00Z", product: Tea, quantity: 1, amount: 4.5 }
`,
  'lambdas/best_sellers.yaml': `description: Products by what they brought in
parameters:
  products: { type: "string[]", default: [], description: Only these; all when empty }
sql: |
  SELECT product, sum(quantity) AS sold, sum(amount) AS revenue
  FROM orders
  WHERE len(:products) = 0 OR product IN :products
  GROUP BY product
  ORDER BY revenue DESC, product
limits: { timeout: 5s, rows: 1000 }
tests:
  - name: adds up what was sold, most revenue first
    fixtures: &orders
      orders:
        - { _id: a, customer: ada, product: Tea, quantity: 1, amount: 4.5 }
        - { _id: b, customer: ada, product: Coffee, quantity: 2, amount: 14.5 }
        - { _id: c, customer: alan, product: Tea, quantity: 2, amount: 9 }
    expect:
      - { product: Coffee, sold: 2, revenue: 14.5 }
      - { product: Tea, sold: 3, revenue: 13.5 }
  - name: keeps to the products that are asked for
    fixtures: *orders
    arguments: { products: [Tea] }
    expect:
      - { product: Tea, sold: 3, revenue: 13.5 }
`,
};
