import { defineConfig } from '@playwright/test';
import { launchOptions } from './e2e/launch';

export default defineConfig({
  testDir: './e2e',
  // One server and one browser at a time: a solver works in the server.
  workers: 1,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  forbidOnly: !!process.env.CI,
  reporter: [['list']],
  use: { viewport: { width: 1366, height: 768 }, launchOptions, trace: 'retain-on-failure', actionTimeout: 15_000 },
});
