import type { Session } from '../database.js'

/** Where the last import of an agent ended; undefined before the first. */
export async function loadWatermark(session: Session, agent: number): Promise<string | undefined> {
  const [row] = await session.prepared<{ watermark: string | null }>('select watermark from agent where id = $1', [
    agent,
  ])
  return row?.watermark ?? undefined
}

export interface Imported {
  readonly watermark: string | undefined
  /** A complete full import without errors. */
  readonly whole: boolean
}

export async function saveImported(session: Session, agent: number, { watermark, whole }: Imported): Promise<void> {
  await session.query(
    `update agent set watermark = coalesce($2, watermark), imported_at = now(), full_import_required = full_import_required and not $3 where id = $1`,
    [agent, watermark ?? null, whole],
  )
}
