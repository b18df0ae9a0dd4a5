import type { ConnectorContext } from '../connector.js'

/** Where a connector tells what it asked the source; absent when nobody listens. */
export type Trace = NonNullable<ConnectorContext['trace']>

/** A URL as it may be told: no login, no fragment, and of every filter the form without the values. */
export function withoutValues(url: URL): string {
  const parameters = [...url.searchParams].map(
    ([name, value]) => `${name}=${value.replace(/"(?:[^"\\]|\\.)*"/g, '"…"')}`,
  )
  return `${url.pathname}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`
}
