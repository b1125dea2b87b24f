import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{app,bpf,components,db,lab,ml,packaging,sensor}/**/*.test.{ts,tsx}'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
