import type { ScoringModel } from '#db/model/score-histogram.ts'
import { countWords } from '#components/text/number-words.ts'

/** The model whose scores are shown: the one asked for, else the one with the most sessions; of its versions the newest. */
export function newestOf(models: readonly ScoringModel[], model_name: string): ScoringModel | undefined {
  const sessions = (name: string) =>
    models.reduce((sum, model) => sum + (model.model_name === name ? model.sessions : 0), 0)
  const [largest] = models.toSorted((a, b) => sessions(b.model_name) - sessions(a.model_name))
  const name = model_name === '' ? largest?.model_name : model_name
  return models.find((model) => model.model_name === name)
}

/** Which model gave the scores, in a line. */
export function modelsWords(models: readonly ScoringModel[], newest: ScoringModel | undefined): string {
  if (newest === undefined) return 'no model'
  const others = models.filter(({ model_name }) => model_name === newest.model_name).length - 1
  const origin =
    newest.facts === null
      ? 'its files are gone'
      : newest.facts.origin === 'bundled'
        ? 'trained in a lab, not on this site'
        : 'trained on this site'
  const mixed =
    others > 0 ? `; ${countWords(others)} earlier ${others === 1 ? 'version' : 'versions'} counted with it` : ''
  return `${newest.model_version}, ${origin}${mixed}`
}
