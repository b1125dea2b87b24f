import type { Metadata } from 'next'
import { STATE_WORDS } from '#components/connections/connection-states.ts'
import { KeyList } from '#components/keys/key-list.tsx'
import { KeySwitch } from '#components/keys/key-switch.tsx'
import { PageHead } from '#components/frame/page-head.tsx'
import { Panel } from '#components/frame/panel.tsx'
import { requireUser } from '../../auth/current-user.ts'
import { config } from '../../config.ts'
import { DETECTION_WORDS } from './detection-words.ts'

export const metadata: Metadata = { title: 'Help & API' }

function Shell({ children }: { children: string }) {
  return (
    <pre tabIndex={0} className="overflow-x-auto rounded-md border bg-page px-3 py-2 text-xs">
      {children}
    </pre>
  )
}

function RestApi() {
  const api = `${config.public_origin}${config.base_path}/api/v1`
  return (
    <Panel title="REST API">
      <div className="grid gap-2.5 p-3.5">
        <p className="text-soft">The pages use the same routes. A token is made on the server and printed once:</p>
        <Shell>npm run -s admin -- token create --name my-script</Shell>
        <p className="text-soft">The most anomalous sessions of all time, then one of them; then who scans:</p>
        <Shell>{`curl -H "Authorization: Bearer $TOKEN" \\\n  "${api}/sessions?sort=-score&limit=10"\n\ncurl -H "Authorization: Bearer $TOKEN" \\\n  "${api}/sessions/<session_id>"\n\ncurl -H "Authorization: Bearer $TOKEN" \\\n  "${api}/connections?state=scan"`}</Shell>
        <p>
          <a
            href={`${config.base_path}/api/v1/openapi.json`}
            className="inline-flex min-h-6 items-center text-accent underline"
          >
            The whole contract (OpenAPI)
          </a>
        </p>
      </div>
    </Panel>
  )
}

function Words() {
  return (
    <Panel title="Words">
      <dl className="grid gap-2 p-3.5 [&_dd]:text-soft [&_dt]:font-medium">
        <div>
          <dt>Session</dt>
          <dd>
            All requests of one address with one JA4 to one host, within one hour (UTC). It is what gets a score and a
            verdict.
          </dd>
        </div>
        <div>
          <dt>Anomaly score</dt>
          <dd>
            0 is ordinary, 1 is most anomalous, as the model saw its training traffic. Anomalous is not yet hostile.
          </dd>
        </div>
        {DETECTION_WORDS.map(({ word, meaning }) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
        <div>
          <dt>Connection</dt>
          <dd>
            One that asked nothing, or went over to another protocol, has a row of its own under Connections, with what
            became of it:{' '}
            {STATE_WORDS.filter(({ state }) => state !== 'requests')
              .map(({ word }) => word)
              .join(', ')}
            .
          </dd>
        </div>
        <div>
          <dt>Seen, not decrypted</dt>
          <dd>
            A server whose TLS cannot be read: its clients are known by address and JA4, what they asked is not. Health
            names the program.
          </dd>
        </div>
        <div>
          <dt>Lost, left out</dt>
          <dd>
            Evidence that should be there and is missing, and what is never kept on purpose. Health counts each by its
            cause: since the sensor’s start, and in its last minute.
          </dd>
        </div>
        <div>
          <dt>JA4</dt>
          <dd>
            A fingerprint of how a client opens TLS: the same program gives the same one, whatever it claims to be.
          </dd>
        </div>
      </dl>
    </Panel>
  )
}

export default async function HelpPage() {
  await requireUser('/help')
  return (
    <div className="grid grid-cols-1 gap-3 p-4">
      <PageHead title="Help & API" question="How do I do this by key or by curl?" />
      <div className="grid grid-cols-1 items-start gap-3 lg:grid-cols-2">
        <Panel title="Keys">
          <div className="grid gap-4 p-3.5">
            <KeyList />
            <KeySwitch />
          </div>
        </Panel>
        <div className="grid min-w-0 grid-cols-1 gap-3">
          <RestApi />
          <Words />
        </div>
      </div>
    </div>
  )
}
