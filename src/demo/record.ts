import type { TopicLine } from './demo-topic.ts';
import type { Product } from './shop.ts';

export type Action = 'view' | 'add' | 'remove';

/** A line of the topic `user_activity`. */
export interface ActivityRecord {
  readonly _id: string;
  /** ISO text. */
  readonly event_time: string;
  readonly user_id: string;
  readonly product_id: string;
  readonly action: Action;
}

/** A line of the topic `user_purchases`. A correction repeats the `_id`; `deleted` takes the purchase back. */
export interface PurchaseRecord {
  readonly _id: string;
  readonly event_time: string;
  readonly user_id: string;
  /** US dollars, `$12.34`. */
  readonly amount: string;
  readonly product_ids: readonly string[];
  readonly card_type: string;
  readonly deleted?: true;
}

/** What happened in the shop, before it has a number. */
export type Happening =
  | {
      readonly kind: 'activity';
      readonly atMs: number;
      readonly user: string;
      readonly product: Product;
      readonly action: Action;
    }
  | {
      readonly kind: 'purchase';
      readonly atMs: number;
      readonly user: string;
      readonly products: readonly Product[];
      readonly card: string;
    };

export const activityId = (number: number): string => `a-${number}`;
export const purchaseId = (number: number): string => `b-${number}`;

export function activityRecord(number: number, happening: Happening & { readonly kind: 'activity' }): ActivityRecord {
  return {
    _id: activityId(number),
    event_time: new Date(happening.atMs).toISOString(),
    user_id: happening.user,
    product_id: happening.product.id,
    action: happening.action,
  };
}

export function purchaseRecord(number: number, happening: Happening & { readonly kind: 'purchase' }): PurchaseRecord {
  const amount = happening.products.reduce((sum, product) => sum + product.price, 0);
  return {
    _id: purchaseId(number),
    event_time: new Date(happening.atMs).toISOString(),
    user_id: happening.user,
    amount: `$${amount.toFixed(2)}`,
    product_ids: happening.products.map((product) => product.id),
    card_type: happening.card,
  };
}

/** As it goes to its topic. */
export const lineOf = (record: ActivityRecord | PurchaseRecord): TopicLine => ({
  user: record.user_id,
  text: JSON.stringify(record),
});
