/** A command that takes no words refuses them, so that nobody takes a misspelt wish for granted. */
export function wordless(name: string, run: () => Promise<number>): (words: string[]) => Promise<number> {
  return (words) => {
    if (words.length === 0) return run()
    console.error(`${name} takes nothing: "${words.join(' ')}" is not understood. Nothing was done.`)
    return Promise.resolve(2)
  }
}
