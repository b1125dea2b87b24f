import { defineConfig } from '@playwright/test'

/** The product runs already: `VIGIE_URL` says where, `VIGIE_SETUP_URL` is its one-time link. */
export default defineConfig({
  testDir: 'playwright',
  outputDir: 'playwright/results/runs',
  // The first journey makes the account that the later ones use, and every journey reads the same lab traffic.
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: 'playwright/results/report.json' }]],
  use: {
    // With the slash at its end, a base path stays in front of every page.
    baseURL: `${(process.env['VIGIE_URL'] ?? 'http://localhost:3000').replace(/\/$/, '')}/`,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    colorScheme: 'dark',
    trace: 'retain-on-failure',
    launchOptions: { executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
  projects: [
    { name: 'set-up', testMatch: 'set-up.spec.ts' },
    {
      name: 'journeys',
      testIgnore: 'set-up.spec.ts',
      dependencies: ['set-up'],
      use: { storageState: 'playwright/results/login.json' },
    },
  ],
})
