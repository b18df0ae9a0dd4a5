import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { postgraphile } from 'postgraphile'
import { makePgService } from 'postgraphile/adaptors/pg'
import { grafserv } from 'postgraphile/grafserv/node'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'
import type { Database } from '../src/storage/database.js'

/** PostGraphile over the same people and groups, in tables of the kind that it is made for: a column for each attribute, and keys. */
export interface Peer {
  readonly url: string
  close(): Promise<void>
}

const TABLES = `
  create schema peer;
  create table peer.person (id bigint primary key, account_name text, display_name text, mail text, title text, manager_id bigint references peer.person);
  create table peer.team (id bigint primary key, display_name text);
  create table peer.membership (person_id bigint references peer.person, team_id bigint references peer.team, primary key (person_id, team_id));
  insert into peer.person select id, attributes->'accountName'->>0, attributes->'displayName'->>0, attributes->'mail'->>0, attributes->'title'->>0
    from metaverse_object where type = 'person';
  update peer.person p set manager_id = r.target_id from metaverse_reference r where r.object_id = p.id and r.attribute = 'manager';
  insert into peer.team select id, attributes->'displayName'->>0 from metaverse_object where type = 'group';
  insert into peer.membership select target_id, object_id from metaverse_reference where attribute = 'member';
  alter table peer.person add column words tsvector;
  update peer.person p set words = search_words(o.keys) from metaverse_object o where o.id = p.id;
  create index on peer.person using gin (words);
  create function peer.search_people(query text) returns setof peer.person language sql stable as
    $$ select * from peer.person where words @@ to_tsquery('simple', query) $$;
  create index on peer.person (account_name);
  create index on peer.person (manager_id);
  create index on peer.membership (team_id);
  analyze peer.person; analyze peer.team; analyze peer.membership;`

export async function startPeer(database: Database): Promise<Peer> {
  await database.query(TABLES)
  const service = makePgService({ connectionString: database.url, schemas: ['peer'] })
  const instance = postgraphile({
    extends: [PostGraphileAmberPreset],
    pgServices: [service],
    grafserv: { watch: false, graphiql: false },
    grafast: { explain: false },
  })
  const server = createServer()
  await instance.createServ(grafserv).addTo(server)
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    async close() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
      await instance.release()
      await service.release?.()
    },
  }
}
