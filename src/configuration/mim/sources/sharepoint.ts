import { defined, type SourceContext, type SourceDraft, secretOf } from './source.js'

const NAMES_OF_PROFILES = new Set(['anchor', 'profileidentifier', 'domain', 'sourcereference'])

/** The SharePoint Profile Store connector, and its predecessor within the farm. */
export function sharePointSource(context: SourceContext): SourceDraft {
  const { agent, ledger } = context
  const parameter = (name: string) =>
    agent.settings.each('parameter-values').find(each => each.mark('name')?.toLowerCase() === name.toLowerCase())
      ?.itself || undefined
  const secure = parameter('HTTP Protocol')?.toUpperCase() === 'HTTPS'
  const host = parameter('Host Name') ?? 'sharepoint.example'
  const port = parameter('Port')
  const usual = secure ? '443' : '80'
  const url = `${secure ? 'https' : 'http'}://${host}${port === undefined || port === usual ? '' : `:${port}`}`
  const photos = agent.exportFlows.some(flow => flow.attribute.toLowerCase() === 'picture')
  const at = ['agents', agent.name, 'settings']
  ledger.decide(
    agent.place,
    `${agent.name} spoke to Central Administration; the hub speaks the farm's profile services`,
    'Keep url when they answer there, or give the My Site host.',
    [...at, 'url'],
  )
  if (parameter('Application ID') !== undefined)
    ledger.decide(
      agent.place,
      `${agent.name} names one of several User Profile service applications: ${parameter('Application ID')}`,
      'Give the address of a web application that uses this one.',
      [...at, 'url'],
    )
  return {
    connector: 'sharepoint',
    settings: defined({
      url,
      domain: parameter('Domain'),
      user: parameter('User Name') ?? 'hub',
      password: secretOf(context, 'PASSWORD', `the password of ${parameter('User Name') ?? 'the account'}`),
      photos: photos
        ? {
            site: secretOf(
              context,
              'MY_SITE_HOST',
              'the address of the My Site host, whose library keeps the photos (no secret)',
            ),
          }
        : undefined,
    }),
    noType: type =>
      type.toLowerCase() === 'user'
        ? undefined
        : 'The profile services of SharePoint have profiles of users only. Groups and contacts went through a service for MIM alone.',
    noAttribute: attribute =>
      NAMES_OF_PROFILES.has(attribute.toLowerCase())
        ? 'It was what MIM called a profile. Here the name of a profile is its account (DOMAIN\\account), which provisioning gives.'
        : undefined,
  }
}
