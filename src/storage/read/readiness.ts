import { readdir } from 'node:fs/promises'
import type { Session } from '../database.js'
import { packagePath } from '../package-folder.js'

const FOLDER = packagePath('migrations/')

/** Whether the database answers and has every migration that this program knows. */
export async function isReady(session: Session): Promise<boolean> {
  const known = (await readdir(FOLDER)).filter(file => file.endsWith('.sql')).map(file => file.replace(/\.sql$/, ''))
  try {
    const rows = await session.query<{ name: string }>('select name from migration')
    const applied = new Set(rows.map(row => row.name))
    return known.every(name => applied.has(name))
  } catch {
    return false
  }
}
