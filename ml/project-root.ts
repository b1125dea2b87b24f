import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const LANDMARK = join('ml', 'detector', 'process.ts')

/** The folder of package.json. A bundled module does not know where its source lies, so the ways up are tried in turn. */
export function projectRoot(): string {
  const starts = [fileURLToPath(import.meta.url), process.argv[1] ?? '', join(process.cwd(), 'package.json')]
  for (const start of starts) {
    for (let folder = dirname(start); ; folder = dirname(folder)) {
      if (existsSync(join(/* turbopackIgnore: true */ folder, LANDMARK))) return folder
      if (folder === dirname(folder)) break
    }
  }
  throw new Error(`${LANDMARK} is not above any of: ${starts.join(', ')}`)
}
