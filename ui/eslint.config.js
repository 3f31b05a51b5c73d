import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const tauri = {
  group: ['@tauri-apps/*'],
  message: 'Only src/ipc/tauri.ts speaks to Tauri.',
};
const features = {
  group: ['**/features/*', '**/features/**'],
  message: 'Only the shell in src/app imports features.',
};
const app = { group: ['**/app/*', '**/app/**'], message: 'Nothing below the shell imports it.' };
const otherFeature = {
  regex: '^\\.\\./(\\.\\./)*(shelf|board|cutting-room|desk|dry-run|offer|publish|settings)/',
  message: 'A feature never imports a feature.',
};
const noImports = (...patterns) => ({
  'no-restricted-imports': ['error', { patterns }],
});

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/ipc/bindings.ts'] },
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] } },
  },
  {
    rules: {
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-dynamic-delete': 'off',
      'svelte/no-at-html-tags': 'error',
      'svelte/prefer-svelte-reactivity': 'off',
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  { files: ['**/*.test.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  { files: ['src/**'], rules: noImports(tauri) },
  { files: ['src/features/**'], rules: noImports(tauri, app, otherFeature) },
  {
    files: ['src/design/**', 'src/lib/**', 'src/ipc/**'],
    rules: noImports(tauri, app, features),
  },
  { files: ['src/ipc/tauri.ts'], rules: noImports(app, features) },
);
