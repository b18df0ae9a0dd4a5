import { fileURLToPath } from 'node:url'

/** The address of a file of this package, such as `migrations/`. Seen from `src/storage`, `dist/storage` and the bundled `dist/hub` alike. */
export const packageUrl = (path: string): URL => new URL(`../../${path}`, import.meta.url)

/** Its path. */
export const packagePath = (path: string): string => fileURLToPath(packageUrl(path))
