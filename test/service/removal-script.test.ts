import { describe, expect, test } from '@jest/globals'
import { quoted } from '../../src/service/removal-script.js'

/** What PowerShell makes of such an expression: texts in single quotes and characters by number, added up. */
function evaluated(expression: string): string {
  const inner = expression.startsWith('(') ? expression.slice(1, -1) : expression
  let text = ''
  let rest = inner
  while (rest !== '') {
    const part = /^(?:'((?:[^']|'')*)'|\[char\]0x([0-9a-f]{4}))(?: \+ |$)/.exec(rest)
    if (part === null) throw new Error(`Not understood: ${rest}`)
    text +=
      part[1] === undefined ? String.fromCharCode(Number.parseInt(part[2] ?? '', 16)) : part[1].replaceAll("''", "'")
    rest = rest.slice(part[0].length)
  }
  return text
}

describe('account names in a PowerShell script', () => {
  test.each([
    'CONTOSO\\ada',
    "O'Brien",
    '’; Remove-Item C:\\ -Recurse; ‘',
    "'); Stop-Computer; ('",
    '$(Stop-Computer) `n "x" %PATH%',
    'Jörg Müller \u{1F600}',
    'line one\r\nStop-Computer',
    '日本',
    '',
  ])('%j comes out as it went in, as plain ASCII on one line', account => {
    const expression = quoted(account)
    expect(evaluated(expression)).toBe(account)
    expect(expression).toMatch(/^[\x20-\x7e]+$/)
  })

  test('an ordinary one stays readable', () => {
    expect(quoted('CONTOSO\\ada')).toBe("'CONTOSO\\ada'")
    expect(quoted('Söhne')).toBe("('S' + [char]0x00f6 + 'hne')")
    expect(quoted('ö')).toBe("('' + [char]0x00f6)")
  })
})
