/** What the shop of the demo sells, and what is bought together. The CSV files under demo/ are written from it by scripts/make-demo-data.mjs. */

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  /** US dollars. */
  readonly price: number;
}

/** Customers are `u-1` to `u-3000`. */
export const userCount = 3000;

/** Name and price, by category. The order fixes the product ids, so new products go to the end of the last category. */
const assortment: Readonly<Record<string, string>> = {
  Dairy: `Whole Milk 3.49, Oat Milk 4.29, Salted Butter 4.79, Cream Cheese 2.99, Sour Cream 2.49, Greek Yogurt 5.49,
    Vanilla Yogurt 1.29, Cottage Cheese 3.19, Free Range Eggs 4.99, Buttermilk 2.79, Half and Half 2.89`,
  Cheese: `Mozzarella 4.49, Aged Cheddar 5.99, Parmesan 7.99, Feta 5.29, Brie 6.99, Goat Cheese 5.79, Blue Cheese 6.49, Shredded Mexican Cheese 4.19,
    Swiss Slices 4.69, Ricotta 4.29, Gouda 6.29`,
  Bakery: `Sourdough Loaf 5.49, Whole Wheat Bread 3.79, Plain Bagels 3.99, Croissants 5.99, Burger Buns 3.29, Hot Dog Rolls 2.99, Corn Tortillas 2.49,
    Flour Tortillas 2.99, Naan 3.49, Pita Bread 2.89, Pizza Dough 3.19, Baguette 2.99, English Muffins 3.49`,
  Fruit: `Bananas 1.49, Strawberries 4.99, Blueberries 5.49, Lemons 2.49, Limes 2.29, Gala Apples 3.99, Green Grapes 4.49, Avocados 5.99, Mango 1.99,
    Pineapple 3.99, Oranges 4.29, Frozen Berries 6.49, Pears 3.79`,
  Vegetables: `Baby Spinach 3.99, Romaine Lettuce 2.99, Vine Tomatoes 3.49, Cucumber 1.19, Red Onions 1.89, Yellow Onions 1.69, Garlic 0.99,
    Bell Peppers 3.99, Carrots 1.79, Celery 1.99, Broccoli 2.79, Mushrooms 3.29, Russet Potatoes 4.49, Sweet Potatoes 3.29, Zucchini 2.19, Fresh Ginger 1.29,
    Bok Choy 2.49, Green Beans 2.99, Jalapenos 0.99, Corn on the Cob 3.49, Cherry Tomatoes 3.99`,
  Herbs: `Fresh Basil 2.49, Cilantro 1.29, Flat Parsley 1.49, Fresh Mint 1.79, Dill 1.69, Thyme 1.99`,
  Meat: `Ground Beef 7.49, Chicken Breast 8.99, Chicken Thighs 6.99, Bacon 6.49, Pork Sausages 5.49, Hot Dogs 4.99, Beef Patties 9.99, Italian Sausage 6.29,
    Sliced Turkey 5.99, Sliced Ham 5.49, Pepperoni 4.29, Pork Ribs 13.99, Prosciutto 7.49, Salami 6.29`,
  Fish: `Salmon Fillet 12.99, Cod Fillet 10.49, Shrimp 11.49, Canned Tuna 1.99, Smoked Salmon 8.99, Fish Sticks 5.99`,
  Pasta: `Spaghetti 1.79, Penne 1.79, Lasagne Sheets 2.49, Marinara Sauce 3.99, Basil Pesto 4.49, Alfredo Sauce 3.79, Fresh Tortellini 5.49,
    Crushed Tomatoes 1.99, Tomato Paste 1.19, Macaroni 1.59`,
  'Rice and Noodles': `Basmati Rice 4.99, Jasmine Rice 4.79, Rice Noodles 2.99, Quinoa 5.99, Couscous 3.49, Sushi Rice 4.49, Egg Noodles 2.79`,
  'Sauces and Oils': `Olive Oil 9.99, Sesame Oil 5.49, Soy Sauce 3.29, Salsa 3.99, Guacamole 4.99, Hot Sauce 2.79, Ketchup 2.99, Yellow Mustard 1.99, Mayonnaise 4.29,
    Barbecue Sauce 3.49, Balsamic Vinegar 5.49, Coconut Milk 2.49, Curry Paste 3.99, Hummus 3.99, Tzatziki 3.79, Ranch Dressing 3.49, Caesar Dressing 3.99,
    Pickles 3.29, Kalamata Olives 4.49, Teriyaki Sauce 3.79, Enchilada Sauce 2.79`,
  'Spices and Baking': `All Purpose Flour 3.49, Granulated Sugar 2.99, Brown Sugar 2.79, Baking Powder 1.99, Vanilla Extract 6.99, Chocolate Chips 3.99, Cocoa Powder 4.49,
    Taco Seasoning 1.29, Garam Masala 3.49, Ground Cumin 2.99, Cinnamon 2.79, Maple Syrup 7.99, Honey 5.99,
    Pancake Mix 3.49, Powdered Sugar 2.49, Walnuts 6.49`,
  Canned: `Black Beans 1.19, Chickpeas 1.29, Kidney Beans 1.19, Sweet Corn 1.09, Chicken Broth 2.49, Tomato Soup 1.79, Red Lentils 2.49, Vegetable Broth 2.49, Refried Beans 1.49`,
  Breakfast: `Rolled Oats 3.99, Granola 4.99, Corn Flakes 3.79, Honey Nut Cereal 4.49, Strawberry Jam 3.99, Peanut Butter 3.99, Chia Seeds 5.49, Protein Powder 19.99`,
  Snacks: `Tortilla Chips 3.49, Potato Chips 3.79, Pretzels 2.99, Salted Popcorn 2.79, Trail Mix 6.99, Saltine Crackers 2.99, Wheat Crackers 3.49, Dark Chocolate 3.29, Gummy Bears 2.49,
    Granola Bars 3.99, Roasted Almonds 7.49, Graham Crackers 3.49, Marshmallows 1.99, Milk Chocolate Bar 1.79, Beef Jerky 6.49`,
  Frozen: `Vanilla Ice Cream 5.49, Chocolate Ice Cream 5.49, Frozen Peas 1.99, Frozen Pizza 6.49, French Fries 3.49, Frozen Waffles 3.29, Chicken Nuggets 6.99, Frozen Dumplings 5.99, Ice Cubes 2.49`,
  Drinks: `Orange Juice 4.49, Apple Juice 3.49, Sparkling Water 4.99, Cola 6.49, Ginger Ale 4.99, Lemonade 3.49, Tonic Water 4.49, Iced Tea 3.29, Coconut Water 2.99, Root Beer 5.99`,
  'Coffee and Tea': `Ground Coffee 9.99, Espresso Beans 13.99, Coffee Filters 2.49, Green Tea 4.49, Earl Grey Tea 4.49, Chamomile Tea 3.99, Hot Cocoa 3.79, Vanilla Syrup 5.99, Almond Biscotti 4.49`,
  Household: `Paper Towels 8.99, Toilet Paper 11.99, Dish Soap 2.99, Laundry Detergent 12.99, Trash Bags 8.49, Sponges 3.29, All Purpose Cleaner 3.99, Aluminum Foil 4.49, Charcoal 9.99,
    Fabric Softener 6.49, Dishwasher Tabs 12.49, Glass Cleaner 3.79, Paper Plates 3.99, Napkins 2.99`,
  Baby: `Diapers 24.99, Baby Wipes 7.99, Baby Formula 29.99, Apple Puree Pouches 5.99, Rice Cereal 3.49, Baby Shampoo 4.99, Teething Biscuits 3.29`,
  Pets: `Dog Food 21.99, Cat Food 16.99, Cat Litter 11.99, Dog Treats 6.99, Cat Treats 3.49, Poop Bags 5.49, Chew Toy 7.99`,
  'Personal Care': `Toothpaste 3.99, Toothbrush 2.99, Shampoo 6.49, Conditioner 6.49, Hand Soap 2.79, Body Lotion 7.49, Sunscreen 9.99, Dental Floss 2.99, Deodorant 4.99, Cotton Swabs 2.49`,
};

