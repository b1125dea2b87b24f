import { z } from 'zod'
import { Conflict, NotFound } from '#db/model/errors.ts'
import { TrainedModel } from '#db/model/trained-model.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { recordPromotion } from '#db/prisma/models/record-promotion.ts'
import { promoteModel } from '#ml/score/keep-model.ts'
import { defineRoute, nothing } from '../../../../handler.ts'
import { readModels } from '../../../../read-models.ts'

export const POST = defineRoute(
  {
    summary: 'From the next cycle on this model scores, in place of the one with the same name',
    access: 'models:write',
    params: z.object({ model_version: z.string().max(100) }),
    query: nothing,
    body: nothing,
    answer: { status: 200, description: 'The model, now the current one', schema: TrainedModel },
  },
  async ({ params: { model_version }, caller }) => {
    const models = await readModels()
    const chosen = models.find((each) => each.model_version === model_version)
    if (chosen === undefined) throw new NotFound('There is no such model, or it is older than those that are kept.')
    if (chosen.facts === null) throw new Conflict(`This model cannot be used: ${chosen.problem}`)
    const current = models.find(({ model_name, is_current }) => is_current && model_name === chosen.model_name)
    if (!chosen.is_current) {
      await recordPromotion(stateDatabase(), caller.actor, {
        model_version,
        model_name: chosen.model_name,
        before: current?.model_version ?? null,
        promote: () => promoteModel(model_version),
      })
    }
    return { body: { ...chosen, is_current: true } }
  },
)
