import { z } from 'zod'
import { Request } from './request.ts'

/** `next` is the cursor of the following page. */
export const RequestPage = z.object({ data: z.array(Request), next: z.string().nullable() })
