import type { HubDocument } from '../../../src/configuration/document.js'
import { loadExtensions } from '../../../src/configuration/extensions/load-extensions.js'
import { locateByPath } from '../../../src/configuration/place.js'
import { type Problem, ProblemError } from '../../../src/model/problem.js'
import type { EntryView, ObjectView } from '../../../src/rules/extension.js'

/** A document with one agent, `hr`, whose rules are in rules.ts, and the metaverse's in metaverse.ts if that is given. */
export function load(files: Readonly<Record<string, string>>, timeLimit?: number) {
  const rules = timeLimit === undefined ? './rules.ts' : { file: './rules.ts', timeLimit }
  const document: HubDocument = {
    version: 1,
    ...('metaverse.ts' in files && { metaverse: { extension: 'metaverse.ts' } }),
    agents: {
      hr: {
        connector: 'memory',
        settings: {},
        ...('rules.ts' in files && { extension: rules }),
        objects: {
          person: {
            attributes: {
              id: 'string',
              name: 'string',
              mails: { type: 'string', multivalued: true },
              level: 'number',
              manager: 'reference',
            },
          },
        },
      },
    },
  }
  return loadExtensions(document, {
    files: new Map(Object.entries(files)),
    agents: new Map([['hr', 1]]),
    locate: locateByPath,
  })
}

/** The agent's rules; fails when there are problems. */
export function agentOf(text: string, timeLimit?: number) {
  const { problems, agent, supervise } = load({ 'rules.ts': text }, timeLimit)
  const rules = agent('hr')
  if (rules === undefined || supervise === undefined) throw new Error(problems.map(each => each.message).join('\n'))
  return { rules, supervise }
}

export const ENTRY: EntryView = {
  id: 7,
  agent: 'hr',
  objectType: 'person',
  dn: 'CN=Smith\\, Jo,OU=Sales,DC=contoso,DC=test',
  attributes: { id: ['7'], name: ['Jo Smith'], mails: ['jo@contoso.test', 'smith@contoso.test'], level: ['3'] },
}

export const OBJECT: ObjectView = {
  id: 12,
  type: 'person',
  attributes: { displayName: ['Jo'], accountName: ['jo'] },
  connectors: [ENTRY],
  contributors: attribute => (attribute === 'displayName' ? [{ agent: 'hr', at: 5 }] : []),
}

/** The problem that work ends with. */
export function problemOf(work: () => unknown): Problem {
  try {
    work()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
  throw new Error('nothing was thrown')
}
