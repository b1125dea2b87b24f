import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'

/** A TLS library's file as some process maps it. */
export interface TlsLibrary {
  /** Device and inode: copies and containers have their own. */
  identity: string
  /** Opens the file from here, whatever root the process sees, also after the file was replaced. */
  path: string
  /** The name that the process knows it by. */
  name: string
}

const MAPPING =
  /^([0-9a-f]+-[0-9a-f]+) r-x. [0-9a-f]+ ([0-9a-f]+:[0-9a-f]+) (\d+) +(\/.*\/libssl(?:-[^/]*)?\.so[^/]*)$/gm
const SYSTEM_FOLDERS = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/usr/local/lib',
]

function readMaps(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/maps`, 'utf8')
  } catch {
    // The process ended meanwhile.
    return ''
  }
}

export function listProcesses(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger)
}

export function tlsLibrariesOf(pid: number): TlsLibrary[] {
  return [...readMaps(pid).matchAll(MAPPING)].map(([, range = '', device = '', inode = '', name = '']) => {
    const path = `/proc/${pid}/root${name}`
    const isReplaced = name.endsWith(' (deleted)') || !existsSync(path)
    return { identity: `${device}:${inode}`, path: isReplaced ? `/proc/${pid}/map_files/${range}` : path, name }
  })
}

/** The system's own, so that a server that starts later is heard from its first byte. */
export function systemTlsLibraries(): TlsLibrary[] {
  const libraries = new Map<string, TlsLibrary>()
  for (const folder of SYSTEM_FOLDERS.filter((path) => existsSync(path)))
    for (const name of readdirSync(folder).filter((file) => file.startsWith('libssl.so.'))) {
      const path = `${folder}/${name}`
      const { dev, ino } = statSync(path)
      const major = (dev >>> 8) & 0xfff
      const minor = (dev & 0xff) | ((dev >>> 12) & 0xfff00)
      const hex = (value: number): string => value.toString(16).padStart(2, '0')
      libraries.set(`${hex(major)}:${hex(minor)}:${ino}`, {
        identity: `${hex(major)}:${hex(minor)}:${ino}`,
        path,
        name: path,
      })
    }
  return [...libraries.values()]
}
