import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import { fakeMedia } from './dev/fake-media';

export default defineConfig({
  plugins: [svelte(), svelteTesting(), fakeMedia()],
  base: './',
  clearScreen: false,
  server: { host: '127.0.0.1', fs: { allow: ['..'] } },
  build: { target: 'safari16', outDir: 'dist', chunkSizeWarningLimit: 1000 },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['dev/test-setup.ts'],
    restoreMocks: true,
    // A busy machine is not a broken window.
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
