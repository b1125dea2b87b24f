import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createHash, randomBytes, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mustRun } from '#lab/process/run.ts'

export interface Certificate {
  certificate: string
  key: string
}

/** An authority of our own, made anew for every laboratory: clients trust it by file. */
export async function makeAuthority(folder: string): Promise<Certificate> {
  const made = { certificate: join(folder, 'ca.pem'), key: join(folder, 'ca.key') }
  await mustRun([
    ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '7'],
    ...['-subj', '/CN=Laboratory authority', '-addext', 'basicConstraints=critical,CA:TRUE'],
    ...['-keyout', made.key, '-out', made.certificate],
  ] as const)
  return made
}

export async function makeCertificate(
  folder: string,
  authority: Certificate,
  hosts: readonly [string, ...string[]],
): Promise<Certificate> {
  const [name] = hosts
  const at = (ending: string): string => join(folder, `${name}.${ending}`)
  const names = hosts.map((host) => `DNS:${host}`).join(',')
  writeFileSync(at('ext'), `subjectAltName=${names}\nextendedKeyUsage=serverAuth\n`)
  await mustRun([
    ...['openssl', 'req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', `/CN=${name}`],
    ...['-keyout', at('key'), '-out', at('csr')],
  ] as const)
  await mustRun([
    ...['openssl', 'x509', '-req', '-in', at('csr'), '-CA', authority.certificate, '-CAkey', authority.key],
    ...['-set_serial', `0x${randomBytes(8).toString('hex')}`, '-days', '7', '-extfile', at('ext'), '-out', at('pem')],
  ] as const)
  return { certificate: at('pem'), key: at('key') }
}

/** Chromium's name for a key that it shall trust: base64 SHA-256 of the SubjectPublicKeyInfo. */
export function spkiOf(certificateFile: string): string {
  const { publicKey } = new X509Certificate(readFileSync(certificateFile))
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64')
}
