/** Three customers of the demo's shop, for the app that runs without a server. Times are minutes before the moment of looking. */

export interface CannedCustomer {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string;
  readonly city: string;
  readonly state: string;
  readonly createdAt: string;
  /** Newest first. */
  readonly activity: readonly CannedActivity[];
  readonly purchases: readonly CannedPurchase[];
  readonly recommendations: Readonly<Record<string, number>>;
}

export interface CannedActivity {
  readonly minutesAgo: number;
  readonly action: 'view' | 'add' | 'remove';
  readonly product: string;
  readonly category: string;
}

export interface CannedPurchase {
  readonly id: string;
  readonly minutesAgo: number;
  /** Cents of US dollars. */
  readonly cents: number;
  readonly card: string;
  /** By name. */
  readonly products: readonly string[];
}

const day = 24 * 60;

export const cannedCustomers: readonly CannedCustomer[] = [
  {
    id: 'u-17',
    firstName: 'Rosa',
    lastName: 'Harris',
    phone: '(440) 555-0165',
    city: 'Burlington',
    state: 'VT',
    createdAt: '2026-02-11T23:46:25.000000Z',
    activity: [
      { minutesAgo: 0.1, action: 'add', product: 'Corn Tortillas', category: 'Bakery' },
      { minutesAgo: 0.4, action: 'view', product: 'Corn Tortillas', category: 'Bakery' },
      { minutesAgo: 1.2, action: 'remove', product: 'Frozen Pizza', category: 'Frozen' },
      { minutesAgo: 1.5, action: 'add', product: 'Frozen Pizza', category: 'Frozen' },
      { minutesAgo: 2.1, action: 'view', product: 'Ground Beef', category: 'Meat' },
    ],
    purchases: [
      {
        id: 'b-4711',
        minutesAgo: 2 * day,
        cents: 1576,
        card: 'visa',
        products: ['Avocados', 'Limes', 'Salsa', 'Tortilla Chips'],
      },
      {
        id: 'b-3902',
        minutesAgo: 6 * day,
        cents: 1347,
        card: 'visa',
        products: ['Granola', 'Strawberries', 'Whole Milk'],
      },
      { id: 'b-2215', minutesAgo: 13 * day, cents: 2748, card: 'amex', products: ['Dog Food', 'Poop Bags'] },
      { id: 'b-1034', minutesAgo: 24 * day, cents: 1297, card: 'visa', products: ['Bananas', 'Greek Yogurt', 'Honey'] },
    ],
    recommendations: { Salsa: 42, Avocados: 37, 'Taco Seasoning': 29, 'Sour Cream': 21, Limes: 18 },
  },
  {
    id: 'u-3',
    firstName: 'Isaac',
    lastName: 'Green',
    phone: '(826) 555-0111',
    city: 'Sacramento',
    state: 'CA',
    createdAt: '2024-07-24T11:56:21.000000Z',
    activity: [
      { minutesAgo: 11, action: 'view', product: 'Spaghetti', category: 'Pasta' },
      { minutesAgo: 12, action: 'add', product: 'Marinara Sauce', category: 'Pasta' },
      { minutesAgo: 14, action: 'view', product: 'Parmesan', category: 'Cheese' },
    ],
    purchases: [
      { id: 'b-4480', minutesAgo: 3 * day, cents: 1448, card: 'mastercard', products: ['Basil Pesto', 'Olive Oil'] },
      {
        id: 'b-2967',
        minutesAgo: 10 * day,
        cents: 2287,
        card: 'mastercard',
        products: ['Espresso Beans', 'Half and Half', 'Vanilla Syrup'],
      },
    ],
    recommendations: { Garlic: 31, 'Fresh Basil': 26, Baguette: 17 },
  },
  {
    id: 'u-9',
    firstName: 'Noah',
    lastName: 'Patel',
    phone: '(371) 555-0104',
    city: 'Dallas',
    state: 'TX',
    createdAt: '2025-06-10T12:48:37.000000Z',
    // Registered and never came back: every part of the screen has an empty state.
    activity: [],
    purchases: [],
    recommendations: {},
  },
];

/** What everybody looks at. */
export const cannedTopProducts = [
  { product_name: 'Corn Tortillas', category: 'Bakery', times: 23, customers: 17 },
  { product_name: 'Whole Milk', category: 'Dairy', times: 19, customers: 18 },
  { product_name: 'Ground Coffee', category: 'Coffee and Tea', times: 14, customers: 11 },
  { product_name: 'Bananas', category: 'Fruit', times: 9, customers: 9 },
] as const;
