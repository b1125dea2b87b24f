import type { ReactNode } from 'react'
import type { SessionExplanation } from '#db/model/explanation.ts'
import type { SessionDetail, SessionScore } from '#db/model/session-detail.ts'
import { isFlagged } from '#db/model/threat-level.ts'
import { Panel } from '#components/frame/panel.tsx'
import { threatLevelOf } from '#components/severity/threat-level.ts'
import { unbroken } from '#components/text/number-words.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { verdictWords } from '#components/verdicts/verdict-words.ts'
import { namedBy, proposalOf, raisedWords } from './proposal-words.ts'
import { WhyBars } from './why-bars.tsx'
import { counterfactualWords, lessonWords, levelBy, percentileWords, probabilityWords } from './why-words.ts'

interface WhyPanelProps {
  detail: Pick<SessionDetail, 'score' | 'model' | 'percentile' | 'verdicts'>
  explanation: SessionExplanation | null
  /** Why there are no reasons, in a sentence; empty while there are some. */
  missing: string
  /** All features, for whoever wants them. */
  children: ReactNode
}

interface ReasonsProps extends Pick<WhyPanelProps, 'explanation' | 'missing'> {
  score: SessionScore
  model: SessionDetail['model']
}

/** What made the score, and with what it would have been ordinary. */
function Reasons({ score, model, explanation, missing }: ReasonsProps) {
  if (explanation === null)
    return (
      <p role="status" className="text-soft">
        {missing}
      </p>
    )
  const level = (value: number) => threatLevelOf(levelBy(value, model?.thresholds)).word
  return (
    <>
      <p>{unbroken(explanation.reason)}</p>
      {explanation.reasons.length > 0 && <WhyBars reasons={explanation.reasons} />}
      {isFlagged(score.threat_level) && (
        <p className="text-sm">
          <span className="font-medium">Otherwise: </span>
          {unbroken(counterfactualWords(explanation, level))}
        </p>
      )}
      {explanation.model_version !== score.model_version && (
        <p className="text-xs text-faint">
          Reasons by {explanation.model_version}: the model that scored the session no longer scores.
        </p>
      )}
    </>
  )
}

/** What the evidence proposes, how strongly, and why: the first thing to read of a session. */
export function WhyPanel({
  detail: { score, model, percentile, verdicts },
  explanation,
  missing,
  children,
}: WhyPanelProps) {
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
  const raised = raisedWords(score, model)
  const [latest] = verdicts
  return (
    <Panel title="Why" hint={`by ${score.model_version}`}>
      <div className="grid gap-2 px-3.5 py-2.5">
        <p className="text-base">
          Proposed:{' '}
          <strong className="font-semibold [&_bdi]:font-sans">
            <HostileText text={proposalOf(score, explanation !== null)} most={200} />
          </strong>
        </p>
        {latest !== undefined && (
          <p>A person marked it {verdictWords(latest)}: that counts, whatever the evidence proposes.</p>
        )}
        {named !== '' && (
          <p className="[&_bdi]:font-sans">
            <HostileText text={named} most={300} />
          </p>
        )}
        <p className="text-xs text-soft">
          {percentileWords(percentile, score)} {probabilityWords(score, model)} {lesson}
        </p>
        {raised === '' ? <Reasons {...{ score, model, explanation, missing }} /> : <p>{raised}</p>}
      </div>
      {children}
    </Panel>
  )
}
