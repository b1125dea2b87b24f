import type { TrainedModel } from '#db/model/trained-model.ts'
import { PartState } from '#components/health/part-state.tsx'
import { HostileText } from '#components/text/hostile-text.tsx'
import { countWords } from '#components/text/number-words.ts'
import { bothClocks, utcDateTime } from '#components/text/utc.ts'
import { labelCount, modelName, modelState } from './model-words.ts'

interface ModelTableProps {
  models: readonly TrainedModel[]
  chosen: string
  onChoose: (model_version: string) => void
}

function Row({ model, isChosen, onChoose }: { model: TrainedModel; isChosen: boolean; onChoose: () => void }) {
  const { model_version, model_name, facts } = model
  const labels = facts && labelCount(facts)
  return (
    <tr className={`border-t border-line/60 ${isChosen ? 'bg-accent-wash' : ''}`}>
      <th scope="row" className="px-3.5 py-1 text-left font-normal">
        <button
          type="button"
          aria-pressed={isChosen}
          onClick={onChoose}
          className="inline-flex min-h-6 items-center rounded text-left text-accent hover:underline"
        >
          <HostileText text={model_version} most={50} />
        </button>
      </th>
      <td className="px-3">{facts === null ? '—' : modelName(model_name)}</td>
      <td className="px-3">
        <PartState {...modelState(model)} />
      </td>
      <td className="px-3 whitespace-nowrap">
        {facts === null ? '—' : facts.origin === 'site' ? 'this site' : 'the product’s lab'}
      </td>
      <td className="mono px-3 whitespace-nowrap" title={facts === null ? '' : bothClocks(facts.trained_at)}>
        {facts === null ? '—' : utcDateTime(facts.trained_at).slice(0, 16)}
      </td>
      <td className="mono px-3 text-right">{facts === null ? '—' : countWords(facts.training.rows)}</td>
      <td className="mono px-3 text-right whitespace-nowrap">
        {labels === null ? '—' : `${countWords(labels.human)} / ${countWords(labels.bot)}`}
      </td>
      <td className="mono px-3.5 text-right">{facts?.calibration.brier?.toFixed(3) ?? '—'}</td>
    </tr>
  )
}

/** The models that are kept; one is chosen to be looked at. */
export function ModelTable({ models, chosen, onChoose }: ModelTableProps) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Models that are kept">
      <table className="w-full min-w-[52rem] text-xs">
        <thead className="text-left text-faint">
          <tr>
            <th className="px-3.5 py-1.5 font-medium">Version</th>
            <th className="px-3 py-1.5 font-medium">Model</th>
            <th className="px-3 py-1.5 font-medium">State</th>
            <th className="px-3 py-1.5 font-medium">Learnt from</th>
            <th className="px-3 py-1.5 font-medium">Trained, UTC+00:00</th>
            <th className="px-3 py-1.5 text-right font-medium">Sessions</th>
            <th className="px-3 py-1.5 text-right font-medium">Labels human / bot</th>
            <th className="px-3.5 py-1.5 text-right font-medium">Brier</th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <Row
              key={model.model_version}
              model={model}
              isChosen={model.model_version === chosen}
              onChoose={() => onChoose(model.model_version)}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}
