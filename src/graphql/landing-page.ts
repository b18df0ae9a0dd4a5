import { readFileSync } from 'node:fs'
import { packageUrl } from '../storage/package-folder.js'

interface Manifest {
  readonly name: string
  readonly version: string
}

const { name, version } = JSON.parse(readFileSync(packageUrl('package.json'), 'utf8')) as Manifest

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)

/** What somebody sees who opens the hub's address: where the graph is and how to ask it. Says nothing about what is in it. */
export function landingPage(address: string): string {
  const graph = escapeHtml(`${address}/graphql`)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Identity Hub</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; color: #222; background: #fff }
  pre { background: #f3f3f3; padding: 1rem; overflow: auto }
  @media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818 } pre { background: #262626 } }
</style>
<h1>Identity Hub</h1>
<p>${escapeHtml(name)} ${escapeHtml(version)}</p>
<p>The graph is at <code>${graph}</code>. Every request needs an API key or an access token in the header
<code>Authorization: Bearer &lt;key&gt;</code>; an administrator's key was printed when the hub was started for the first time.</p>
<pre>curl ${graph} \\
  -H 'Authorization: Bearer &lt;key&gt;' \\
  -H 'Content-Type: application/json' \\
  -d '{"query":"{ agents { nodes { name connector } } }"}'</pre>
<p>Subscriptions: WebSocket at the same address (graphql-ws, the key as <code>authorization</code> in the connection parameters),
or server-sent events at <code>${graph}/stream</code> (graphql-sse).</p>
<p>Administrators ask it in their browser at <code>/graphiql</code>.</p>
<p>Without a key: <code>/health/live</code> says that this process lives, <code>/health/ready</code> that it can answer.</p>
</html>
`
}
