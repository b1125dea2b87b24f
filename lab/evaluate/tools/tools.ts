import type { ToolKind } from '../kinds.ts'
import type { Tool } from './errand.ts'
import { FETCHERS } from './fetchers.ts'
import { LOADERS } from './loaders.ts'
import { SCANNERS } from './scanners.ts'

/** How each naive program is called: as its manual says, with the options that people vary. */
export const TOOLS: Readonly<Record<ToolKind, Tool>> = { ...FETCHERS, ...SCANNERS, ...LOADERS }
