import { existsSync, readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs'

/** A file that may hold a TLS library: a shared object as some process maps it, or the program itself. */
export interface TlsFile {
  /** Device, inode and age: copies and containers have their own. */
  identity: string
  /** Opens the file from here, whatever root the process sees, also after the file was replaced. */
  path: string
  /** The name that the process knows it by. */
  name: string
  isProgram: boolean
}

const MAPPING = /^([0-9a-f]+-[0-9a-f]+) r-x. [0-9a-f]+ [0-9a-f]+:[0-9a-f]+ (\d+) +(\/.*\/libssl(?:-[^/]*)?\.so[^/]*)$/gm
const DELETED = / \(deleted\)$/
const SYSTEM_FOLDERS = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/usr/local/lib',
]

/** Empty when the process ended meanwhile. */
export function mapsOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/maps`, 'utf8')
  } catch {
    return ''
  }
}

export function listProcesses(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger)
}

/** The program that a process runs; null for kernel threads and what ended meanwhile. */
export function executableOf(pid: number): TlsFile | null {
  const path = `/proc/${pid}/exe`
  const file = inodeAt(path)
  if (file === null) return null
  try {
    return { identity: file.identity, path, name: readlinkSync(path).replace(DELETED, ''), isProgram: true }
  } catch {
    return null
  }
}

export function tlsLibrariesOf(pid: number): TlsFile[] {
  return [...mapsOf(pid).matchAll(MAPPING)].flatMap(([, range = '', inode = '', mapped = '']) => {
    const name = mapped.replace(DELETED, '')
    // A name in a process's maps is the kernel's or the process's own view; the inode tells which file was meant.
    const paths = [`/proc/${pid}/root${name}`, name]
    const path =
      paths.find((each) => inodeAt(each)?.inode === inode) ??
      [`/proc/${pid}/map_files/${range}`, ...paths].find((each) => inodeAt(each) !== null)
    const identity = path === undefined ? undefined : inodeAt(path)?.identity
    return path === undefined || identity === undefined ? [] : [{ identity, path, name, isProgram: false }]
  })
}

/** The system's own, so that a server that starts later is heard from its first byte. */
export function systemTlsLibraries(): TlsFile[] {
  const libraries = new Map<string, TlsFile>()
  for (const folder of SYSTEM_FOLDERS.filter((path) => existsSync(path)))
    for (const name of readdirSync(folder).filter((file) => file.startsWith('libssl.so.'))) {
      const path = `${folder}/${name}`
      const identity = inodeAt(path)?.identity
      if (identity !== undefined) libraries.set(identity, { identity, path, name: path, isProgram: false })
    }
  return [...libraries.values()]
}

function inodeAt(path: string): { inode: string; identity: string } | null {
  try {
    const { dev, ino, mtimeNs } = statSync(path, { bigint: true })
    return { inode: String(ino), identity: `${dev}:${ino}:${mtimeNs}` }
  } catch {
    return null
  }
}
