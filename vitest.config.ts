import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{app,bpf,components,db,lab,ml,packaging,sensor}/**/*.test.{ts,tsx}'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Real stores and kernels answer late on a busy machine; a poll ends as soon as it holds.
    expect: { poll: { timeout: 15_000 } },
  },
})
