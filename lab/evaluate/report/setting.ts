import type { PopulationPlan } from '../score/judge-population.ts'

/** What was done, and what it does not show. */
export function settingOf({ hours, bot_share, seed }: PopulationPlan, share: number): string[] {
  const asked = share > bot_share + 0.005 ? `, more than the ${(100 * bot_share).toFixed(0)} % asked for` : ''
  return [
    `Real clients asked real servers, and the real sensor wrote what it saw. People are surrogates: Chromium and Firefox, headless and with windows, led through the sites by a plan of what people open, click and read. Seed ${seed}.`,
    `Captured visits were then placed in ${hours} hours of training and, after an hour between, ${hours} hours of test. Pauses that the plan made for reading are twenty times as long there as in the laboratory; bursts, page loads and a program's own pace are as they were captured. A slow fleet's requests, captured one after the other, lie five minutes apart. Every visitor has an address of its own, from the same mix of networks for people and programs.`,
    `Training and test share no address, host, hour or directory word list, nor a user agent that tools claim; people of both halves have the same browser builds, settings and sites, and hydra, sqlmap and nmap bring the same lists to both; the programs that count as never seen, the imitating libraries, the scripted browsers and the fleet are in the test alone. Programs are ${(100 * share).toFixed(1)} % of the test's sessions${asked}; people's visits come again as background to make them rare, and background counts in no figure.`,
    'Thresholds are taken from the same people that are judged, so a false-positive rate is what was asked for and not a finding. The profiles that coherence compares with were learnt from the same browser builds. It does not show how people behave who are no plan, nor telephones, Safari, proxies, extensions, or a year of drift. Connections did not live through the stretched pauses: a real one would have been opened anew.',
  ]
}
