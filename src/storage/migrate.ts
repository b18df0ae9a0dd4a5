import { readdir, readFile } from 'node:fs/promises'
import { Migration, Migrator } from '@mikro-orm/migrations'
import pg from 'pg'
import type { Database } from './database.js'
import { packagePath } from './package-folder.js'

const FOLDER = packagePath('migrations/')
/** One number for all hubs: whoever holds this lock migrates, the others wait and find nothing left to do. */
const LOCK = 4_829_501

/** Brings the schema up to date. Safe when several processes start at once. Answers the names of what was applied. */
export async function migrate(database: Database): Promise<string[]> {
  const client = new pg.Client({ connectionString: database.url, application_name: 'identity-hub-migrate' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await registerMigrations(database)
    const migrator = new Migrator(database.orm.em)
    const applied = await migrator.up()
    return applied.map(migration => migration.name)
  } finally {
    await client.end()
  }
}

async function registerMigrations(database: Database): Promise<void> {
  const files = (await readdir(FOLDER)).filter(file => file.endsWith('.sql')).sort()
  const migrationsList = await Promise.all(
    files.map(async file => ({
      name: file.replace(/\.sql$/, ''),
      class: migrationOf(await readFile(`${FOLDER}/${file}`, 'utf8')),
    })),
  )
  database.orm.config.set('migrations', {
    ...database.orm.config.get('migrations'),
    migrationsList,
    snapshot: false,
    tableName: 'migration',
  })
}

function migrationOf(sql: string) {
  return class extends Migration {
    override async up(): Promise<void> {
      this.addSql(sql)
    }
  }
}
