/** What a portal is allowed to see, and how it looks. Its server knows this; its pages are told only `title`, `accent` and `labels`. */
export interface Portal {
  readonly name: string
  readonly title: string
  /** A colour of CSS. */
  readonly accent: string
  /** Which people it has: a condition as `where` takes it. */
  readonly scope: Readonly<Record<string, object>>
  /** Which attributes it shows beyond name, title and photo, by the variables of the documents. */
  readonly view: Readonly<Record<'withContact' | 'withDepartment' | 'withPlace', boolean>>
  /** What it calls them. */
  readonly labels: Readonly<Record<string, string>>
}

/** Everybody at Contoso who works there now. */
const CONTOSO: Portal = {
  name: 'contoso',
  title: 'Contoso Intranet',
  accent: '#1f5fbf',
  scope: { company: { eq: 'Contoso' }, employeeStatus: { eq: 'active' } },
  view: { withContact: true, withDepartment: true, withPlace: true },
  labels: { mail: 'Work email', phoneNumbers: 'Work phone', department: 'Department', city: 'Office' },
}

/** Fabrikam's people, without what their directory is not to show: telephone numbers and mail addresses. */
const FABRIKAM: Portal = {
  name: 'fabrikam',
  title: 'Fabrikam Who’s Who',
  accent: '#9a3f6b',
  scope: { company: { eq: 'Fabrikam' } },
  view: { withContact: false, withDepartment: true, withPlace: false },
  labels: { department: 'Team' },
}

export const PORTALS: readonly Portal[] = [CONTOSO, FABRIKAM]
