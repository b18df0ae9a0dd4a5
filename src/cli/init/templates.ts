/** What is asked before a starting point is written. */
export interface Question {
  /** The word between braces in the template, and of `--set`. */
  readonly name: string
  readonly ask: string
  /** What an empty answer means; absent: there has to be one. */
  readonly usual?: string
  /** What an answer looks like, and how wrong ones are told. */
  readonly form?: { readonly pattern: RegExp; readonly expected: string }
}

/** A commented starting point for a configuration. */
export interface Template {
  readonly name: string
  readonly title: string
  readonly questions: readonly Question[]
  /** Variables that have to be set before it works. */
  readonly secrets: readonly string[]
}

const LDAP = { pattern: /^ldaps?:\/\/[^/?#\s]+\/?$/, expected: 'ldaps://dc1.contoso.com' }
const SITE = { pattern: /^https?:\/\/[^/?#\s]+(\/[^?#\s]*)?$/, expected: 'https://my.contoso.com' }
const NAME = { pattern: /^[a-z]+=[^,]+(,[a-z]+=[^,]+)*$/i, expected: 'OU=People,DC=contoso,DC=com' }
const WORD = { pattern: /^[\w.-]+$/, expected: 'CONTOSO' }

const FOREST: readonly Question[] = [
  { name: 'server', ask: 'A domain controller of the forest', form: LDAP },
  {
    name: 'bindDn',
    ask: 'The account that reads it (user principal name)',
    form: { pattern: /\S/, expected: 'svc-hub@contoso.com' },
  },
  { name: 'domain', ask: 'The domain', form: NAME },
]

export const TEMPLATES: readonly Template[] = [
  {
    name: 'ad-import',
    title: 'one forest into one SharePoint farm, as its own Active Directory Import',
    questions: [
      ...FOREST,
      { name: 'container', ask: 'The container of the people', form: NAME },
      {
        name: 'filter',
        ask: 'Which of them (LDAP filter)',
        usual: '(&(mail=*)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))',
        form: { pattern: /^\(.+\)$/, expected: '(mail=*)' },
      },
      { name: 'netbios', ask: 'The domain as account names have it', form: WORD },
      { name: 'farm', ask: 'The My Site host or Central Administration of the farm', form: SITE },
      { name: 'farmUser', ask: 'The account that administers its profiles, without the domain', form: WORD },
    ],
    secrets: ['AD_PASSWORD', 'FARM_PASSWORD'],
  },
  { name: 'contoso', title: 'the example: an HR file and two directories into a portal', questions: [], secrets: [] },
  {
    name: 'hr-and-ad',
    title: 'HR decides who has an account in Active Directory',
    questions: [
      { name: 'csv', ask: 'The file of HR', usual: 'hr.csv' },
      ...FOREST,
      { name: 'peopleOu', ask: 'The container of the accounts', form: NAME },
      {
        name: 'upnSuffix',
        ask: 'What follows the @ in user principal names',
        form: { ...WORD, expected: 'contoso.com' },
      },
    ],
    secrets: ['AD_PASSWORD'],
  },
  {
    name: 'multi-farm',
    title: 'two forests into two SharePoint farms with different people',
    questions: [
      { name: 'firstServer', ask: 'A domain controller of the first forest', form: LDAP },
      { name: 'firstBindDn', ask: 'The account that reads it (user principal name)' },
      { name: 'firstNetbios', ask: 'Its domain as account names have it', form: WORD },
      { name: 'secondServer', ask: 'A domain controller of the second forest', form: LDAP },
      { name: 'secondBindDn', ask: 'The account that reads it (user principal name)' },
      { name: 'secondNetbios', ask: 'Its domain as account names have it', form: WORD },
      { name: 'intranet', ask: 'The My Site host of the farm for everybody', form: SITE },
      { name: 'partners', ask: 'The My Site host of the farm for some', form: SITE },
      { name: 'department', ask: 'Whose department those are in', usual: 'Sales' },
      { name: 'farmUser', ask: 'The account that administers the profiles of both, without the domain', form: WORD },
    ],
    secrets: ['FIRST_FOREST_PASSWORD', 'SECOND_FOREST_PASSWORD', 'INTRANET_PASSWORD', 'PARTNERS_PASSWORD'],
  },
]
