import { existsSync, readFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { projectRoot } from './config.ts'

const TOP_FOLDERS = 'app|components|sensor|bpf|ml|db|public|playwright|lab|packaging|\\.ci'
const PATH_IN_TEXT = new RegExp(`\`((?:${TOP_FOLDERS})/[\\w./()[\\]-]*)`, 'g')

/** Every path that a document of ours names must exist, so that the tree and the walk stay true. */
function listMissing(document: string): string[] {
  const text = readFileSync(path.join(projectRoot, document), 'utf8')
  const named = [...text.matchAll(PATH_IN_TEXT)].map((match) => (match[1] ?? '').replace(/[.,]$/, ''))
  return named
    .filter((place) => !existsSync(path.join(projectRoot, place)))
    .map((place) => `${document}: ${place} does not exist`)
}

const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: projectRoot,
  encoding: 'utf8',
})
  .split('\n')
  .filter((name) => name !== '' && existsSync(path.join(projectRoot, name)))
const missing = documents.flatMap(listMissing)
for (const line of missing) process.stdout.write(`${line}\n`)
process.exit(missing.length === 0 ? 0 : 1)
