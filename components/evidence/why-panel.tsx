import type { ReactNode } from 'react'
import type { SessionExplanation } from '#db/model/explanation.ts'
import type { SessionDetail } from '#db/model/session-detail.ts'
import { isFlagged } from '#db/model/threat-level.ts'
import { Panel } from '#components/frame/panel.tsx'
import { threatLevelOf } from '#components/severity/threat-level.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { namedBy, proposalOf } from './proposal-words.ts'
import { WhyBars } from './why-bars.tsx'
import { counterfactualWords, lessonWords, levelBy, percentileWords, probabilityWords } from './why-words.ts'

interface WhyPanelProps {
  detail: Pick<SessionDetail, 'score' | 'model' | 'percentile'>
  explanation: SessionExplanation | null
  /** Why there are no reasons, in a sentence; empty while there are some. */
  missing: string
  /** All features, for whoever wants them. */
  children: ReactNode
}

/** What the evidence proposes, how strongly, and why: the first thing to read of a session. */
export function WhyPanel({ detail: { score, model, percentile }, explanation, missing, children }: WhyPanelProps) {
  if (score === null)
    return (
      <Panel title="Why">
        <p className="px-3.5 py-3 text-soft">
          No reasons yet: the session has not been scored. Scoring runs every minute; until then the proposal is
          “unsure”.
        </p>
      </Panel>
    )
  const lesson = lessonWords(model)
  const named = namedBy(score)
  const level = (value: number) => threatLevelOf(levelBy(value, model?.thresholds)).word
  return (
    <Panel title="Why" hint={`by ${score.model_version}`}>
      <div className="grid gap-2 px-3.5 py-2.5">
        <p className="text-base">
          Proposed:{' '}
          <strong className="font-semibold [&_bdi]:font-sans">
            <HostileText text={proposalOf(score, explanation !== null)} most={200} />
          </strong>
        </p>
        {named !== '' && (
          <p className="[&_bdi]:font-sans">
            <HostileText text={named} most={300} />
          </p>
        )}
        <p className="text-xs text-soft">
          {percentileWords(percentile, score)} {probabilityWords(score, model)} {lesson}
        </p>
        {explanation === null ? (
          <p role="status" className="text-soft">
            {missing}
          </p>
        ) : (
          <>
            <p>{explanation.reason}</p>
            {explanation.reasons.length > 0 && <WhyBars reasons={explanation.reasons} />}
            {isFlagged(score.threat_level) && (
              <p className="text-sm">
                <span className="font-medium">Otherwise: </span>
                {counterfactualWords(explanation, level)}
              </p>
            )}
            {explanation.model_version !== score.model_version && (
              <p className="text-xs text-faint">
                Reasons by {explanation.model_version}: the model that scored the session no longer scores.
              </p>
            )}
          </>
        )}
      </div>
      {children}
    </Panel>
  )
}
