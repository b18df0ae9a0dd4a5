import { chmod, lstat, mkdir } from 'node:fs/promises'
import { ProblemError } from '../../model/problem.js'

/** Where the server's account finds what it cannot reach elsewhere; the first that can be used. */
export const SHARED_FOLDERS = ['/var/lib/identity-hub', '/var/tmp/identity-hub']

/**
 * A folder of root's that every account can read: for what the server's account cannot reach where it is.
 * One that somebody else made is never used, since root is going to run what lies in it.
 */
export async function sharedFolder(candidates: readonly string[] = SHARED_FOLDERS): Promise<string> {
  for (const folder of candidates) {
    try {
      await mkdir(folder, { mode: 0o755 }).catch(error => {
        if (error.code !== 'EEXIST') throw error
      })
      const found = await lstat(folder)
      if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) continue
      await chmod(folder, 0o755)
      return folder
    } catch {
      // The next candidate.
    }
  }
  throw new ProblemError({
    code: 'storage.unavailable',
    message: `The embedded PostgreSQL found no folder that its user can reach: tried ${candidates.join(' and ')}`,
    hint: 'Move the project or its data folder where the user "postgres" can read it, or set DATABASE_URL.',
  })
}
