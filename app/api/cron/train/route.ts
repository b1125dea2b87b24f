import { TrainingResult } from '#ml/training/training-result.ts'
import { defineRoute, nothing } from '../../handler.ts'
import { runTraining } from '../../run-training.ts'

export const POST = defineRoute(
  {
    summary:
      "Train both models on the site's newest sessions, as the schedule does each night; answers when it is done",
    access: { secret: 'cron' },
    params: nothing,
    query: nothing,
    body: nothing,
    answer: { status: 200, description: 'The models, and what was learnt from', schema: TrainingResult },
  },
  async () => ({ body: await runTraining() }),
)