/** What goes into one basket for a reason, what is bought most often first. A product may be in several. */
const meals: readonly string[] = [
  'Corn Tortillas, Ground Beef, Salsa, Avocados, Shredded Mexican Cheese, Taco Seasoning, Sour Cream, Limes, Cilantro, Black Beans, Jalapenos, Tortilla Chips',
  'Flour Tortillas, Chicken Breast, Enchilada Sauce, Refried Beans, Shredded Mexican Cheese, Bell Peppers, Red Onions, Guacamole, Ground Cumin, Hot Sauce, Sweet Corn',
  'Spaghetti, Marinara Sauce, Parmesan, Garlic, Ground Beef, Fresh Basil, Olive Oil, Baguette, Crushed Tomatoes, Mushrooms, Yellow Onions, Tomato Paste',
  'Penne, Basil Pesto, Cherry Tomatoes, Mozzarella, Parmesan, Zucchini, Olive Oil, Italian Sausage, Alfredo Sauce, Fresh Tortellini',
  'Lasagne Sheets, Ricotta, Mozzarella, Marinara Sauce, Ground Beef, Parmesan, Baby Spinach, Italian Sausage',
  'Pizza Dough, Mozzarella, Pepperoni, Crushed Tomatoes, Fresh Basil, Mushrooms, Bell Peppers, Cola, Salami, Kalamata Olives',
  'Whole Milk, Honey Nut Cereal, Bananas, Corn Flakes, Orange Juice, Strawberries, Granola, Vanilla Yogurt, Rolled Oats',
  'Free Range Eggs, Bacon, Sourdough Loaf, Salted Butter, Orange Juice, Ground Coffee, Russet Potatoes, Strawberry Jam, English Muffins, Pork Sausages',
  'Pancake Mix, Maple Syrup, Blueberries, Salted Butter, Buttermilk, Bacon, Free Range Eggs, Frozen Waffles, Powdered Sugar',
  'Plain Bagels, Cream Cheese, Smoked Salmon, Red Onions, Dill, Lemons, Orange Juice, Croissants',
  'Frozen Berries, Bananas, Greek Yogurt, Oat Milk, Protein Powder, Baby Spinach, Chia Seeds, Peanut Butter, Mango, Coconut Water, Honey',
  'All Purpose Flour, Granulated Sugar, Free Range Eggs, Salted Butter, Chocolate Chips, Vanilla Extract, Baking Powder, Brown Sugar, Cocoa Powder, Whole Milk, Walnuts, Powdered Sugar, Cinnamon',
  'Beef Patties, Burger Buns, Aged Cheddar, Ketchup, Pickles, Romaine Lettuce, Vine Tomatoes, Charcoal, Potato Chips, Yellow Mustard, Mayonnaise, Red Onions, Cola',
  'Hot Dogs, Hot Dog Rolls, Yellow Mustard, Ketchup, Charcoal, Paper Plates, Lemonade, Corn on the Cob, Pork Ribs, Barbecue Sauce, Napkins, Potato Chips, Ice Cubes',
  'Romaine Lettuce, Caesar Dressing, Chicken Breast, Parmesan, Cherry Tomatoes, Cucumber, Baguette, Ranch Dressing, Balsamic Vinegar, Feta, Avocados',
  'Pita Bread, Hummus, Feta, Cucumber, Kalamata Olives, Tzatziki, Vine Tomatoes, Chickpeas, Lemons, Flat Parsley, Couscous, Fresh Mint, Chicken Thighs',
  'Basmati Rice, Chicken Thighs, Coconut Milk, Naan, Curry Paste, Garam Masala, Fresh Ginger, Garlic, Yellow Onions, Red Lentils, Cilantro, Chickpeas, Frozen Peas',
  'Soy Sauce, Jasmine Rice, Broccoli, Bell Peppers, Fresh Ginger, Shrimp, Sesame Oil, Bok Choy, Garlic, Egg Noodles, Teriyaki Sauce, Carrots, Frozen Dumplings, Rice Noodles, Green Tea',
  'Salmon Fillet, Lemons, Dill, Green Beans, Sweet Potatoes, Quinoa, Cod Fillet, Olive Oil, Sushi Rice, Thyme',
  'Whole Wheat Bread, Sliced Turkey, Swiss Slices, Mayonnaise, Romaine Lettuce, Vine Tomatoes, Sliced Ham, Peanut Butter, Strawberry Jam, Gala Apples, Potato Chips, Granola Bars, Apple Juice, Canned Tuna',
  'Carrots, Celery, Chicken Broth, Yellow Onions, Chicken Thighs, Egg Noodles, Thyme, Russet Potatoes, Tomato Soup, Saltine Crackers, Vegetable Broth, Kidney Beans',
  'Brie, Wheat Crackers, Green Grapes, Prosciutto, Baguette, Blue Cheese, Gouda, Honey, Goat Cheese, Roasted Almonds, Pears, Kalamata Olives, Salami, Dark Chocolate',
  'Salted Popcorn, Cola, Gummy Bears, Potato Chips, Frozen Pizza, Pretzels, Vanilla Ice Cream, Tortilla Chips, Salsa, Root Beer, Milk Chocolate Bar, Chocolate Ice Cream',
  'Graham Crackers, Marshmallows, Milk Chocolate Bar, Charcoal, Trail Mix, Beef Jerky, Hot Cocoa, Sunscreen, Sparkling Water',
  'Ground Coffee, Half and Half, Coffee Filters, Almond Biscotti, Espresso Beans, Oat Milk, Vanilla Syrup, Croissants, Earl Grey Tea, Honey, Chamomile Tea, Green Tea',
  'Paper Towels, Toilet Paper, Dish Soap, Laundry Detergent, Trash Bags, Sponges, All Purpose Cleaner, Hand Soap, Dishwasher Tabs, Fabric Softener, Aluminum Foil, Glass Cleaner',
  'Diapers, Baby Wipes, Apple Puree Pouches, Baby Formula, Bananas, Rice Cereal, Baby Shampoo, Teething Biscuits, Whole Milk',
  'Dog Food, Dog Treats, Poop Bags, Chew Toy, Paper Towels, Trash Bags',
  'Cat Food, Cat Litter, Cat Treats, Paper Towels, Canned Tuna',
  'Toothpaste, Toothbrush, Shampoo, Conditioner, Hand Soap, Deodorant, Dental Floss, Body Lotion, Cotton Swabs, Sunscreen',
  'Chicken Nuggets, French Fries, Ketchup, Frozen Peas, Apple Juice, Fish Sticks, Macaroni, Aged Cheddar, Vanilla Yogurt, Sweet Corn, Cottage Cheese',
  'Tonic Water, Limes, Ice Cubes, Sparkling Water, Ginger Ale, Fresh Mint, Lemons, Roasted Almonds, Iced Tea, Pineapple, Oranges',
];

export const products: readonly Product[] = Object.entries(assortment)
  .flatMap(([category, list]) => list.split(',').map((item) => ({ category, item: item.trim() })))
  .map(({ category, item }, index) => {
    const space = item.lastIndexOf(' ');
    return { id: `p-${index + 1}`, name: item.slice(0, space), category, price: Number(item.slice(space + 1)) };
  });

const byName = new Map(products.map((product) => [product.name, product]));

/** Products by meal, what is bought most often first. */
export const baskets: readonly (readonly Product[])[] = meals.map((meal) =>
  meal.split(', ').map((name) => {
    const product = byName.get(name);
    if (product === undefined) throw new Error(`The demo sells no "${name}".`);
    return product;
  }),
);
