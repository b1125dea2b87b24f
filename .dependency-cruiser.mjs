/** Who may import whom: the whole architecture in one table. `lab` and `packaging` may import anything; nothing imports them. */
const MAY_IMPORT = {
  'db/model': [],
  db: ['db'],
  ml: ['ml', 'db'],
  sensor: ['sensor', 'db'],
  bpf: ['bpf'],
  components: ['components', 'db/model'],
  app: ['app', 'components', 'db', 'ml'],
}
const KOFFI_ROOMS = '^(sensor/(libbpf|libc|libpcap)/|ml/train/xgboost|db/clickhouse/embedded)'

const folderRules = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  name: `${folder.replace('/', '-')}-imports`,
  comment: `${folder} may import only ${[folder, ...allowed].join(', ')}`,
  severity: 'error',
  from: { path: `^${folder}/`, ...(folder === 'db' ? { pathNot: '^db/model/' } : {}) },
  to: {
    path: '^(app|components|sensor|bpf|ml|db|lab|packaging|playwright)/',
    pathNot: `^(${[folder, ...allowed].join('|')})/`,
  },
}))

export default {
  forbidden: [
    ...folderRules,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'model-is-pure',
      comment: 'db/model runs in the browser: zod and itself, nothing else',
      severity: 'error',
      from: { path: '^db/model/', pathNot: '[.]test[.]ts$' },
      to: { pathNot: '^(db/model/|node_modules/zod/)' },
    },
    {
      name: 'koffi-stays-home',
      comment: 'native memory is touched in few rooms only',
      severity: 'error',
      from: { pathNot: KOFFI_ROOMS },
      to: { path: '^node_modules/koffi' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: '(^|/)node_modules/|^db/prisma/generated/' },
    exclude: { path: '(^|/)(node_modules|[.]next|[.]vigie)/.*/(?=node_modules)' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
