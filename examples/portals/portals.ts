/** How a portal looks. Whom it shows, and what of them, is the farm's in the configuration of the hub. */
export interface Portal {
  /** The farm whose key it has. */
  readonly farm: string
  readonly title: string
  /** A colour of CSS. */
  readonly accent: string
  /** What it calls the properties that it shows beside name, title and photo. */
  readonly labels: Readonly<Record<string, string>>
}

export const PORTALS: readonly Portal[] = [
  {
    farm: 'intranet',
    title: 'Contoso Intranet',
    accent: '#1f5fbf',
    labels: { WorkEmail: 'Work email', WorkPhone: 'Work phone', Department: 'Department', Office: 'Office' },
  },
  { farm: 'fabrikam', title: 'Fabrikam Who’s Who', accent: '#9a3f6b', labels: { Department: 'Team' } },
]
