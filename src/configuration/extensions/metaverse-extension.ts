import type { EntryView, MetaverseExtension, ObjectView, ProvisioningCommand } from '../../rules/extension.js'
import type {
  Connector,
  NewConnector,
  ProvisionedObject,
  MetaverseExtension as Rules,
} from '../../rules/extension-api.js'
import { didYouMean } from '../../rules/nearest.js'
import { type ExtensionSchema, entryFor, entryParts, objectFor, objectParts } from './author-views.js'
import { answerNow, callerOf, type Extension } from './call.js'
import { answerBoolean } from './decisions.js'
import { Failure } from './failure.js'
import { hub } from './hub-helpers.js'
import { newValues, shown } from './results.js'

export interface MetaverseSurroundings {
  readonly schema: ExtensionSchema
  /** Agent name to number. */
  readonly agents: ReadonlyMap<string, number>
}

/** @param rules what the module exports, checked by `checkExports` */
export function metaverseExtension(
  extension: Extension,
  { provision, shouldDelete }: Rules,
  surroundings: MetaverseSurroundings,
): MetaverseExtension {
  const { schema } = surroundings
  return {
    provision: provision && provisionCall(extension, provision, surroundings),
    shouldDelete: shouldDelete && shouldDeleteCall(extension, shouldDelete, schema),
  }
}

function shouldDeleteCall(
  extension: Extension,
  shouldDelete: NonNullable<Rules['shouldDelete']>,
  schema: ExtensionSchema,
): NonNullable<MetaverseExtension['shouldDelete']> {
  const call = callerOf({ extension, name: 'mv-deletion' })
  return (entry, object) =>
    call({ entry, object }, () => answerBoolean(shouldDelete(entryFor(entry, schema), objectFor(object, schema), hub)))
}

function provisionCall(
  extension: Extension,
  provision: NonNullable<Rules['provision']>,
  surroundings: MetaverseSurroundings,
): NonNullable<MetaverseExtension['provision']> {
  const call = callerOf({ extension, name: 'provisioning' })
  return view =>
    call({ object: view }, () => {
      const commands: ProvisioningCommand[] = []
      answerNow(provision(provisionedObject(view, commands, surroundings), hub))
      return commands
    })
}

/** An object whose methods note what is asked for. */
function provisionedObject(
  view: ObjectView,
  commands: ProvisioningCommand[],
  { schema, agents }: MetaverseSurroundings,
): ProvisionedObject {
  return Object.freeze({
    ...objectParts(view, schema, entry => connectorFor(entry, commands, schema)),
    start(agentName: string, objectType: string, initial: NewConnector) {
      const agent = agents.get(agentName)
      if (agent === undefined) throw unknown('agent', agentName, agents.keys())
      const definitions = schema.entry(agentName, objectType)
      if (definitions === undefined) throw unknown(`object type of ${agentName}`, objectType, [])
      const attributes = newValues(initial?.attributes ?? {}, definitions, `${objectType} of ${agentName}`)
      const dn = nameOf(initial?.dn)
      commands.push({ kind: 'add', agent, objectType, dn, attributes })
    },
  })
}

function connectorFor(view: EntryView, commands: ProvisioningCommand[], schema: ExtensionSchema): Connector {
  return Object.freeze({
    ...entryParts(view, schema),
    rename: (dn: string) => void commands.push({ kind: 'rename', entry: view.id, dn: nameOf(dn) }),
    replace(objectType: string, initial?: { readonly dn?: string }) {
      if (schema.entry(view.agent, objectType) === undefined) {
        throw unknown(`object type of ${view.agent}`, objectType, [])
      }
      const dn = initial?.dn === undefined ? view.dn : nameOf(initial.dn)
      commands.push({ kind: 'replace', entry: view.id, objectType, dn })
    },
    disconnect: () => void commands.push({ kind: 'disconnect', entry: view.id }),
  })
}

function nameOf(dn: unknown): string {
  if (typeof dn === 'string' && dn !== '') return dn
  throw new Failure(
    'provisioning-missing-dn',
    `it gave ${shown(dn)} as a name`,
    'Give the name under which the object is to stand.',
  )
}

const unknown = (what: string, name: unknown, known: Iterable<string>): Failure =>
  new Failure(
    'extension-dll-exception',
    `there is no ${what} ${shown(name)}`,
    didYouMean(String(name), known, 'Use what the configuration names.'),
  )
