import type { Directory, User } from './directory.js'
import { type Entry, escapeValue } from './ldif.js'
import type { Chance } from './random.js'

interface Group {
  readonly name: string
  readonly description: string
  readonly owner?: string
  readonly members: readonly string[]
}

/**
 * The groups of a directory: teams within departments within divisions, everybody in one, countries, and projects that mix people
 * and groups. Two projects are members of each other, as happens.
 */
export function groups(directory: Directory, users: readonly User[], chance: Chance): readonly Entry[] {
  const dnOf = (name: string) => `cn=${escapeValue(name)},ou=groups,${directory.suffix}`
  const all: Group[] = [
    { name: 'All Staff', description: `Everybody at ${directory.organisation}`, members: users.map(dn) },
    ...departmentGroups(users, dnOf),
    ...by(users, user => user.country).map(([country, members]) => ({
      name: `Location ${country}`,
      description: `Everybody in ${country}`,
      members: members.map(dn),
    })),
    {
      name: 'Managers',
      description: 'Everybody who leads a team',
      members: users.filter(user => user.isManager).map(dn),
    },
    ...projectGroups(users, dnOf, chance),
  ]
  return all.map(group => ({
    dn: dnOf(group.name),
    attributes: {
      objectClass: ['top', 'groupOfNames'],
      cn: group.name,
      description: group.description,
      owner: group.owner,
      entryUUID: chance.uuid(),
      member: [...new Set(group.members)],
    },
  }))
}

/** A group for each department with a group for each of its teams in it. */
function departmentGroups(users: readonly User[], dnOf: (name: string) => string): readonly Group[] {
  return by(users, user => user.department).flatMap(([department, members]) => {
    const teams = by(members, user => user.team).map(([team, people]) => ({
      name: `Team ${team}`,
      description: `The team ${team}`,
      ...ownerOf(people),
      members: people.map(dn),
    }))
    const members_ = [
      ...members
        .filter(user => user.isManager)
        .slice(0, 1)
        .map(dn),
      ...teams.map(team => dnOf(team.name)),
    ]
    return [
      { name: department, description: `The department ${department}`, ...ownerOf(members), members: members_ },
      ...teams,
    ]
  })
}

const PROJECTS =
  'Aurora Borealis Cumulus Dynamo Ember Falcon Gávea Harbour Indigo Jupiter Kōan Łuna Meridian #Nova Ørsted Phoenix+ Quasar'.split(
    ' ',
  )

function projectGroups(users: readonly User[], dnOf: (name: string) => string, chance: Chance): readonly Group[] {
  const teams = [...new Set(users.map(user => `Team ${user.team}`))]
  const projects = PROJECTS.map(project => {
    const people = Array.from({ length: 4 + chance.below(20) }, () => chance.pick(users))
    const members = [...people.map(dn), ...(chance.happens(0.5) ? [dnOf(chance.pick(teams))] : [])]
    return {
      name: `Project ${project}`,
      description: `Everybody who works on "${project}"`,
      ...ownerOf(people),
      members,
    }
  })
  const [first, second, ...others] = projects
  if (first === undefined || second === undefined) return projects
  const withMember = (group: Group, other: Group) => ({ ...group, members: [...group.members, dnOf(other.name)] })
  return [withMember(first, second), withMember(second, first), ...others]
}

const dn = (user: User) => user.entry.dn

function ownerOf(users: readonly User[]): { readonly owner?: string } {
  const owner = users.find(user => user.isManager)
  return owner === undefined ? {} : { owner: dn(owner) }
}

function by(users: readonly User[], keyOf: (user: User) => string): readonly (readonly [string, readonly User[]])[] {
  const found = new Map<string, User[]>()
  for (const user of users) found.set(keyOf(user), [...(found.get(keyOf(user)) ?? []), user])
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1))
}
