import tseslint from 'typescript-eslint';

/** Rooms that may read the environment or end the process; every other room can run inside a test. */
const edges = ['src/config/environment.ts', 'src/cli/**', 'src/app/**', 'src/main.ts'];

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'coverage', '.rockpool', 'test/.tmp', 'bench/results'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 350 }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only src/config reads the environment.' },
      ],
      'no-restricted-globals': ['error'],
      '@typescript-eslint/no-explicit-any': 'error',
      // `undefined!` after a length check or on an index that the loop guarantees reads better than a second check.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // An interface says a promise; its implementation may have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      // `Revision | 'conflict'` names a case, although a revision is text too.
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      // Services are records of closures; none of them has a `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Code points are what a length in a constraint counts.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/only-throw-error': 'error',
    },
  },
  {
    files: ['src/config/environment.ts', 'vitest.config.ts', 'test/**', 'bench/**', 'bin/**', 'scripts/**'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['src/**'],
    ignores: edges,
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='process'][callee.property.name=/^(exit|on|once)$/]",
          message: 'Only app, cli and main end the process or listen to signals.',
        },
      ],
    },
  },
  {
    files: ['**/*.test.ts', 'test/**', 'bench/**'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  { files: ['**/*.{js,mjs,cjs}'], ...tseslint.configs.disableTypeChecked },
);
