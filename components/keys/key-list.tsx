import { Kbd } from './kbd.tsx'

const KEYS: readonly { group: string; keys: readonly { keys: readonly string[]; does: string }[] }[] = [
  {
    group: 'Everywhere',
    keys: [
      { keys: ['?'], does: 'open or close this list' },
      { keys: ['Esc'], does: 'close what is open; from a session, back to the list' },
    ],
  },
  {
    group: 'In a list',
    keys: [
      { keys: ['j', '↓'], does: 'next row' },
      { keys: ['k', '↑'], does: 'row before' },
      { keys: ['←', '→'], does: 'cell to the side' },
      { keys: ['PgDn', 'PgUp', 'Home', 'End'], does: 'far moves' },
      { keys: ['Enter'], does: 'open the row' },
      { keys: ['f'], does: 'narrow the list to the value of this cell' },
      { keys: ['/'], does: 'go to the filter' },
      { keys: ['l'], does: 'live: pause or go on' },
    ],
  },
  {
    group: 'On a session',
    keys: [
      { keys: ['d', '1…7'], does: 'bot, then its class by digit' },
      { keys: ['h'], does: 'human' },
      { keys: ['t'], does: 'tolerated automation' },
      { keys: ['u'], does: 'unsure' },
      { keys: ['n'], does: 'write a note for the next verdict' },
      { keys: ['z'], does: 'undo the verdict (30 s)' },
    ],
  },
]

export function KeyList() {
  return (
    <div className="grid gap-4">
      {KEYS.map(({ group, keys }) => (
        <section key={group}>
          <h3 className="pb-1 text-xs font-semibold text-faint">{group}</h3>
          <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1">
            {keys.map((entry) => (
              <div key={entry.does} className="contents">
                <dt className="flex gap-1">
                  {entry.keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </dt>
                <dd className="text-soft">{entry.does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}
