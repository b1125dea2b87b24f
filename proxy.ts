import { randomBytes } from 'node:crypto'
import { NextResponse, type NextRequest } from 'next/server'
import { SESSION_COOKIE } from '#app/auth/cookie-name.ts'
import { config as application } from '#app/config.ts'

/** Pages that are shown to nobody in particular. */
const OPEN_PAGES = new Set(['/login', '/setup'])

/** Gives each page its content policy, and sends who has no cookie to the login; the true check is in the pages. */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl
  if (!OPEN_PAGES.has(pathname) && !request.cookies.has(SESSION_COOKIE)) {
    const login = request.nextUrl.clone()
    login.pathname = '/login'
    login.search = pathname === '/' ? '' : `?next=${encodeURIComponent(`${pathname}${search}`)}`
    return NextResponse.redirect(login)
  }
  const nonce = randomBytes(16).toString('base64')
  const policy = contentPolicy(nonce)
  const headers = new Headers(request.headers)
  headers.delete('x-middleware-subrequest')
  headers.set('x-nonce', nonce)
  headers.set('Content-Security-Policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('Content-Security-Policy', policy)
  return response
}

function contentPolicy(nonce: string): string {
  // React's development build evaluates text to rebuild stacks.
  const evaluation = application.production ? '' : " 'unsafe-eval'"
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evaluation}`,
    `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${application.production ? '' : ' ws:'}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

export const config = {
  matcher: ['/((?!api/|_next/|livez$|readyz$|favicon.ico$|.*\\.(?:svg|png|ico|woff2|txt|webmanifest)$).*)'],
}
