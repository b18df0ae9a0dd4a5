import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Where this hub's things are. */
export interface Settings {
  /** `hub.yaml` or a folder of YAML files. */
  readonly configuration: string
  /** Whether somebody named it, or it is only where one would be. */
  readonly configurationNamed: boolean
  /** Holds the embedded database and the example. */
  readonly data: string
  /** Of a PostgreSQL server; absent: the embedded one. */
  readonly databaseUrl?: string
}

export interface SettingOptions {
  readonly config?: string
  readonly data?: string
}

/** An option wins over its environment variable, and that over the default. Empty variables count as absent. */
export function settingsOf(options: SettingOptions, environment: NodeJS.ProcessEnv): Settings {
  const named = options.config ?? (environment.HUB_CONFIG || undefined)
  return {
    configuration: resolve(named ?? (existsSync('hub.yaml') ? 'hub.yaml' : '.')),
    configurationNamed: named !== undefined,
    data: resolve(options.data ?? (environment.HUB_DATA || '.hub')),
    ...(environment.DATABASE_URL ? { databaseUrl: environment.DATABASE_URL } : {}),
  }
}

/** Where relative paths of a configuration begin. */
export function folderOf(configuration: string): string {
  const info = statSync(configuration, { throwIfNoEntry: false })
  const isFile = info === undefined ? /\.ya?ml$/i.test(configuration) : info.isFile()
  return isFile ? dirname(configuration) : configuration
}

export const databaseFolder = (settings: Settings): string => join(settings.data, 'postgres')
