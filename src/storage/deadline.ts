import { AsyncLocalStorage } from 'node:async_hooks'
import pg, { type Pool, type PoolClient } from 'pg'

/** What is asked of the database on behalf of one request, so that it can be ended with it. */
interface Scope {
  readonly signal: AbortSignal
  readonly url: string
}

const scopes = new AsyncLocalStorage<Scope>()

/** Does work whose statements end when the signal says so: one that runs is cancelled in the database, others do not begin. */
export const whileWanted = <T>(url: string, signal: AbortSignal, work: () => T): T => scopes.run({ signal, url }, work)

/** Runs one statement on a connection of the pool. @throws the signal's reason when nobody wants it any more */
export async function onPool<T>(pool: Pool, statement: (on: Pool | PoolClient) => Promise<T>): Promise<T> {
  const scope = scopes.getStore()
  if (scope === undefined) return statement(pool)
  scope.signal.throwIfAborted()
  const client = await pool.connect()
  let cancelling: Promise<void> | undefined
  const cancel = (): void => {
    cancelling = cancelStatement(scope.url, client)
  }
  try {
    scope.signal.throwIfAborted()
    scope.signal.addEventListener('abort', cancel, { once: true })
    return await statement(client)
  } catch (error) {
    scope.signal.throwIfAborted()
    throw error
  } finally {
    scope.signal.removeEventListener('abort', cancel)
    // A connection that is given back too early would have somebody else's statement cancelled.
    await cancelling
    client.release()
  }
}

/** On a connection of its own: all of the pool may be busy with what is to be cancelled. */
async function cancelStatement(url: string, client: PoolClient): Promise<void> {
  const { processID } = client as PoolClient & { readonly processID: number }
  const other = new pg.Client({ connectionString: url, application_name: 'identity-hub cancel' })
  other.on('error', () => undefined)
  try {
    await other.connect()
    await other.query('select pg_cancel_backend($1)', [processID])
  } catch {
    // The statement ends by itself then.
  } finally {
    await other.end().catch(() => undefined)
  }
}
