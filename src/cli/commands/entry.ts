import { ProblemError } from '../../model/problem.js'
import { entryMeant } from '../../service/entry-search.js'
import { objectMeant } from '../../service/object-search.js'
import { actByHand, disconnectionPreview } from '../../service/operator-actions.js'
import type { CommandDefinition, Context } from '../command.js'
import type { Exit } from '../exit-codes.js'
import type { OpenedHub } from '../open-hub.js'
import { withHub } from '../with-hub.js'

const JSON_OPTION = { flags: '--json', description: 'one JSON object' }
const NAMED = 'Name the entry by its distinguished name or its anchor.'

type Action = Parameters<typeof actByHand>[2]['action']

interface Meant {
  readonly agent: string
  readonly entry: string
  readonly confirmDeletion?: boolean
}

const act = (
  context: Context,
  { agent, entry, confirmDeletion = false }: Meant,
  actionOf: (opened: OpenedHub) => Promise<Action> | Action,
): Promise<Exit> =>
  withHub(context, {}, async opened => {
    const { hub, actor } = opened
    const { id } = await entryMeant(hub, actor, agent, entry)
    const done = await actByHand(hub, actor, { entry: id, action: await actionOf(opened), confirmDeletion })
    if (context.screen.json) context.screen.object({ entry: id, ...done })
    else {
      const object = done.after.object === undefined ? '' : ` of metaverse object ${done.after.object}`
      context.screen.line(`${done.agent} ${done.dn}: ${done.before.state} → ${done.after.state}${object}`)
    }
    return 'good'
  })

export const entryJoinCommand: CommandDefinition = {
  usage: 'entry join <agent> <entry> <object>',
  summary: 'join an entry to a metaverse object',
  description: `Joins a disconnector to a metaverse object by hand: an explicit connector, which no filter parts. Values flow in both directions at once. ${NAMED} Name the object by its number, its GUID, or an attribute and its value.`,
  options: [JSON_OPTION],
  examples: [['hub entry join badges number=77 employeeID=1001', 'this badge is that person’s']],
  action: (context, [agent = '', entry = '', object = '']) =>
    act(context, { agent, entry }, async ({ hub, actor }) => ({
      kind: 'join',
      object: await objectMeant(hub, actor, object),
    })),
}

export const entryProjectCommand: CommandDefinition = {
  usage: 'entry project <agent> <entry> <type>',
  summary: 'make a metaverse object of an entry',
  description: `Makes a metaverse object of a disconnector by hand: an explicit connector, which no filter parts. ${NAMED}`,
  options: [JSON_OPTION],
  examples: [['hub entry project badges number=78 person', 'somebody whom HR does not know']],
  action: (context, [agent = '', entry = '', type = '']) =>
    act(context, { agent, entry }, () => ({ kind: 'project', type })),
}

export const entryDisconnectCommand: CommandDefinition = {
  usage: 'entry disconnect <agent> <entry>',
  summary: 'part an entry from its metaverse object',
  description: `Parts a connector from its metaverse object: what it gave is recalled, and the deletion rule is asked. Refused when that would delete the object, unless you confirm it. Rules try to link the entry again at the next synchronization, unless it is parted explicitly. ${NAMED}`,
  options: [
    { flags: '--explicit', description: 'rules may not link it again' },
    { flags: '--confirm-deletion', description: 'also when the metaverse object is deleted' },
    { flags: '--preview', description: 'only say what it would do' },
    JSON_OPTION,
  ],
  examples: [
    ['hub entry disconnect badges number=77 --preview', 'what would go with it?'],
    ['hub entry disconnect badges number=77 --explicit', 'never again by a rule'],
  ],
  action: (context, [agent = '', entry = ''], { explicit, confirmDeletion, preview }) =>
    preview === true
      ? showPreview(context, agent, entry)
      : act(context, { agent, entry, confirmDeletion: confirmDeletion === true }, () => ({
          kind: 'disconnect',
          explicit: explicit === true,
        })),
}

const showPreview = (context: Context, agent: string, entry: string): Promise<Exit> =>
  withHub(context, {}, async ({ hub, actor }) => {
    const found = await disconnectionPreview(hub, actor, (await entryMeant(hub, actor, agent, entry)).id)
    const { screen } = context
    if (screen.json) screen.object({ ...found, due: found.due === undefined ? null : new Date(found.due) })
    else {
      const when = found.due === undefined ? '' : ` on ${new Date(found.due).toISOString()}`
      screen.line(
        found.deletesObject ? `The metaverse object would be deleted${when}.` : 'The metaverse object would stay.',
      )
      if (found.changed.length > 0) screen.line(`Attributes that would change: ${found.changed.join(', ')}`)
      for (const { dn, becomes } of found.entries) screen.line(`${dn}: ${becomes}`)
    }
    return 'good'
  })

export const entrySetCommand: CommandDefinition = {
  usage: 'entry set <agent> <entry> <state>',
  summary: 'say whether rules may link a disconnector',
  description: `Makes a disconnector normal (rules try to link it at every synchronization) or explicit (they leave it alone). ${NAMED}`,
  options: [JSON_OPTION],
  examples: [['hub entry set badges number=77 explicit', 'leave it alone']],
  action: (context, [agent = '', entry = '', state = '']) => {
    if (state !== 'normal' && state !== 'explicit')
      throw new ProblemError({
        code: 'request.invalid',
        message: `There is no state “${state}”`,
        hint: 'States: normal, explicit.',
      })
    return act(context, { agent, entry }, () => ({ kind: 'set-state', explicit: state === 'explicit' }))
  },
}
