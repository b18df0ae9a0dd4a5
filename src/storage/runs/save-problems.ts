import type { Problem } from '../../model/problem.js'
import type { Session } from '../database.js'

export type ProblemPhase = 'import' | 'synchronization' | 'export'

export interface PhaseProblems {
  readonly phase: ProblemPhase
  readonly agent: number
  readonly step: number
  readonly problems: readonly { readonly entry: number; readonly place: string; readonly problem: Problem }[]
}

/** Notes problems of objects. One that is still the same keeps its first time and counts another try (domain.md 4.5). */
export async function saveProblems(session: Session, { phase, agent, step, problems }: PhaseProblems): Promise<void> {
  if (problems.length === 0) return
  // One statement may not touch a row twice: the last word on an object counts.
  const last = [...new Map(problems.map(p => [`${p.entry}\0${p.place}`, p])).values()]
  await session.query(
    `insert into problem (phase, agent_id, entry_id, place, code, message, hint, details, step_id)
     select $1, $2, p.entry_id, p.place, p.code, p.message, p.hint, p.details, $3
     from unnest($4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::jsonb[]) p (entry_id, place, code, message, hint, details)
     on conflict (agent_id, entry_id, phase, place) do update
       set first_occurred_at = case when problem.code = excluded.code then problem.first_occurred_at else now() end,
           retry_count = case when problem.code <> excluded.code then 0
             when problem.step_id = excluded.step_id then problem.retry_count else problem.retry_count + 1 end,
           last_occurred_at = now(), code = excluded.code, message = excluded.message, hint = excluded.hint,
           details = excluded.details, step_id = excluded.step_id`,
    [
      phase,
      agent,
      step,
      last.map(p => p.entry),
      last.map(p => p.place),
      last.map(p => p.problem.code),
      last.map(p => p.problem.message),
      last.map(p => p.problem.hint ?? null),
      last.map(p => JSON.stringify(p.problem.where ?? {})),
    ],
  )
}

/**
 * Forgets what earlier imports noted and a complete one did not meet again. Exported values that did not come back are another
 * matter: they are over when they come back.
 */
export async function clearImportProblems(session: Session, agent: number, step: number): Promise<void> {
  await session.query(
    `delete from problem where agent_id = $1 and phase = 'import' and step_id is distinct from $2
       and code <> 'exported-change-not-reimported'`,
    [agent, step],
  )
}

export interface HealthyEntries {
  readonly phase: ProblemPhase
  readonly agent: number
  readonly step: number
  readonly entries: readonly number[]
}

/** Forgets the problems of entries that went well now; what this very step noted stays. */
export async function clearProblems(session: Session, { phase, agent, step, entries }: HealthyEntries): Promise<void> {
  if (entries.length === 0) return
  await session.query(
    'delete from problem where agent_id = $1 and phase = $2 and entry_id = any($3) and step_id is distinct from $4',
    [agent, phase, entries, step],
  )
}
