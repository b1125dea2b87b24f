import type { FailureFacts } from '#components/states/failure.tsx'
import { Problem } from './problem.ts'

export function failureOf(error: Error): FailureFacts {
  if (error instanceof Problem)
    return { status: error.status, title: error.title, message: error.message, requestId: error.requestId }
  return { status: 0, title: 'Unexpected failure', message: error.message, requestId: '' }
}
