/** How the program ends, for scripts. The one table: docs/cli.md shows it, and a test holds the two together. */
export const EXIT_CODES = {
  good: { code: 0, means: 'Everything went well; `hub plan`, `hub what-if`, `hub undo`: nothing would change.' },
  problems: {
    code: 1,
    means:
      'A run completed with problems or warnings, `hub agent test` has warnings, a password was not taken, `hub eval` failed on the object, or the program is not built yet.',
  },
  usage: { code: 2, means: 'The command line is wrong, or names something that does not exist.' },
  configuration: {
    code: 3,
    means: 'The configuration is missing, wrong, or in conflict with what is in force. Nothing was changed.',
  },
  stopped: {
    code: 4,
    means: 'A run was stopped or could not start (`stopped-…`, `no-start-…`), or `hub agent test` found a failure.',
  },
  database: { code: 5, means: 'The database cannot be reached or used.' },
  address: { code: 6, means: 'The address to serve on is taken or not allowed.' },
  changes: {
    code: 10,
    means: '`hub plan`, `hub what-if`, `hub undo`: the configuration is right, and applying it would change something.',
  },
  unexpected: { code: 70, means: 'A fault of the program itself. Please report it with what it printed.' },
  interrupted: { code: 130, means: 'Interrupted (Ctrl-C, SIGTERM) before the work was done.' },
} as const satisfies Record<string, { readonly code: number; readonly means: string }>

export type Exit = keyof typeof EXIT_CODES
