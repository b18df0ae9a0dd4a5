import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql'
import {
  applyConfiguration,
  configurationDocument,
  configurationFiles,
  configurationInForce,
  configurationVersions,
  planConfiguration,
} from '../../service/configuration.js'
import type { ConfigurationVersionRow } from '../../storage/read/configuration-versions.js'
import type { GraphContext } from '../context.js'
import { loadVersion } from '../loaders.js'
import { connection, pageOf } from '../paging.js'
import {
  ApplyConfigurationPayload,
  ConfigurationFile,
  ConfigurationVersion,
  ConfigurationVersionConnection,
  PlanConfigurationPayload,
} from '../types/configuration.js'
import { ApplyConfigurationInput, type ConfigurationFileInput, PlanConfigurationInput } from '../types/inputs.js'
import { PageArgs } from '../types/page-args.js'
import { NO_PLAN, planView, versionView } from './configuration-views.js'
import { orProblems } from './expected-problems.js'

@Resolver(() => ConfigurationVersion)
export class ConfigurationResolver {
  @Query(() => ConfigurationVersion, {
    nullable: true,
    description: 'The configuration in force; null before the first.',
  })
  async configuration(@Ctx() { hub, actor }: GraphContext) {
    return versionView(await configurationInForce(hub, actor))
  }

  @FieldResolver(() => String, {
    description: 'The document as YAML, in one canonical form. Secrets are references in it.',
  })
  document(@Root() version: ConfigurationVersionRow, @Ctx() { hub, actor }: GraphContext) {
    return configurationDocument(hub, actor, version.id)
  }

  @FieldResolver(() => [ConfigurationFile], { description: 'Its modules with rules in code.' })
  async files(@Root() version: ConfigurationVersionRow, @Ctx() { hub, actor }: GraphContext) {
    return [...(await configurationFiles(hub, actor, version.id))].map(([path, content]) => ({ path, content }))
  }

  @FieldResolver(() => ConfigurationVersionConnection, { description: 'All versions, the newest first.' })
  async versions(@Args(() => PageArgs) args: PageArgs, @Ctx() { hub, actor }: GraphContext) {
    const page = pageOf(args)
    const listed = await configurationVersions(hub, actor, page)
    return connection(listed, page, { cursorOf: row => [row.id], nodeOf: row => versionView(row), count: listed.count })
  }

  @Mutation(() => PlanConfigurationPayload, {
    description: 'Checks a document and says what applying it would change. Changes nothing.',
  })
  planConfiguration(
    @Arg('input', () => PlanConfigurationInput, { description: 'Which document.' }) {
      document,
      files,
    }: PlanConfigurationInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return orProblems(NO_PLAN, async () => {
      const { plan, warnings, version } = await planConfiguration(hub, actor, given(document, files))
      return { ...planView(plan), warnings, version }
    })
  }

  @Mutation(() => ApplyConfigurationPayload, {
    description: 'Puts a document in force as a new version. When it is refused, nothing changes.',
  })
  applyConfiguration(
    @Arg('input', () => ApplyConfigurationInput, { description: 'Which document.' }) {
      document,
      files,
      expectedVersion,
    }: ApplyConfigurationInput,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    const expected = typeof expectedVersion === 'number' ? { expectedVersion } : {}
    return orProblems({ ...NO_PLAN, applied: false, version: undefined }, async () => {
      const { plan, warnings, applied, version } = await applyConfiguration(hub, actor, {
        document: given(document, files),
        ...expected,
      })
      return { ...planView(plan), warnings, applied, version }
    })
  }
}

const given = (text: string, files: readonly ConfigurationFileInput[] | null | undefined) => ({
  text,
  files: new Map((files ?? []).map(({ path, content }) => [path, content])),
})

@Resolver(() => ApplyConfigurationPayload)
export class ApplyConfigurationResolver {
  @FieldResolver(() => ConfigurationVersion, {
    nullable: true,
    description: 'The version now in force; null when the document was refused.',
  })
  async configuration(@Root() { version }: { version?: number }, @Ctx() context: GraphContext) {
    return version === undefined ? null : versionView(await loadVersion(context, version))
  }
}
