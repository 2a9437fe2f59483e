import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const banned = {
  defaultExport: { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  enum: { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
};

export default tseslint.config(
  { ignores: ['node_modules/', 'build/', 'test/replay/histories/'] },
  eslint.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-duplicate-imports': 'error',
      'object-shorthand': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', banned.defaultExport, banned.enum],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    // The workflow sandbox has no wall clock, no Node and no I/O: facts that replay differently are refused here.
    files: ['workflows/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['node:*'], message: 'Workflow code runs in a sandbox without Node.' },
            { group: ['zod', 'zod/*'], message: 'zod costs 10 ms and 600 KB for every workflow run.' },
          ],
        },
      ],
      'no-restricted-globals': ['error', 'Temporal', 'fetch', 'setInterval', 'console', 'process', 'Buffer'],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', setTimeout: 'readonly' },
    },
  },
);
