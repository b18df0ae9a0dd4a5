import { describe, expect, test } from '@jest/globals'
import { agentXml, importSmall, metaverseXml } from './small-export.js'

function sourceOf(category: string, settings: string, more = '') {
  const xml = agentXml({ category, rules: `${more}<private-configuration>${settings}</private-configuration>` })
  const { document, report } = importSmall(metaverseXml(), xml)
  const { connector, settings: written } = document.agents?.HR ?? {}
  return {
    connector,
    settings: written,
    told: report.decisions.map(({ what }) => what),
    secrets: report.secrets,
    document,
    report,
  }
}

const ad = (account: string) =>
  `<adma-configuration><forest-name>corp.contoso.com</forest-name>${account}<sign-and-seal>1</sign-and-seal></adma-configuration>`
const login = (domain: string, user: string) =>
  `<forest-login-domain>${domain}</forest-login-domain><forest-login-user>${user}</forest-login-user>`

describe('Active Directory', () => {
  test.each([
    ['corp', 'svc', 'svc@corp.contoso.com'],
    ['CORP.contoso.com', 'svc', 'svc@CORP.contoso.com'],
    ['OTHER', 'svc', 'OTHER\\svc'],
    ['corp', 'svc@contoso.com', 'svc@contoso.com'],
  ])('the account %s\\%s is %s', (domain, user, bindDn) => {
    const { connector, settings, secrets } = sourceOf('AD', ad(login(domain, user)))
    expect(connector).toBe('active-directory')
    expect(settings).toMatchObject({
      servers: ['ldaps://corp.contoso.com'],
      bindDn,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to a secret
      password: '${env:HR_PASSWORD}',
    })
    expect(secrets).toEqual([{ variable: 'HR_PASSWORD', is: `HR: the password of ${bindDn}` }])
  })
})

describe('other directories', () => {
  test.each([
    ['ADAM', 'objectGUID'],
    ['iPlanet', 'nsUniqueId'],
    ['eDirectory', 'GUID'],
    ['IBM DS', 'ibm-entryUuid'],
  ])('%s', (category, anchor) => {
    const { connector, settings } = sourceOf(
      category,
      ad(`<forest-port>636</forest-port><ssl-bind>1</ssl-bind>${login('corp', 'svc')}`),
    )
    expect(connector).toBe('ldap')
    expect(settings).toMatchObject({ url: 'ldaps://corp.contoso.com:636', anchor, bindDn: 'corp\\svc' })
  })
})

const partition = (name: string, selected: number, containers: string) =>
  `<partition><id>{${name}}</id><name>${name}</name><selected>${selected}</selected><filter><object-classes><object-class>employee</object-class></object-classes><containers>${containers}</containers></filter></partition>`
const inside = (dn: string) => `<inclusions><inclusion>${dn}</inclusion></inclusions>`
const outside = (...dns: readonly string[]) =>
  `<exclusions>${dns.map(dn => `<exclusion>${dn}</exclusion>`).join('')}</exclusions>`

/** What became of the settings of an agent with these partitions. */
function partitioned(category: string, ...partitions: readonly string[]) {
  const xml = agentXml({
    category,
    rules: `<private-configuration>${ad(login('corp', 'svc'))}</private-configuration>`,
  })
  const whole = xml.replace(
    /<ma-partition-data>[\s\S]*<\/ma-partition-data>/,
    `<ma-partition-data>${partitions.join('')}</ma-partition-data>`,
  )
  const { document, report } = importSmall(metaverseXml(), whole)
  return { settings: document.agents?.HR?.settings, told: report.decisions.map(({ what }) => what) }
}

describe('partitions', () => {
  const [domain, configuration] = ['DC=corp', 'CN=Configuration,DC=corp']
  const all = [
    partition(domain, 1, inside('OU=Staff,DC=corp') + outside(configuration, 'OU=Old,OU=Staff,DC=corp')),
    partition(configuration, 1, inside('cn=configuration,dc=corp')),
    partition('DC=ForestDnsZones,DC=corp', 0, ''),
  ]

  test('Active Directory: those that are selected, with their containers; another partition is no exclusion', () => {
    expect(partitioned('AD', ...all).settings?.partitions).toEqual([
      { dn: domain, containers: { include: ['OU=Staff,DC=corp'], exclude: ['OU=Old,OU=Staff,DC=corp'] } },
      { dn: configuration },
    ])
    expect(partitioned('AD').settings).not.toHaveProperty('partitions')
  })

  test('LDAP: bases that do not lie within each other; what was left out is told', () => {
    const { settings, told } = partitioned('ADAM', ...all)
    expect(settings?.base).toEqual(['OU=Staff,DC=corp', 'cn=configuration,dc=corp'])
    expect(told).toContain('HR leaves out OU=Old,OU=Staff,DC=corp')
    const nested = partition(
      domain,
      1,
      `<inclusions><inclusion>${domain}</inclusion><inclusion>OU=Staff,${domain}</inclusion></inclusions>`,
    )
    expect(partitioned('ADAM', nested).settings?.base).toBe(domain)
    expect(partitioned('ADAM').told).toContain('HR has no partition that is read')
  })
})

