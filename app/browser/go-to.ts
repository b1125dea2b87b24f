/** A full load: nothing that the last user saw stays in memory. Only a path of ours is accepted. */
export function goTo(path: string): void {
  const ours = path.startsWith('/') && !path.startsWith('//') && !path.includes('\\') ? path : '/'
  window.location.assign(`${document.documentElement.dataset['basePath'] ?? ''}${ours}`)
}
