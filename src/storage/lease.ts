import type { Session } from './database.js'

/** How long a holder may be silent before another may take its place. A killed worker blocks nobody for longer. */
export const LEASE_SECONDS = 15

/** Something that only one worker may do at a time. */
export interface Lease {
  readonly name: string
  readonly holder: string
}

/** Takes a free or expired lease. Answers whether it is ours now. */
export async function takeLease(session: Session, { name, holder }: Lease): Promise<boolean> {
  const rows = await session.prepared(
    `insert into lease (name, holder, until) values ($1, $2, now() + make_interval(secs => $3))
     on conflict (name) do update set holder = excluded.holder, until = excluded.until
       where lease.until < now() or lease.holder = excluded.holder
     returning name`,
    [name, holder, LEASE_SECONDS],
  )
  return rows.length === 1
}

export async function releaseLease(session: Session, { name, holder }: Lease): Promise<void> {
  await session.prepared('delete from lease where name = $1 and holder = $2', [name, holder])
}