describe('SQL Server', () => {
  const sql = (connection: string, info: string) =>
    `<oledbma-configuration><connection-info><databasename>hr</databasename><tablename>dbo.people</tablename><user>svc</user>${connection}</connection-info><mms-info><anchor><attribute>id</attribute></anchor>${info}</mms-info></oledbma-configuration>`
  const agent = (settings: string) => {
    const xml = agentXml({ category: 'none' }).replace('<category>none<', '<category>MSSQL<')
    const whole = xml.replace('</ma-data>', `<private-configuration>${settings}</private-configuration></ma-data>`)
    return importSmall(metaverseXml(), whole)
  }

  test('one type, with references', () => {
    const { document, report } = agent(
      sql(
        '<server>localhost</server><authentication>integrated</authentication><domain>CORP</domain>',
        '<object-type>employee</object-type><column-info><column><name>boss</name><mms-type dn="1">String</mms-type></column></column-info>',
      ),
    )
    expect(document.agents?.HR?.settings).toMatchObject({
      database: 'sqlserver',
      host: 'localhost',
      name: 'hr',
      user: 'svc',
      objects: { employee: { table: 'dbo.people', key: 'id', references: { boss: 'employee' } } },
    })
    const told = report.decisions.map(({ what }) => what)
    expect(told).toContain('HR logs in to SQL Server as the Windows account CORP\\svc')
    expect(told).toContain('HR reads a database on the MIM server itself')
  })

  test('a column with types, and a table with the values of multi-valued attributes', () => {
    const { document } = agent(
      sql(
        '<server>db1</server><multivalued-tablename>dbo.values</multivalued-tablename>',
        `<object-type-info><object-type-column>kind</object-type-column><object-types><object-type>employee</object-type><object-type>team</object-type></object-types></object-type-info>
         <multivalued-info><attribute-column>attr</attribute-column><string-column>text</string-column><multivalued-columns><column><name>mails</name><mms-type>String</mms-type></column></multivalued-columns></multivalued-info>`,
      ),
    )
    expect(document.agents?.HR?.settings.objects).toEqual({
      employee: {
        table: 'dbo.people',
        key: 'id',
        objectTypeColumn: 'kind',
        objectTypes: ['employee', 'team'],
        values: {
          mails: { query: "SELECT [id], [text] FROM [dbo].[values] WHERE [attr] = 'mails'", key: 'id', column: 'text' },
        },
      },
    })
  })
})

describe('delimited files', () => {
  const delimited = (format: string, importing: string) =>
    `<MAConfig><importing>${importing}<anchor><attribute>id</attribute></anchor></importing><delimited_format>${format}</delimited_format><primary_class_mappings><mapping><primary_class>employee</primary_class><oc-value>EMP</oc-value></mapping></primary_class_mappings></MAConfig>`

  test.each([
    ['1252', 'windows-1252'],
    ['65001', 'utf8'],
    ['850', 'cp850'],
    ['37', 'utf8'],
  ])('code page %s', (page, encoding) => {
    const { settings, connector, told } = sourceOf(
      'Delimited',
      delimited(`<code_page>${page}</code_page><delimiter>59</delimiter>`, ''),
    )
    expect(connector).toBe('file')
    expect(settings).toMatchObject({ format: 'csv', encoding, delimiter: ';', anchor: 'id', objectType: 'employee' })
    expect(told.includes(`HR reads the code page ${page}`)).toBe(page === '37')
  })

  test('what the file has otherwise is told', () => {
    const { settings, told } = sourceOf(
      'Delimited',
      delimited(
        '<first_row_contains_headers>0</first_row_contains_headers><text_qualifier>39</text_qualifier>',
        '<object_class_attribute>kind</object_class_attribute>',
      ),
    )
    expect(settings).toMatchObject({ objectTypeColumn: 'kind' })
    expect(told).toEqual(
      expect.arrayContaining([
        'The file of HR has no header row',
        'HR has values in other marks than "',
        'HR has other words for object types in its file: EMP is employee',
      ]),
    )
  })
})

