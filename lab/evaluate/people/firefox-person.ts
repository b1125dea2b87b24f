import { setTimeout as pause } from 'node:timers/promises'
import type { Lived, Person, Stay, Step } from '#lab/client/person.ts'
import { Firefox, type Preferences } from './firefox.ts'
import { MarionetteError } from './marionette.ts'

/** The person's own settings, as they would stand in about:config. */
function preferencesOf({ profile }: Person): Preferences {
  return { 'intl.accept_languages': profile.languages, 'general.useragent.override': profile.user_agent }
}

/** Lives a person's whole visit in a Firefox that has forgotten everybody before. */
export async function liveInFirefox(firefox: Firefox, person: Person): Promise<Lived> {
  await firefox.becomeSomebodyElse(preferencesOf(person))
  const lived: Lived = { steps: 0, pauses: [], broken: [] }
  for (const stay of person.stays) await stayAt(firefox, stay, lived)
  return lived
}

/** A person whose page does not come gives up on that site. */
async function stayAt(firefox: Firefox, stay: Stay, lived: Lived): Promise<void> {
  for (const step of stay.steps) {
    try {
      await take(firefox, stay, step)
    } catch (error) {
      if (!(error instanceof MarionetteError)) throw error
      lived.broken.push(`${step.kind}: ${error.code}`)
      return
    }
    lived.steps++
    lived.pauses.push([Date.now(), step.pause_ms])
    await pause(step.pause_ms)
  }
}

async function take(firefox: Firefox, { scheme, host }: Stay, step: Step): Promise<void> {
  const site = `${scheme}://${host}`
  switch (step.kind) {
    case 'open':
      return firefox.open(`${site}${step.target}`)
    case 'follow': {
      const links = await firefox.find('a[href]')
      const link = links[step.which % Math.max(1, links.length)]
      if (link !== undefined) await firefox.click(link)
      return
    }
    case 'back':
      await firefox.marionette.send('WebDriver:Back')
      return
    case 'reload':
      await firefox.marionette.send('WebDriver:Refresh')
      return
    case 'sign-in':
      await firefox.open(`${site}/login`)
      await fill(firefox, 'input[name=user]', step.user)
      await fill(firefox, 'input[name=password]', `not-${step.user}`)
      return clickFirst(firefox, 'form button')
    case 'write':
      await firefox.open(`${site}/contact.html`)
      return fill(firefox, 'input[name=text]', `${step.text}\uE007`)
  }
}

async function fill(firefox: Firefox, selector: string, text: string): Promise<void> {
  const [field] = await firefox.find(selector)
  if (field === undefined) throw new MarionetteError('no such element', selector)
  await firefox.type(field, text)
}

async function clickFirst(firefox: Firefox, selector: string): Promise<void> {
  const [element] = await firefox.find(selector)
  if (element === undefined) throw new MarionetteError('no such element', selector)
  await firefox.click(element)
}
