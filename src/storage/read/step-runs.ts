import type { Session } from '../database.js'

/** The runs that steps belong to. Steps whose runs were cleared are left out. */
export const findStepRuns = (session: Session, steps: readonly number[]): Promise<{ id: number; run: number }[]> =>
  session.query('select id, run_id as run from run_step where id = any($1)', [steps])
