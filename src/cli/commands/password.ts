import { ProblemError } from '../../model/problem.js'
import { entryMeant } from '../../service/entry-search.js'
import { changePassword, type PasswordOutcome, setPassword } from '../../service/passwords.js'
import type { CommandDefinition } from '../command.js'
import type { Exit } from '../exit-codes.js'
import { printProblem } from '../print-problem.js'
import { readSecrets } from '../read-secrets.js'
import type { Screen } from '../screen.js'
import { withHub } from '../with-hub.js'

const JSON_OPTION = { flags: '--json', description: 'one JSON object' }
const READ =
  'Passwords are asked for where somebody can be asked, and read from standard input otherwise, one a line; they are never given on the command line, logged or stored.'

export const passwordSetCommand: CommandDefinition = {
  usage: 'password set <agent> <entry>',
  summary: 'give an object in a source a new password',
  description: `Gives an object in its source a new password. Name the entry by its distinguished name or its anchor. ${READ}`,
  options: [
    { flags: '--force-change', description: 'it has to be changed at the next login' },
    { flags: '--unlock', description: 'an account that was locked is unlocked' },
    { flags: '--enforce-policy', description: 'the source’s password policy holds for it, where the source can tell' },
    JSON_OPTION,
  ],
  examples: [
    ['hub password set corp cn=anna,ou=people,dc=contoso,dc=com --force-change', 'a first password'],
    ['printf "%s\\n" "$NEW" | hub password set corp 4711', 'from a script'],
  ],
  action: (context, [agent = '', entry = ''], { forceChange, unlock, enforcePolicy }) =>
    withHub(context, {}, async ({ hub, actor }) => {
      const { id, dn } = await entryMeant(hub, actor, agent, entry)
      const [password = ''] = await readSecrets([`New password of ${dn}`], { repeat: true })
      const outcome = await setPassword(hub, actor, id, {
        password,
        forceChangeAtLogon: forceChange === true,
        unlockAccount: unlock === true,
        enforcePasswordPolicy: enforcePolicy === true,
      })
      return show(context.screen, dn, outcome)
    }),
}

export const passwordChangeCommand: CommandDefinition = {
  usage: 'password change <agent> <entry>',
  summary: 'change a password that you know',
  description: `Changes the password of an object in its source for somebody who knows it: the old one and then the new one are read. ${READ}`,
  options: [JSON_OPTION],
  examples: [['hub password change corp cn=anna,ou=people,dc=contoso,dc=com', 'asks for both']],
  action: (context, [agent = '', entry = '']) =>
    withHub(context, {}, async ({ hub, actor }) => {
      const { id, dn } = await entryMeant(hub, actor, agent, entry)
      const [before = '', after = ''] = await readSecrets([`Password of ${dn}`, 'New password'], { repeat: true })
      if (after === '') {
        const hint = 'Give the old password and the new one, each on a line.'
        throw new ProblemError({ code: 'request.invalid', message: 'There is no new password.', hint })
      }
      return show(context.screen, dn, await changePassword(hub, actor, id, { before, after }))
    }),
}

function show(screen: Screen, dn: string, { code, problem }: PasswordOutcome): Exit {
  if (screen.json) screen.object({ dn, result: code, problem: problem ?? null })
  else if (problem === undefined) screen.line(`${dn}: ${code}`)
  else {
    screen.line(`${dn}: ${code}`)
    printProblem(screen, problem)
  }
  return code === 'success' ? 'good' : 'problems'
}
