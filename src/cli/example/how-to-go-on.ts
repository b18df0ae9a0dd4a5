import { join, relative } from 'node:path'
import type { Settings } from '../settings.js'

export interface Going {
  readonly url: string
  /** Absent when it was shown before. */
  readonly key: string | undefined
  readonly settings: Settings
}

const QUERY = `{ metaverseObjects(type: "person", first: 1, where: { attribute: "accountName", present: true }) { totalCount nodes { attributes(names: ["displayName", "mail", "title"]) { name values contribution { agent { name } } } } } }`

/** What to try next, ready to paste. */
export function howToGoOn({ url, key, settings }: Going): string[] {
  const folder = relative('.', join(settings.data, 'example')) || '.'
  const data = relative('.', settings.data) || '.'
  const options = data === '.hub' ? `--config ${folder}` : `--data ${data} --config ${folder}`
  const hub = 'node bin/hub.js'
  return [
    '',
    `The graph is at ${url}`,
    ...(key === undefined
      ? [
          'Its key was shown on the first start. For another one:',
          `  ${hub}${data === '.hub' ? '' : ` --data ${data}`} key create --name me --role administrator`,
        ]
      : [`Its key, shown only now: ${key}`]),
    '',
    'Ask it something:',
    `  curl -s ${url} -H 'content-type: application/json' -H 'authorization: Bearer ${key ?? '<key>'}' \\`,
    `    -d '${JSON.stringify({ query: QUERY })}'`,
    '  It answers how many people have an account, and one of them: name, mail and title, and which source gave each.',
    '',
    `Change a title in ${join(folder, 'hr.csv')}, and in another terminal:`,
    `  ${hub} ${options} run hr daily`,
    `  ${hub} ${options} run portal export`,
    '',
    'See people as the portal “intranet” of the example sees them: make its key, and ask { farm { profiles { nodes { account properties { name values } } } } }',
    `  ${hub}${data === '.hub' ? '' : ` --data ${data}`} key create --name intranet --role farm:intranet`,
    '',
    'Ctrl-C ends it.',
  ]
}
