import type { Drift } from '#db/model/drift.ts'
import { AnomalyRate } from '#components/drift/anomaly-rate.tsx'
import { Cycles } from '#components/drift/cycles.tsx'
import { featureSentence, isMeasured } from '#components/drift/drift-words.ts'
import { FeatureShifts } from '#components/drift/feature-shifts.tsx'
import { NewFingerprints } from '#components/drift/new-fingerprints.tsx'
import { Panel } from '#components/frame/panel.tsx'
import { PartState } from '#components/health/part-state.tsx'

function featureState(drift: Drift) {
  const { features, is_adversarial_drift } = drift
  if (!isMeasured(drift)) return <PartState state="waiting" word="not measured" />
  if (is_adversarial_drift) return <PartState state="bad" word="pushed one way" />
  const drifted = features.filter(({ is_drifted }) => is_drifted).length
  return drifted === 0 ? <PartState state="good" word="as in training" /> : <PartState state="warn" word="drifted" />
}

function rateState({ anomaly_rate: { hours, rate }, rate_changed }: Drift) {
  if (hours.length === 0 || rate === null) return <PartState state="waiting" word="not measured" />
  return rate_changed ? (
    <PartState state="warn" word="changed within a day" />
  ) : (
    <PartState state="good" word="steady" />
  )
}

/** What has changed around the model: features, the share of anomalous sessions, fingerprints; and what its cycles cost. */
export function DriftPanels({ drift }: { drift: Drift }) {
  return (
    <>
      <Panel title="Features beside training" hint={drift.model_version} aside={featureState(drift)}>
        <p className="px-3.5 py-2">{featureSentence(drift)}</p>
        {drift.rows > 0 && <FeatureShifts features={drift.features} />}
      </Panel>
      <div className="grid items-start gap-3 xl:grid-cols-2">
        <Panel title="Anomalous sessions" hint="by the hour, 7 days" aside={rateState(drift)}>
          <AnomalyRate drift={drift} />
        </Panel>
        <Panel title="New fingerprints" hint="JA4s by day">
          <NewFingerprints days={drift.new_ja4s} />
        </Panel>
      </div>
      <Panel title="Scoring cycles" hint="2 days, by the half hour">
        <Cycles cycles={drift.cycles} />
      </Panel>
    </>
  )
}
