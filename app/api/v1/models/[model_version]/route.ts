import { z } from 'zod'
import { NotFound } from '#db/model/errors.ts'
import { TrainedModel } from '#db/model/trained-model.ts'
import { defineRoute, nothing } from '../../../handler.ts'
import { readModels } from '../../../read-models.ts'

export const GET = defineRoute(
  {
    summary: 'One model: what it learnt from, how its score is made and read, whether it passed',
    access: 'sessions:read',
    params: z.object({ model_version: z.string().max(100) }),
    query: nothing,
    body: nothing,
    has_etag: true,
    answer: { status: 200, description: 'The model', schema: TrainedModel },
  },
  async ({ params: { model_version } }) => {
    const model = (await readModels()).find((each) => each.model_version === model_version)
    if (model === undefined) throw new NotFound('There is no such model, or it is older than those that are kept.')
    return { body: model }
  },
)
