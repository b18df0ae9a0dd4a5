import { capabilitiesWith } from '../../connectors/connector.js'
import type { StepType } from '../../model/step.js'
import type { StepDocument } from '../document.js'
import type { Path } from '../place.js'
import { registeredConnectors } from '../registered-connectors.js'
import type { AgentDraft, Conversion } from './draft.js'
import type { MimRunProfile, MimStep } from './model.js'
import { plainName } from './names.js'

/** The run profiles of an agent, with their names as they are: scripts call them by these. */
export function convertRunProfiles(agent: AgentDraft, conversion: Conversion): void {
  const profiles: Record<string, [StepDocument, ...StepDocument[]]> = {}
  for (const profile of agent.mim.runProfiles) {
    const rule = {
      agent: agent.mim.name,
      kind: 'run profile' as const,
      of: '',
      title: profile.name,
      place: profile.place,
    }
    const path = ['agents', agent.name, 'runProfiles', plainName(profile.name)]
    const [first, ...others] = stepsOf(profile, agent, path, conversion)
    if (first === undefined) {
      conversion.ledger.left(rule, 'None of its steps has a counterpart here.')
      continue
    }
    profiles[plainName(profile.name)] = [first, ...others]
    conversion.ledger.carried(rule, path)
  }
  if (Object.keys(profiles).length > 0) agent.runProfiles = profiles
}

function stepsOf(profile: MimRunProfile, agent: AgentDraft, path: Path, conversion: Conversion): StepDocument[] {
  const done: MimStep[] = []
  const all = profile.steps.flatMap(step => {
    // A step reads all partitions here: the same step for another partition is done already.
    const again = done.some(other => sameButPartition(other, step))
    done.push(step)
    return again ? [] : typesOf(step, agent, profile, conversion).map(type => withLimits(type, step))
  })
  tellOfLimits(profile, path, conversion)
  tellOfPartitions(profile, agent, path, conversion)
  return all
}

const sameButPartition = (a: MimStep, b: MimStep): boolean =>
  a.type === b.type && a.subtypes.join() === b.subtypes.join() && a.partition !== b.partition

/** Combined steps are two. */
function typesOf(step: MimStep, agent: AgentDraft, profile: MimRunProfile, { ledger }: Conversion): StepType[] {
  const title = `${agent.mim.name}: ${profile.name}`
  const files = step.subtypes.filter(word => word === 'to-file' || word === 'resume-from-file')
  if (files.length > 0) {
    ledger.decide(
      step.place,
      `${title} has a step with a drop file (${files.join(', ')})`,
      'There are no drop files: hub what-if and hub preview show what a run would do. The step is left out.',
    )
    return []
  }
  const only = step.subtypes.includes('to-cs')
  switch (step.type) {
    case 'full-import':
      return only ? ['full-import'] : ['full-import', 'delta-synchronization']
    case 'delta-import': {
      const read = deltaOf(agent, step, title, ledger)
      return only ? [read] : [read, 'delta-synchronization']
    }
    case 'full-import-reevaluate-rules':
      return ['full-import', 'full-synchronization']
    case 'apply-rules':
      return [step.subtypes.includes('apply-pending') ? 'delta-synchronization' : 'full-synchronization']
    case 'export':
      return ['export']
    default:
      ledger.decide(step.place, `${title} has a step of the type ${step.type}`, 'It is not known here and left out.')
      return []
  }
}

function deltaOf(agent: AgentDraft, step: MimStep, title: string, ledger: Conversion['ledger']): StepType {
  const { connector: name, settings } = agent.source
  const connector = registeredConnectors.named(name)
  if (connector === undefined || capabilitiesWith(connector, settings).deltaImport) return 'delta-import'
  ledger.decide(
    step.place,
    `${title} imports changes only, which the connector ${name} cannot with these settings`,
    'It imports everything instead; what is unchanged costs little. Settings of the connector may make delta imports possible.',
  )
  return 'full-import'
}

const withLimits = (type: StepType, { objectLimit, deletionLimit }: MimStep): StepDocument => {
  const synchronizes = type.endsWith('synchronization')
  const limits = {
    ...(objectLimit !== undefined && objectLimit > 0 && { objectLimit }),
    ...(deletionLimit !== undefined && !synchronizes && { deletionLimit }),
  }
  return Object.keys(limits).length === 0 ? type : { type, ...limits }
}

function tellOfLimits({ steps, name }: MimRunProfile, path: Path, { ledger }: Conversion): void {
  const none = steps.find(({ deletionLimit }) => deletionLimit === 0)
  if (none === undefined) return
  ledger.decide(
    none.place,
    `${name} has a deletion threshold of 0`,
    'Here it means that nothing may be deleted; take deletionLimit out where no limit was meant.',
    path,
  )
}

function tellOfPartitions({ steps, name }: MimRunProfile, agent: AgentDraft, path: Path, { ledger }: Conversion): void {
  const selected = agent.mim.partitions.filter(partition => partition.selected).map(({ id }) => id)
  const used = new Set(steps.flatMap(({ partition }) => partition ?? []))
  const passedOver = selected.filter(id => !used.has(id))
  const [first] = steps
  if (first === undefined || used.size === 0 || passedOver.length === 0) return
  ledger.decide(
    first.place,
    `${agent.mim.name}: ${name} is for some partitions only`,
    'Here a step reads all partitions of the agent: make an agent of its own for those that are read at other times.',
    path,
  )
}
