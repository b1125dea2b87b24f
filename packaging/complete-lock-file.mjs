/**
 * Fills optional packages for other platforms into package-lock.json. A registry that lacks them makes npm drop them
 * from the lock file, and `npm ci` then refuses the file elsewhere. Run after each change of dependencies.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const SYSTEMS = {
  darwin: 'darwin',
  win32: 'win32',
  linux: 'linux',
  freebsd: 'freebsd',
  android: 'android',
  openharmony: 'openharmony',
}
const PROCESSORS = {
  arm64: 'arm64',
  x64: 'x64',
  arm: 'arm',
  ia32: 'ia32',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  wasm32: 'wasm32',
}

function named(name, table) {
  const word = name.split(/[-/]/).find((part) => table[part] !== undefined)
  return word === undefined ? undefined : [table[word]]
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
let added = 0
for (const entry of Object.values({ ...lock.packages })) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`
    if (lock.packages[place] !== undefined || !/^\d/.test(version)) continue
    const os = named(name, SYSTEMS)
    const cpu = named(name, PROCESSORS)
    lock.packages[place] = { version, ...(cpu ? { cpu } : {}), optional: true, ...(os ? { os } : {}) }
    added += 1
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${added} optional packages of other platforms added to package-lock.json`)
