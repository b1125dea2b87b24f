'use client'

import { useRouter, useSearchParams } from 'next/navigation'
import type { TrainedModel } from '#db/model/trained-model.ts'
import { PageHead } from '#components/frame/page-head.tsx'
import { Panel } from '#components/frame/panel.tsx'
import { ModelTable } from '#components/models/model-table.tsx'
import { Failure } from '#components/states/failure.tsx'
import { Banner, Notice } from '#components/states/notice.tsx'
import { Skeleton } from '#components/states/skeleton.tsx'
import { utcDateTime } from '#components/text/utc.ts'
import { useDrift, useModels } from '../../browser/drift-query.ts'
import { failureOf } from '../../browser/failure-of.ts'
import { DriftPanels } from './drift-panels.tsx'
import { ModelPanels } from './model-panels.tsx'

/** The one that is asked for; else the one that the drift below is measured against. */
function shownOf(models: readonly TrainedModel[], chosen: string): TrainedModel | undefined {
  const current = models.filter(({ is_current }) => is_current)
  return (
    models.find(({ model_version }) => model_version === chosen) ??
    current.find(({ model_name }) => model_name === 'complet') ??
    current[0]
  )
}

function Models({ chosen, onChoose }: { chosen: string; onChoose: (model_version: string) => void }) {
  const { data, isPending, isError, error, refetch } = useModels()
  if (isPending) {
    return (
      <Panel title="Models">
        <Skeleton rows={4} label="Loading the models" />
      </Panel>
    )
  }
  if (data === undefined) {
    return (
      <Panel title="Models">
        <Failure what="the models" failure={failureOf(error)} onRetry={() => void refetch()} />
      </Panel>
    )
  }
  const { data: models, may_promote } = data
  const shown = shownOf(models, chosen)
  return (
    <>
      <Panel
        title="Models"
        hint="one for whole connections, one for what comes through a proxy; the last ten of each are kept"
      >
        {isError && <Banner>The list could not be read again: {error.message}</Banner>}
        {models.length === 0 ? (
          <Notice icon="eye" tone="warn" title="There is no model">
            <p>Nothing can be scored. The models that come with the product are missing from its folder.</p>
          </Notice>
        ) : (
          <ModelTable models={models} chosen={shown?.model_version ?? ''} onChoose={onChoose} />
        )}
      </Panel>
      {shown !== undefined && (
        <ModelPanels
          key={shown.model_version}
          model={shown}
          current={models.find((each) => each.is_current && each.model_name === shown.model_name)}
          mayPromote={may_promote}
        />
      )}
    </>
  )
}

function World({ model_version }: { model_version: string }) {
  const { data, isPending, isError, error, refetch } = useDrift(model_version)
  if (isPending) {
    return (
      <Panel title="The world">
        <Skeleton rows={8} label="Comparing with the training window" />
      </Panel>
    )
  }
  if (data === undefined) {
    return (
      <Panel title="The world">
        <Failure what="the drift" failure={failureOf(error)} onRetry={() => void refetch()} />
      </Panel>
    )
  }
  return (
    <>
      {isError && <Banner>No answer since {utcDateTime(data.asked_at)} UTC: what follows is old.</Banner>}
      <DriftPanels drift={data} />
      <p className="text-xs text-faint">
        Measured at {utcDateTime(data.asked_at)} UTC+00:00, at most once a minute, against {data.model_version}.
      </p>
    </>
  )
}

/** Which model is looked at stands in the URL. */
export function DriftView() {
  const router = useRouter()
  const chosen = useSearchParams().get('model') ?? ''
  return (
    <div className="grid grid-cols-1 gap-3 p-4">
      <PageHead title="Drift and models" question="Has the world or the model changed?" />
      <Models
        chosen={chosen}
        onChoose={(model_version) =>
          router.replace(`/drift?${new URLSearchParams({ model: model_version })}`, { scroll: false })
        }
      />
      <World model_version={chosen} />
    </div>
  )
}
