/** What detection calls things, with what each means. */
export const DETECTION_WORDS: readonly { word: string; meaning: string }[] = [
  {
    word: 'Critical, High, Medium, Low, Normal',
    meaning:
      'How far a session lies from what the model learnt as ordinary. From Medium on it is flagged: a person should look. Rules, false crawlers and company in a campaign raise a level.',
  },
  {
    word: 'Browser, Known bot, Denied',
    meaning:
      'Decided beside the score: a browser by its evidence that nothing speaks against, a bot that lists know or a crawler that proved its name, a client that a challenge turned away.',
  },
  {
    word: 'Voice',
    meaning:
      'One opinion of a session: isolation forest, autoencoder, nearest neighbours, boosted trees, and the coherence of the fingerprint. Together, by their weights, they are the anomaly score.',
  },
  {
    word: 'Coherence',
    meaning:
      'Whether what a client showed (TLS, HTTP/2, headers, hints, TCP, behaviour) fits the browser that it claims.',
  },
  {
    word: 'Complet, Applicatif',
    meaning:
      'Two models: one for connections whose TCP, TLS and HTTP/2 are seen, one for what comes through a proxy or CDN, where only the requests are.',
  },
  { word: 'Rule', meaning: 'Counts one kind of attack, such as refused log-ins, and needs no model.' },
  {
    word: 'Campaign',
    meaning:
      'Five flagged sessions or more that act alike, over hours and addresses. Compared at most every five minutes.',
  },
  {
    word: 'Fleet',
    meaning: 'Five addresses or more that look the same and act as one machine, within two hours.',
  },
  {
    word: 'Drift',
    meaning: 'That sessions are spread otherwise than when the model learnt: it may need to learn again.',
  },
  {
    word: 'Brier score',
    meaning: 'How wrong told probabilities are, from 0, perfect; whoever always says one half gets 0.25.',
  },
]
