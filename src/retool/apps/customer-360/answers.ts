import type { ArgumentExpression } from '../../plugins/lambda-query.ts';

/** An answer that the screen shows: the lambda that gives it, and what the screen needs of that lambda. */
export interface Answer {
  /** Of the query; the lambda's name as an identifier. */
  readonly id: string;
  readonly lambda: string;
  /** Of what shows it on the screen; failures and the list of versions call it so too. */
  readonly title: string;
  readonly arguments: Readonly<Record<string, ArgumentExpression>>;
  readonly columns: readonly string[];
}

/** What is typed. Should it be the label of who was picked, then its name: that one stays among those who are found. */
const typed = "(customer.inputValue ?? '').split(' · ')[0]";
const userid: ArgumentExpression = { expression: 'customer.value' };
const atMost = (rows: number): ArgumentExpression => ({ expression: String(rows) });

/** Who can be chosen. */
export const search: Answer = {
  id: 'searchCustomers',
  lambda: 'search_customers',
  title: 'Customers',
  arguments: { q: { expression: typed }, limit: atMost(100) },
  columns: ['user_id', 'label'],
};

export const profile: Answer = {
  id: 'profile',
  lambda: 'profile',
  title: 'Profile',
  arguments: { userid },
  columns: ['user_id', 'first_name', 'last_name', 'email', 'phone', 'city', 'state', 'created_at'],
};

export const totalSpend: Answer = {
  id: 'totalSpend',
  lambda: 'total_spend',
  title: 'Total spend',
  arguments: { userid },
  columns: ['total_spend', 'purchases'],
};

export const avgPurchasePrice: Answer = {
  id: 'avgPurchasePrice',
  lambda: 'avg_purchase_price',
  title: 'Average purchase price',
  arguments: { userid },
  columns: ['avg_purchase_price'],
};

export const recommendation: Answer = {
  id: 'recommendation',
  lambda: 'recommendation',
  title: 'Recommendations',
  arguments: { userid },
  columns: ['product_name', 'times'],
};

export const recentActivity: Answer = {
  id: 'recentActivity',
  lambda: 'recent_activity',
  title: 'Recent activity',
  arguments: { userid },
  columns: ['event_time', 'action', 'product_name', 'category'],
};

export const purchaseHistory: Answer = {
  id: 'purchaseHistory',
  lambda: 'purchase_history',
  title: 'Purchase history',
  arguments: { userid, limit: atMost(100) },
  columns: ['purchase_id', 'event_time', 'amount', 'card_type', 'products'],
};

/** What is known of the customer who is chosen. */
export const customerAnswers: readonly Answer[] = [
  profile,
  totalSpend,
  avgPurchasePrice,
  recommendation,
  recentActivity,
  purchaseHistory,
];

/** What all customers want now. */
export const topProductsNow: Answer = {
  id: 'topProductsNow',
  lambda: 'top_products_now',
  title: 'Top products now',
  arguments: {},
  columns: ['product_name', 'category', 'times', 'customers'],
};

export const allAnswers: readonly Answer[] = [search, ...customerAnswers, topProductsNow];
