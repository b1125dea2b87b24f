import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Invalid } from '#db/model/errors.ts'
import { fileFailure } from '../file-failure.ts'
import type { Label } from './label.ts'

/** What the laboratory knows of an address: who sent from it, and of which kind. */
const LabLine = z.object({ src_ip: z.string(), label: z.enum(['human', 'bot']), kind: z.string().default('') })

/** A laboratory's file: one JSON object a line, one line an address. Throws a sentence that names file and line. */
export async function readLabLabels(path: string): Promise<Map<string, Omit<Label, 'session_id' | 'at'>>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileFailure(path, error)
  })
  const lines = text.split('\n')
  const labels = new Map<string, Omit<Label, 'session_id' | 'at'>>()
  lines.forEach((line, at) => {
    if (line.trim() === '') return
    const parsed = LabLine.safeParse(parseJson(line))
    if (!parsed.success) throw new Invalid(`${path}, line ${at + 1}: ${z.prettifyError(parsed.error)}`)
    const { src_ip, label, kind } = parsed.data
    labels.set(src_ip, { label, source: 'lab', source_id: kind, weight: 1 })
  })
  return labels
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
