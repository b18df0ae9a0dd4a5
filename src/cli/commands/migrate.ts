import type { CommandDefinition } from '../command.js'
import { withHub } from '../with-hub.js'

export const migrateCommand: CommandDefinition = {
  usage: 'migrate',
  summary: 'bring the database schema up to date',
  description:
    'Every command does this when it starts; on its own it is for upgrades at a time of your choosing. Safe when several processes start at once.',
  options: [{ flags: '--json', description: 'one JSON object with the names of what was applied' }],
  examples: [['DATABASE_URL=postgres://hub@db/hub hub migrate', 'prepare a server’s database']],
  action: (context, _) =>
    withHub(context, {}, async ({ migrated }) => {
      const { screen } = context
      if (screen.json) screen.object({ migrated })
      else screen.line(migrated.length === 0 ? 'The schema is up to date.' : `Applied ${migrated.join(', ')}.`)
      return 'good'
    }),
}
