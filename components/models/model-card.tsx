import type { ReactNode } from 'react'
import type { ModelFacts, TrainedModel } from '#db/model/trained-model.ts'
import { percentWords, millisecondsWords } from '#components/drift/drift-words.ts'
import { Fact, Facts } from '#components/evidence/facts.tsx'
import { HostileText } from '#components/text/hostile-text.tsx'
import { countWords, plural } from '#components/text/number-words.ts'
import { utcDateTime } from '#components/text/utc.ts'
import { modelName, voiceName } from './model-words.ts'

/** Words, in the place of a value. */
function Words({ children }: { children: ReactNode }) {
  return <span className="font-sans break-normal">{children}</span>
}

function gateWords({ passed, anomaly_rate, reason }: ModelFacts['gate']): ReactNode {
  if (passed) return `passed: ${percentWords(anomaly_rate)} of the validation rows are anomalous`
  return <HostileText text={`did not pass: ${reason}`} most={300} />
}

function countsWords(counts: Readonly<Record<string, number>>): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0)
  return some.length === 0
    ? 'none'
    : some.map(([reason, count]) => `${reason.replaceAll('_', ' ')} ${countWords(count)}`).join(', ')
}

function labelWords(labels: ModelFacts['training']['labels']): string {
  const some = Object.entries(labels).filter(([, { human, bot }]) => human + bot > 0)
  if (some.length === 0) return 'none'
  return some
    .map(
      ([source, { human, bot }]) => `${source.replaceAll('_', ' ')} ${countWords(human)} human, ${countWords(bot)} bot`,
    )
    .join('; ')
}

function voiceWords({ voices, coherence_weight }: ModelFacts): string {
  const spoken = Object.entries(voices).map(([voice, { weight }]): [string, number] => [voice, weight])
  return [...spoken, ['coherence', coherence_weight] as const]
    .map(([voice, weight]) => `${voiceName(voice)} ${weight.toFixed(2)}`)
    .join(', ')
}

/** What a model learnt from, how its score is made, and whether it passed. */
export function ModelCard({ model }: { model: TrainedModel }) {
  const { facts } = model
  if (facts === null) {
    return (
      <p className="px-3.5 py-2 text-bad">
        This model cannot be used: <HostileText text={model.problem} most={400} />
      </p>
    )
  }
  const { training } = facts
  return (
    <Facts>
      <Fact name="Gate" value={<Words>{gateWords(facts.gate)}</Words>} />
      <Fact
        name="Learnt from"
        value={<Words>{plural(training.rows, 'session')}</Words>}
        says={`of the span from ${utcDateTime(training.since).slice(0, 16)} to ${utcDateTime(training.until).slice(0, 16)} UTC; ${countWords(training.validation_rows)} more to validate`}
      />
      {training.population !== '' && <Fact name="Whose" value={<Words>{training.population}</Words>} />}
      {training.hosts.length > 0 && (
        <Fact name="Hosts" value={<HostileText text={training.hosts.join(', ')} most={200} />} />
      )}
      <Fact name="Left out" value={<Words>{countsWords(training.excluded)}</Words>} />
      <Fact name="Labels" value={<Words>{labelWords(training.labels)}</Words>} />
      <Fact
        name="Voices"
        value={<Words>{voiceWords(facts)}</Words>}
        says={facts.fusion === 'meta' ? 'weights learnt from labels' : 'fixed weights: too few labels to learn them'}
      />
      <Fact
        name="Model"
        value={<Words>{modelName(model.model_name)}</Words>}
        says={plural(facts.features, 'feature')}
      />
      <Fact name="Training took" value={millisecondsWords(facts.duration_ms)} />
    </Facts>
  )
}
