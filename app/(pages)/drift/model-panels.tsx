'use client'

import { useState } from 'react'
import type { TrainedModel } from '#db/model/trained-model.ts'
import { Button } from '#components/controls/button.tsx'
import { Modal } from '#components/controls/modal.tsx'
import { Panel } from '#components/frame/panel.tsx'
import { ModelCard } from '#components/models/model-card.tsx'
import { Reliability } from '#components/models/reliability.tsx'
import { ScoreQuantiles } from '#components/models/score-quantiles.tsx'
import { Banner } from '#components/states/notice.tsx'
import { usePromotion } from '../../browser/drift-query.ts'

interface ModelPanelsProps {
  model: TrainedModel
  /** Of the same name, the one that scores now. */
  current: TrainedModel | undefined
  mayPromote: boolean
}

/** Why this model cannot be chosen; empty when it can. */
function obstacle({ is_current, facts }: TrainedModel, mayPromote: boolean): string {
  if (is_current) return 'It scores now.'
  if (facts === null) return 'It cannot be read.'
  if (!facts.gate.passed) return 'It did not pass the gate.'
  return mayPromote ? '' : 'Choosing the model that scores needs the permission models:write.'
}

function Promotion({ model, current, mayPromote }: ModelPanelsProps) {
  const [asking, setAsking] = useState(false)
  const promotion = usePromotion()
  const hindered = obstacle(model, mayPromote)
  const promote = () => {
    setAsking(false)
    promotion.mutate(model.model_version)
  }
  return (
    <>
      {hindered !== '' && <span className="text-xs text-faint">{hindered}</span>}
      {hindered === '' && (
        <Button disabled={promotion.isPending} onClick={() => setAsking(true)}>
          {promotion.isPending ? 'Changing…' : 'Let this one score'}
        </Button>
      )}
      <Modal
        open={asking}
        onOpenChange={setAsking}
        title="Let this model score?"
        description="The next cycle scores the sessions of the last 48 hours again, and counts by level change with them; older scores stay, each with its model's name."
      >
        <p>
          {model.model_version} in place of {current?.model_version ?? 'none'}. The audit log keeps who did it; choosing
          the other one again undoes it.
        </p>
        <div className="flex justify-end gap-2">
          <Button onClick={() => setAsking(false)}>Cancel</Button>
          <Button look="primary" onClick={promote}>
            Let it score
          </Button>
        </div>
      </Modal>
      {promotion.isError && <Banner tone="bad">It was not changed: {promotion.error.message}</Banner>}
      {promotion.isSuccess && <span role="status">It scores from the next cycle on.</span>}
    </>
  )
}

/** One model: what it learnt from, whether its probabilities hold, and how its scores are spread. */
export function ModelPanels(props: ModelPanelsProps) {
  const { model } = props
  return (
    <div className="grid items-start gap-3 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_minmax(0,2fr)]">
      <Panel title={model.model_version} aside={<Promotion {...props} />}>
        <ModelCard model={model} />
      </Panel>
      {model.facts !== null && (
        <>
          <Panel title="Are its probabilities right?">
            <Reliability calibration={model.facts.calibration} />
          </Panel>
          <Panel title="Its scores">
            <ScoreQuantiles {...model.facts} />
          </Panel>
        </>
      )}
    </div>
  )
}
