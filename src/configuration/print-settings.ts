import type { Connector } from '../connectors/connector.js'
import { connectors as registered } from '../connectors/registry.js'
import { type SettingDescription, settingsOf } from './describe-settings.js'

const HEAD = `# Settings of the connectors

Every connector with its settings, as \`npm run schema\` reads them from their declarations. What each is for is said in the README of
the connector's folder. A setting within another is written \`tls.ca\`; in the configuration that is \`tls: { ca: … }\`. A *secret* takes
a reference, \`\${env:NAME}\` or \`\${file:path}\`, never the secret itself.
`

/** The text of docs/connectors/settings.md. */
export const printSettings = (connectors: readonly Connector[] = registered): string =>
  [HEAD, ...connectors.map(section)].join('\n')

function section({ name, title, capabilities, settings }: Connector): string {
  const can = Object.entries(capabilities).flatMap(([ability, has]) =>
    typeof has === 'string' ? [`${words(ability)} ${has}`] : has ? [words(ability)] : [],
  )
  return [
    `## \`${name}\``,
    '',
    `${title}. It can: ${can.join(', ')}.`,
    '',
    '| setting | type | default | is |',
    '|---|---|---|---|',
    ...settingsOf(settings).map(row),
    '',
  ].join('\n')
}

function row(setting: SettingDescription): string {
  const { name, type, required, default: usual, description, secret, only } = setting
  const given = usual === undefined ? (required ? '*needed*' : '') : `\`${usual}\``
  const notes = [secret ? '*Secret.*' : '', only === undefined ? '' : `Only with \`${only}\`.`].filter(
    note => note !== '',
  )
  return `| \`${name}\` | ${cell(type)} | ${cell(given)} | ${cell([description, ...notes].join(' '))} |`
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** `fullImport` → `full import`. */
const words = (name: string): string => name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
