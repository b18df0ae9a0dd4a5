/** The same questions three times: to the graph, to PostGraphile, and in SQL. */

type Data = Record<string, unknown>

const nodesOf = (list: unknown): number => (list as { nodes: unknown[] }).nodes.length
const people = ({ people: list }: Data): number => nodesOf(list)

export const GRAPH = {
  'query-list': {
    query: `{ people(first: 50) { nodes { id displayName mail title manager { id displayName } memberOf(first: 20) { nodes { id displayName } } } } }`,
    size: people,
  },
  'query-one': {
    query: `{ personBy(by: { accountName: "u777" }) { id displayName mail title manager { id displayName } } }`,
    size: ({ personBy }: Data) => (personBy === null ? 0 : 1),
  },
  'query-search': {
    query: `{ people(search: "given77 sur7", first: 20) { nodes { id displayName mail } } }`,
    size: people,
  },
} as const

export const PEER: Readonly<Record<keyof typeof GRAPH, string>> = {
  'query-list': `{ allPeople(first: 50) { nodes { id displayName mail title personByManagerId { id displayName }
    membershipsByPersonId(first: 20) { nodes { teamByTeamId { id displayName } } } } } }`,
  'query-one': `{ allPeople(condition: { accountName: "u777" }, first: 1) { nodes { id displayName mail title personByManagerId { id displayName } } } }`,
  'query-search': `{ searchPeople(query: "given77:* & sur7:*", first: 20) { nodes { id displayName mail } } }`,
}

export const BY_HAND: Readonly<
  Record<keyof typeof GRAPH, { readonly text: string; readonly values: readonly unknown[] }>
> = {
  'query-list': {
    text: `select o.id, o.attributes->'displayName'->>0 as name, o.attributes->'mail'->>0 as mail, o.attributes->'title'->>0 as title,
        (select json_build_object('id', m.id, 'displayName', m.attributes->'displayName'->>0)
           from metaverse_reference r join metaverse_object m on m.id = r.target_id
           where r.object_id = o.id and r.attribute = 'manager' and m.type = 'person' limit 1) as manager,
        (select json_agg(json_build_object('id', g.id, 'displayName', g.name)) from (
           select g.id, g.attributes->'displayName'->>0 as name from metaverse_reference r join metaverse_object g on g.id = r.object_id
           where r.target_id = o.id and r.attribute = 'member' and g.type = 'group' order by g.id limit 20) g) as groups
      from metaverse_object o where o.type = 'person' order by o.id limit $1`,
    values: [50],
  },
  'query-one': {
    text: `select o.id, o.attributes->'displayName'->>0 as name, o.attributes->'mail'->>0 as mail, o.attributes->'title'->>0 as title,
        (select json_build_object('id', m.id, 'displayName', m.attributes->'displayName'->>0)
           from metaverse_reference r join metaverse_object m on m.id = r.target_id
           where r.object_id = o.id and r.attribute = 'manager' and m.type = 'person' limit 1) as manager
      from metaverse_object o where o.type = 'person' and ((o.keys->'accountName'->>0) collate "C") = $1 limit 2`,
    values: ['u777'],
  },
  'query-search': {
    text: `select o.id, o.attributes->'displayName'->>0 as name, o.attributes->'mail'->>0 as mail
      from metaverse_object o where o.type = 'person' and search_words(o.keys) @@ $1::tsquery order by o.id limit $2`,
    values: ["'given77':* & 'sur7':*", 20],
  },
}
