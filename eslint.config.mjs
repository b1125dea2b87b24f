import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const noProcessEnv = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only config.ts files read the environment: parse it there, pass the value on.',
}
const noExportAll = { selector: 'ExportAllDeclaration', message: 'Name what is exported; barrels drag in the world.' }
const noInterpolatedSql = {
  selector: "Property[key.name='sql'] > TemplateLiteral[expressions.length>0]",
  message: 'A query is one constant text: bind a parameter instead.',
}

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      '.next',
      '.vigie',
      '.cache',
      'out',
      'db/prisma/generated',
      '**/*.generated.ts',
      'next-env.d.ts',
      '**/*.mjs',
    ],
  },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['warn', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', noProcessEnv, noExportAll, noInterpolatedSql],
    },
  },
  {
    files: ['app/**', 'components/**'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  {
    files: ['**/config.ts', '*.config.ts', 'instrumentation.ts'],
    rules: { 'no-restricted-syntax': ['error', noExportAll, noInterpolatedSql] },
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx', 'playwright/**'],
    rules: { 'max-lines-per-function': 'off', 'max-lines': ['error', { max: 500 }] },
  },
)
