import type { DetectionHealth } from '#db/model/detection-health.ts'
import { Fact, Facts } from '#components/evidence/facts.tsx'
import { Panel } from '#components/frame/panel.tsx'
import { bytesWords, countWords } from '#components/text/number-words.ts'
import { PartState, type PartStateName } from './part-state.tsx'

type Detector = DetectionHealth['detector']
type Model = DetectionHealth['models'][number]
type Cycle = NonNullable<DetectionHealth['last_cycle']>

const STATES: Record<Detector['state'], { state: PartStateName; word: string }> = {
  not_started: { state: 'waiting', word: 'not started yet' },
  idle: { state: 'good', word: 'waits for the next cycle' },
  working: { state: 'good', word: 'at work' },
  restarting: { state: 'warn', word: 'starts again' },
}
const MODEL_WORDS: Record<string, string> = {
  complet: 'Direct traffic (complet)',
  applicatif: 'Behind a CDN or proxy (applicatif)',
}
const VOICE_WORDS: Record<string, string> = {
  eif: 'Extended Isolation Forest',
  autoencoder: 'Autoencoder',
  knn: 'Nearest neighbours',
  xgboost: 'Boosted trees',
  coherence: 'Coherence of the fingerprint',
}

function ModelVoices({ model }: { model: Model }) {
  return (
    <table className="w-full text-xs">
      <caption className="px-3.5 pt-2.5 text-left">
        <span className="font-medium">{MODEL_WORDS[model.model_name] ?? model.model_name}</span>{' '}
        <span className="mono text-faint">{model.model_version}</span>
        {model.origin === 'bundled' && (
          <span className="block text-warn">
            Comes with the product and learnt from a laboratory, not from this site; {countWords(model.rows)} sessions.
          </span>
        )}
      </caption>
      <tbody>
        {model.voices.map(({ voice, weight, why_not }) => (
          <tr key={voice} className="border-t border-line/60">
            <th scope="row" className="w-1/3 px-3.5 py-1 text-left font-normal">
              {VOICE_WORDS[voice] ?? voice}
            </th>
            <td className="px-3.5">
              {weight === null ? (
                <span className="text-soft">does not speak. {why_not}</span>
              ) : (
                <>speaks, weight {weight.toFixed(2)}</>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function CycleSteps({ cycle }: { cycle: Cycle }) {
  const failed = Object.entries(cycle.failed_steps)
  const steps = Object.entries(cycle.steps_ms).filter(([, ms]) => ms >= 1)
  return (
    <>
      {failed.map(([step, cause]) => (
        <p key={step} className="bg-warn-wash px-3.5 py-1.5 text-warn">
          Step {step} failed: {cause}
        </p>
      ))}
      <Facts>
        <Fact
          name="Last cycle"
          value={`${(cycle.duration_ms / 1000).toFixed(1)} s; ${countWords(cycle.flagged)} flagged, ${countWords(cycle.explained)} explained, ${countWords(cycle.known_bots)} known bots, ${countWords(cycle.verified_crawlers)} verified crawlers`}
        />
        <Fact
          name="Its steps"
          value={
            steps.length === 0 ? (
              'none took a millisecond'
            ) : (
              <span className="mono text-xs">
                {steps.map(([step, ms]) => `${step} ${ms.toFixed(0)}`).join(' · ')} ms
              </span>
            )
          }
        />
      </Facts>
    </>
  )
}

/** The process that computes, the voices of the models that score, and what the last cycle did. */
export function DetectionPanel({ detection }: { detection: DetectionHealth }) {
  const { detector, models, last_cycle } = detection
  const { pid, rss_bytes, rss_bytes_max, restarts, last_end } = detector
  return (
    <Panel
      title="Detection"
      hint="a process of its own, beside the web server"
      aside={<PartState {...STATES[detector.state]} />}
    >
      <Facts>
        <Fact name="Process" value={pid === null ? 'none now' : `${pid}`} />
        <Fact
          name="Memory"
          value={rss_bytes === 0 ? 'unknown' : `${bytesWords(rss_bytes)}, at most ${bytesWords(rss_bytes_max)}`}
        />
        {restarts > 0 && <Fact name="Started again" value={`${restarts} times, last after ${last_end}`} />}
      </Facts>
      {last_cycle !== null && <CycleSteps cycle={last_cycle} />}
      <div className="grid items-start md:grid-cols-2">
        {models.map((model) => (
          <ModelVoices key={model.model_version} model={model} />
        ))}
      </div>
    </Panel>
  )
}
