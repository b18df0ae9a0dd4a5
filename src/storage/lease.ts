import type { Session } from './database.js'

/** How long a holder may be silent before another may take its place. A killed worker blocks nobody for longer. */
export const LEASE_SECONDS = 15

/** Something that only one worker may do at a time. */
export interface Lease {
  readonly name: string
  readonly holder: string
}

/**
 * Takes a free or expired lease. Answers whether it is ours now. Whoever writes a batch has the row of its lease: it is not waited for, as
 * connections that wait are missing to those who could go on.
 */
export async function takeLease(session: Session, { name, holder }: Lease): Promise<boolean> {
  const rows = await session.prepared(
    `with given as (
       select name from lease where name = $1 and (until < now() or holder = $2) for update skip locked),
     taken as (
       update lease l set holder = $2, until = now() + make_interval(secs => $3) from given where l.name = given.name returning l.name),
     made as (
       insert into lease (name, holder, until) select $1, $2, now() + make_interval(secs => $3) where not exists (select from given)
       on conflict do nothing returning name)
     select name from taken union all select name from made`,
    [name, holder, LEASE_SECONDS],
  )
  return rows.length === 1
}

export async function releaseLease(session: Session, { name, holder }: Lease): Promise<void> {
  await session.prepared('delete from lease where name = $1 and holder = $2', [name, holder])
}
