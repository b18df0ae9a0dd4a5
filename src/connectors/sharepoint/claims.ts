/** Who vouches for an account, and what they call it ([MS-SPSTWS] 2.2.1, the encoding that SharePoint shows as `i:0#.w|…`). */
export interface Claim {
  readonly kind: 'Windows' | 'Trusted' | 'Forms'
  /** The trusted identity provider or the membership provider; `Windows` for Windows accounts. */
  readonly provider: string
  /** What identifies the account with that provider: `CONTOSO\ada`, `ada@contoso.com` … */
  readonly value: string
  /** The character that stands for the type of the value: `#` a logon name, `5` an e-mail address, `e` a UPN. */
  readonly claimType: string
}

const MODES = { w: 'Windows', t: 'Trusted', f: 'Forms' } as const
const MODE_OF = { Windows: 'w', Trusted: 't', Forms: 'f' } as const
// i : 0 <type of the claim> <type of the value> <mode> | [issuer |] value
const ENCODED = /^i:0(.)(.)([wtf])\|(.*)$/s

/** Reads an encoded identity claim; undefined for any other account name. */
export function decodeClaim(account: string): Claim | undefined {
  const [, claimType, , mode, rest] = ENCODED.exec(account) ?? []
  if (claimType === undefined || rest === undefined) return undefined
  const kind = MODES[mode as keyof typeof MODES]
  if (kind === 'Windows') return { kind, provider: 'Windows', value: rest, claimType }
  const bar = rest.indexOf('|')
  return bar < 1 ? undefined : { kind, provider: rest.slice(0, bar), value: rest.slice(bar + 1), claimType }
}

/** The account name of a claim whose value is text. SharePoint compares the whole of it in lower case, so that is how it is written. */
export function encodeClaim({ kind, provider, value, claimType }: Claim): string {
  const issuer = kind === 'Windows' ? '' : `${provider}|`
  return `i:0${claimType}.${MODE_OF[kind]}|${issuer}${value}`.toLowerCase()
}

/** Whether two account names are of one account: letter case and the Windows claim's prefix make no difference. */
export const sameAccount = (a: string, b: string): boolean => plain(a) === plain(b)

function plain(account: string): string {
  const claim = decodeClaim(account)
  return (claim?.kind === 'Windows' ? claim.value : account).toLowerCase().normalize('NFC')
}
