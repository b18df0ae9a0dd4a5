import type { SourceContext, SourceDraft } from './source.js'

/** A source that the hub has no connector for: a program is still to be written, and its place is kept with all rules. */
export function commandSource({ agent, slug, ledger }: SourceContext): SourceDraft {
  const exports = agent.exportFlows.length > 0
  ledger.decide(
    agent.place,
    `There is no connector for ${agent.name} (${[agent.category, ...agent.listed].join(', ')})`,
    `Write a program that reads${exports ? ' and writes' : ''} the source (docs/command-connector.md) and name it under command, or take the agent out.`,
    ['agents', agent.name, 'settings', 'command'],
  )
  return {
    connector: 'command',
    settings: {
      command: [`./connectors/${slug}`],
      capabilities: ['full-import', ...(exports ? ['export'] : [])],
    },
  }
}
