import type { Json } from '../../../base/json.ts';
import { search, topProductsNow, type Answer } from './answers.ts';
import { cannedCustomers, cannedTopProducts, type CannedCustomer } from './canned-customers.ts';

type Row = Readonly<Record<string, Json>>;

/** The rows that each lambda has for a customer; without one, what it has for an id that nobody has. */
const rowsFor: Readonly<Record<string, (customer?: CannedCustomer) => readonly Row[]>> = {
  profile: (customer) => (customer === undefined ? [] : [profileOf(customer)]),
  totalSpend: (customer) => [{ total_spend: spent(customer) / 100, purchases: customer?.purchases.length ?? 0 }],
  avgPurchasePrice: (customer) => [
    {
      avg_purchase_price: customer?.purchases.length
        ? Math.round(spent(customer) / customer.purchases.length) / 100
        : null,
    },
  ],
  recommendation: (customer) =>
    Object.entries(customer?.recommendations ?? {}).map(([product_name, times]) => ({ product_name, times })),
  recentActivity: (customer) =>
    (customer?.activity ?? []).map(({ minutesAgo, action, product, category }) => ({
      minutesAgo,
      action,
      product_name: product,
      category,
    })),
  purchaseHistory: (customer) =>
    (customer?.purchases ?? []).map(({ id, minutesAgo, cents, card, products }) => ({
      purchase_id: id,
      minutesAgo,
      amount: cents / 100,
      card_type: card,
      products,
    })),
};

/** Code that returns what `id.data` holds when a server answers: rows, version and age, with times counted back from now. */
export function cannedReply({ id, lambda }: Answer): string {
  const reply = `const reply = (rows) => ({
  results: rows.map(({ minutesAgo, ...row }) =>
    minutesAgo === undefined ? row : { event_time: new Date(Date.now() - minutesAgo * 60000).toISOString(), ...row }),
  query_lambda_path: 'commons.${lambda}::canned',
  data_age_ms: 1000,
  stats: { elapsed_time_ms: 1 },
  status: 'COMPLETED',
  complete: true,
});`;
  return [reply, rowsCode(id)].join('\n');
}

function rowsCode(id: string): string {
  if (id === topProductsNow.id) return `return reply(${JSON.stringify(cannedTopProducts)});`;
  // The selector itself finds by what is typed.
  if (id === search.id) return `return reply(${JSON.stringify(cannedCustomers.map(foundAs))});`;
  const rows = rowsFor[id] ?? ((): readonly Row[] => []);
  const byCustomer = Object.fromEntries(cannedCustomers.map((customer) => [customer.id, rows(customer)]));
  return `const byCustomer = ${JSON.stringify(byCustomer)};
return reply(byCustomer[customer.value] ?? ${JSON.stringify(rows())});`;
}

const emailOf = ({ firstName, lastName, id }: CannedCustomer): string =>
  `${firstName}.${lastName}${id.slice(2)}@example.com`.toLowerCase();

const profileOf = (customer: CannedCustomer): Row => ({
  user_id: customer.id,
  first_name: customer.firstName,
  last_name: customer.lastName,
  email: emailOf(customer),
  phone: customer.phone,
  city: customer.city,
  state: customer.state,
  created_at: customer.createdAt,
});

function foundAs(customer: CannedCustomer): Row {
  const { id, city, state } = customer;
  const name = `${customer.firstName} ${customer.lastName}`;
  const email = emailOf(customer);
  return { user_id: id, name, email, city, state, label: `${name} · ${email}` };
}

const spent = (customer?: CannedCustomer): number =>
  (customer?.purchases ?? []).reduce((sum, { cents }) => sum + cents, 0);
