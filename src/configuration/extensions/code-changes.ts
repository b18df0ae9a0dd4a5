import type { ConfigurationChange, SharedChange } from '../configuration-change.js'
import type { HubDocument } from '../document.js'
import { agentNames, entriesOf } from '../normal-forms.js'
import { pathText } from '../place.js'
import { agentExtensionOf, metaverseExtensionOf } from './document.js'
import { type ExtensionFiles, filesText } from './files.js'
import { filesOf } from './link.js'

export interface FilesBeforeAndAfter {
  readonly before: ExtensionFiles
  readonly after: ExtensionFiles
}

/** Modules that come, go or change, with their texts. */
export function fileChanges({ before, after }: FilesBeforeAndAfter): ConfigurationChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names.flatMap((name): ConfigurationChange[] => {
    const path = pathText(['files', name])
    const [was, is] = [before.get(name), after.get(name)]
    if (was === is) return []
    if (was === undefined) return [{ path, kind: 'added', after: is }]
    if (is === undefined) return [{ path, kind: 'removed', before: was }]
    return [{ path, kind: 'changed', before: was, after: is }]
  })
}

/** Which agents work by other code now: their own, or the metaverse's, which concerns all. */
export function codeChanges(
  current: HubDocument | undefined,
  next: HubDocument,
  { before, after }: FilesBeforeAndAfter,
): SharedChange[] {
  if (current === undefined) return []
  const changes = entriesOf(next.agents).flatMap(([agent, written]): SharedChange[] => {
    const old = current.agents?.[agent]
    const was = old && agentExtensionOf(old)
    const is = agentExtensionOf(written)
    const same = codeOf(was?.file, before) === codeOf(is?.file, after)
    return same ? [] : [{ agents: [agent], reason: `the rules in ${(is ?? was)?.file} changed` }]
  })
  const was = metaverseExtensionOf(current)
  const is = metaverseExtensionOf(next)
  if (codeOf(was?.file, before) === codeOf(is?.file, after)) return changes
  return [...changes, { agents: agentNames(next), reason: `the metaverse's rules in ${(is ?? was)?.file} changed` }]
}

/** What a module and all it imports say. */
function codeOf(file: string | undefined, files: ExtensionFiles): string {
  if (file === undefined) return ''
  return filesText(new Map([...filesOf(file, files)].map(each => [each, files.get(each) ?? ''])))
}