describe('SharePoint', () => {
  const parameters = (values: Readonly<Record<string, string>>) =>
    `<MAConfig><parameter-values>${Object.entries(values)
      .map(([name, value]) => `<parameter name="${name}" type="string">${value}</parameter>`)
      .join('')}</parameter-values></MAConfig>`

  test.each([
    ['<subtype>SharePoint Profile Store</subtype>', 'Extensible2'],
    ['<ma-listname>MOSS-UserProfile</ma-listname>', 'Extensible'],
  ])('%s', (listed, category) => {
    const { connector, settings } = sourceOf(
      category,
      parameters({
        'HTTP Protocol': 'HTTPS',
        'Host Name': 'ca.contoso.com',
        Port: '443',
        Domain: 'CONTOSO',
        'User Name': 'farm',
      }),
      listed,
    )
    expect(connector).toBe('sharepoint')
    expect(settings).toMatchObject({ url: 'https://ca.contoso.com', domain: 'CONTOSO', user: 'farm' })
  })

  test('one of several service applications is told', () => {
    const { settings, told } = sourceOf(
      'Extensible2',
      parameters({
        'HTTP Protocol': 'HTTP',
        'Host Name': 'ca',
        Port: '8080',
        'User Name': 'farm',
        'Application ID': '{7}',
      }),
      '<subtype>SharePoint Profile Store</subtype>',
    )
    expect(settings).toMatchObject({ url: 'http://ca:8080' })
    expect(told).toContain('HR names one of several User Profile service applications: {7}')
  })
})

describe('sources without a connector', () => {
  test.each(['Oracle', 'Extensible2', 'Lotus Notes'])(
    '%s keeps its place, with a program that is to be written',
    category => {
      const { connector, settings, told } = sourceOf(category, '')
      expect({ connector, settings }).toEqual({
        connector: 'command',
        settings: { command: ['./connectors/HR'], capabilities: ['full-import'] },
      })
      expect(told).toContain(`There is no connector for HR (${category})`)
    },
  )

  test('the MIM Service is left out, and every rule of it is told', () => {
    const join =
      '<join><join-profile cd-object-type="employee"><join-criterion id="{1}"><search/></join-criterion></join-profile></join>'
    const { document, report } = sourceOf('FIM', '', join)
    expect(document.agents).toEqual({})
    expect(report.agents).toEqual([{ name: 'HR', agent: null, category: 'FIM', connector: null, file: 'MA-1.XML' }])
    expect(report.notCarried.map(({ what }) => what)).toEqual(['HR: join of employee', 'HR: deprovisioning scripted'])
  })
})

describe('names', () => {
  test('of agents are kept; those the hub cannot have are made others', () => {
    const agents = ['My Agent', '2016', 'a/b'].map((name, i) => agentXml({ id: `{${i}}`, name, created: `202${i}` }))
    const { document, report } = importSmall(metaverseXml(), ...agents)
    expect(Object.keys(document.agents ?? {})).toEqual(['My Agent', 'agent 2016', 'a_b'])
    expect(report.agents.map(({ name }) => name)).toEqual(['My Agent', '2016', 'a/b'])
  })

  test('of the metaverse are written as the built-in ones; what is something else gets another name, and it is told', () => {
    const classes = {
      PERSON: ['DISPLAYNAME:string', 'Manager:string', 'my attr:string', 'Badge:string'],
      Device: ['serial:string'],
    }
    const { document, report } = importSmall(metaverseXml('', classes))
    expect(document.metaverse).toEqual({
      attributes: { 'mim-Manager': 'string', my_attr: 'string', Badge: 'string', serial: 'string' },
      types: { person: { attributes: ['mim-Manager', 'my_attr', 'Badge'] }, Device: { attributes: ['serial'] } },
    })
    const told = report.decisions.map(({ what }) => what)
    expect(told).toContain(
      'Manager is called mim-Manager here, because the built-in manager is a single-valued reference',
    )
    expect(told).toContainEqual(expect.stringContaining('my attr is called my_attr here'))
  })
})
