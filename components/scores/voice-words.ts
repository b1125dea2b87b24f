import type { VoiceColumn } from '#db/model/score-histogram.ts'

/** The voices by the names of their columns. */
export const VOICE_WORDS: Readonly<Record<VoiceColumn, { word: string; says: string }>> = {
  eif_score: { word: 'Isolation forest', says: 'how quickly random cuts set the session apart, 0 to 1' },
  ae_recon_error: { word: 'Autoencoder', says: 'how badly a network that learnt people reproduces it' },
  knn_distance: { word: 'Neighbours', says: 'how far the nearest sessions of people are' },
  xgb_prob: { word: 'Boosted trees', says: 'how much it is like labelled bots, 0 to 1, before calibration' },
}

export function voiceNumber(value: number | null): string {
  if (value === null) return '—'
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(3)
}
