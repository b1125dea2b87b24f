import { hash, verify } from '@node-rs/argon2'

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export function hashPassword(password: string): Promise<string> {
  return hash(password, COST)
}

/** With no hash to compare (unknown name) it takes the same time and says no. */
export async function isPassword(password_hash: string | undefined, password: string): Promise<boolean> {
  const stored = password_hash ?? (await (nobody_hash ??= hashPassword('a password that nobody has')))
  const matches = await verify(stored, password)
  return matches && password_hash !== undefined
}

let nobody_hash: Promise<string> | undefined
