import { type Capabilities, type Connector, capabilitiesWith } from '../connectors/connector.js'
import type { StepType } from '../model/step.js'
import { didYouMean } from '../rules/nearest.js'
import type { AgentDocument } from './document.js'
import { problemsOf } from './issues.js'
import { entriesOf, stepOf } from './normal-forms.js'
import type { Path } from './place.js'
import type { Report } from './report.js'
import { hasReference, secretProblems } from './secrets.js'

/** Where connectors are looked up: the registry, or a test's own. */
export interface Connectors {
  readonly names: readonly string[]
  named(name: string): Connector | undefined
}

/** Checks what only the connector knows: its settings and what it can do. */
export function checkAgent(
  agent: string,
  written: AgentDocument,
  connectors: Connectors,
  report: Report,
): Connector | undefined {
  const path: Path = ['agents', agent]
  const connector = connectors.named(written.connector)
  report.problems.push(
    ...secretProblems(written.settings, {
      at: [...path, 'settings'],
      schema: connector?.settings,
      locate: report.locate,
    }),
  )
  if (!connector) {
    const hint = didYouMean(written.connector, connectors.names, `Known connectors: ${connectors.names.join(', ')}.`)
    report.error({ path: [...path, 'connector'], message: `Unknown connector ${written.connector}`, hint })
    return undefined
  }
  checkSettings(connector, written.settings, [...path, 'settings'], report)
  checkProfiles(written, connector, path, report)
  checkExporting(written, connector, path, report)
  return connector
}

function checkSettings(connector: Connector, settings: AgentDocument['settings'], at: Path, report: Report): void {
  const result = connector.settings.safeParse(settings)
  if (result.success) return
  // What a reference stands for is only known when the connection is opened.
  const issues = result.error.issues.filter(issue => !hasReference(valueAt(settings, issue.path as Path)))
  report.problems.push(
    ...problemsOf(issues, { schema: connector.settings, value: settings, at, locate: report.locate }),
  )
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<string | number, unknown> | undefined)?.[step], value)
}

const ABILITIES: Partial<Record<StepType, keyof Capabilities>> = {
  'full-import': 'fullImport',
  'delta-import': 'deltaImport',
  export: 'export',
}

function checkProfiles(written: AgentDocument, connector: Connector, path: Path, report: Report): void {
  const capabilities = capabilitiesWith(connector, written.settings)
  for (const [profile, steps] of entriesOf(written.runProfiles)) {
    steps.forEach((step, i) => {
      const { type } = stepOf(step)
      const ability = ABILITIES[type]
      if (ability === undefined || capabilities[ability]) return
      const remedy =
        type === 'delta-import'
          ? 'Use full-import: an import that finds nothing new writes nothing.'
          : 'Leave the step out.'
      const hint = connector.capabilities[ability] ? `It can with other settings; or: ${remedy}` : remedy
      const at = [...path, 'runProfiles', profile, i, ...(typeof step === 'string' ? [] : ['type'])]
      report.error({ path: at, message: `The connector ${connector.name} has no ${type}`, hint })
    })
  }
}

function checkExporting(written: AgentDocument, connector: Connector, path: Path, report: Report): void {
  if (capabilitiesWith(connector, written.settings).export) return
  const message = `The connector ${connector.name} cannot export`
  const hint = 'Leave it out, or use a connector that exports.'
  for (const [objectType, rules] of entriesOf(written.objects)) {
    for (const key of ['provision', 'export'] as const) {
      if (rules[key] !== undefined)
        report.error({ path: [...path, 'objects', objectType, key], part: 'key', message, hint })
    }
  }
  if (written.deprovisioning === 'delete-object') report.error({ path: [...path, 'deprovisioning'], message, hint })
}
