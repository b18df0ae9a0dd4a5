import { stringify } from 'yaml'
import type { ConfigurationChange, ConfigurationPlan } from '../configuration/difference.js'
import type { AgentRequirement } from '../configuration/requirements.js'
import type { Screen } from './screen.js'

/** A plan as a reviewer reads it: what is added, removed and changed, then what every agent has to run. */
export function planLines(plan: ConfigurationPlan, paint: Screen['paint']): string[] {
  if (plan.changes.length === 0) return ['Nothing changes.']
  const lines = plan.changes.flatMap(change => changeLines(change, paint))
  const needs = plan.requirements.filter(each => each.needs !== 'nothing')
  if (needs.length === 0) return [...lines, '', 'No agent has to run for it.']
  return [...lines, '', 'Afterwards run:', ...requirementLines(needs)]
}

function changeLines({ path, kind, before, after }: ConfigurationChange, paint: Screen['paint']): string[] {
  switch (kind) {
    case 'added':
      return valueLines('+', path, after).map(line => paint('green', line))
    case 'removed':
      return valueLines('-', path, before).map(line => paint('red', line))
    case 'reordered':
      return [paint('yellow', `~ ${path}: order ${listText(before)} → ${listText(after)}`)]
    case 'changed':
      return changedLines(path, before, after).map(line => paint('yellow', line))
  }
}

function changedLines(path: string, before: unknown, after: unknown): string[] {
  const [old, now] = [yamlOf(before), yamlOf(after)]
  if (old.length === 1 && now.length === 1) return [`~ ${path}: ${old[0]} → ${now[0]}`]
  return [`~ ${path}:`, ...differingLines(old, now)]
}

// What is the same at both ends need not be read again.
function differingLines(old: readonly string[], now: readonly string[]): string[] {
  let start = 0
  while (start < old.length && old[start] === now[start]) start++
  let end = 0
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end++
  const lines = (sign: string, all: readonly string[]) =>
    all.slice(start, all.length - end).map(line => `    ${sign} ${line}`)
  return [...(start > 0 ? ['      …'] : []), ...lines('-', old), ...lines('+', now), ...(end > 0 ? ['      …'] : [])]
}

function valueLines(sign: string, path: string, value: unknown): string[] {
  const lines = yamlOf(value)
  return lines.length === 1
    ? [`${sign} ${path}: ${lines[0]}`]
    : [`${sign} ${path}:`, ...lines.map(line => `${sign}   ${line}`)]
}

const yamlOf = (value: unknown): string[] =>
  stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd().split('\n')

const listText = (names: unknown): string => (Array.isArray(names) ? names.join(', ') : String(names))

function runsText({ needs, entries = 0 }: AgentRequirement): string {
  switch (needs) {
    case 'full-import':
      return 'full import, then full synchronization'
    case 'full-synchronization':
      return 'full synchronization'
    case 'synchronization':
      return `delta synchronization, of ${entries.toLocaleString('en')} ${entries === 1 ? 'entry' : 'entries'} besides what is new`
    case 'nothing':
      return 'nothing'
  }
}

function requirementLines(needs: readonly AgentRequirement[]): string[] {
  const width = Math.max(...needs.map(({ agent }) => agent.length))
  return needs.map(
    requirement => `  ${requirement.agent.padEnd(width)}  ${runsText(requirement)} (${requirement.because.join('; ')})`,
  )
}
