import { activeDirectorySource } from './active-directory.js'
import { commandSource } from './command.js'
import { delimitedSource, directoryFileSource } from './file.js'
import { ldapSource } from './ldap.js'
import { sharePointSource } from './sharepoint.js'
import type { SourceContext, SourceDraft } from './source.js'
import { sqlSource } from './sql.js'
import { standIn } from './stand-in.js'

const BY_CATEGORY: Readonly<Record<string, (context: SourceContext) => SourceDraft>> = {
  AD: activeDirectorySource,
  'AD GAL': activeDirectorySource,
  ADAM: ldapSource,
  iPlanet: ldapSource,
  eDirectory: ldapSource,
  'IBM DS': ldapSource,
  MSSQL: sqlSource,
  Delimited: delimitedSource,
  LDIF: directoryFileSource,
  DSML: directoryFileSource,
}

const SHAREPOINT = new Set(['sharepoint profile store', 'moss-userprofile'])

/**
 * What stands in hub.yaml for a management agent's source. Undefined for the MIM Service: the hub has no portal, and nothing
 * of its objects would mean anything here.
 */
export function sourceOf(context: SourceContext, files: boolean): SourceDraft | undefined {
  const { category, listed } = context.agent
  if (category === 'FIM') return undefined
  if (files) return standIn(context)
  if (isSharePoint(listed)) return sharePointSource(context)
  return (BY_CATEGORY[category] ?? commandSource)(context)
}

export const isSharePoint = (listed: readonly string[]): boolean =>
  listed.some(name => SHAREPOINT.has(name.toLowerCase()))
