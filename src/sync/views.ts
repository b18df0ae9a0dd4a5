import { expectedImage } from '../connector-space/confirm.js'
import type { Attributes } from '../model/value.js'
import type { EntryView, ObjectView } from '../rules/extension.js'
import type { WorkEntry, WorkObject } from './work.js'
import type { Workspace } from './workspace.js'

/** What rules in code see of an entry. */
export const entryView = (
  workspace: Pick<Workspace, 'rules'>,
  entry: WorkEntry,
  attributes: Attributes,
): EntryView => ({
  id: entry.id,
  agent: workspace.rules.agents.get(entry.agent)?.name ?? '',
  objectType: entry.objectType,
  dn: entry.dn,
  attributes,
})

/** What rules in code see of an object. Its connectors show `attributesOf` them. */
export function objectView(
  workspace: Workspace,
  object: WorkObject,
  attributesOf: (entry: WorkEntry) => Attributes,
): ObjectView {
  const entries = object.links.map(link => workspace.entry(link))
  return {
    id: object.id,
    type: object.type,
    attributes: object.attributes,
    get connectors() {
      return entries.map(entry => entryView(workspace, entry, attributesOf(entry)))
    },
    contributors: attribute =>
      entries.flatMap(entry => {
        const contribution = entry.link?.contributions[attribute]
        const agent = workspace.rules.agents.get(entry.agent)?.name ?? ''
        return contribution === undefined ? [] : [{ agent, at: contribution.at }]
      }),
  }
}

/** Outbound rules see connectors as they will be when all that is pending is done. */
export const plannedImage = (entry: WorkEntry): Attributes =>
  expectedImage(entry.image, entry.pendingExport === undefined ? entry.sent : [...entry.sent, entry.pendingExport])
