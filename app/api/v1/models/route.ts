import { TrainedModels } from '#db/model/trained-model.ts'
import { defineRoute, nothing } from '../../handler.ts'
import { readModels } from '../../read-models.ts'

export const GET = defineRoute(
  {
    summary: 'The models that are kept: what they learnt from, whether they passed, which of them score now',
    access: 'sessions:read',
    params: nothing,
    query: nothing,
    body: nothing,
    answer: {
      status: 200,
      description: 'The newest first, those that come with the product last',
      schema: TrainedModels,
    },
  },
  async ({ caller }) => ({
    body: { data: await readModels(), may_promote: caller.actor.scopes.includes('models:write') },
  }),
)
