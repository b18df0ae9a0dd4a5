import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql'
import { deeds, verifyAudit } from '../../service/audit.js'
import type { DeedFilter } from '../../storage/audit/list-deeds.js'
import type { GraphContext } from '../context.js'
import { connection, pageOf } from '../paging.js'
import { AuditEventConnection, AuditEventFilterInput, AuditVerification } from '../types/audit.js'
import { PageArgs } from '../types/page-args.js'
import { given } from './arguments.js'

@Resolver()
export class AuditResolver {
  @Query(() => AuditEventConnection, { description: 'What was done to the hub, or tried, the newest first.' })
  async auditEvents(
    @Arg('filter', () => AuditEventFilterInput, { nullable: true, description: 'Which events; absent: all.' }) filter:
      | AuditEventFilterInput
      | null
      | undefined,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    const page = pageOf(args)
    const listed = await deeds(hub, actor, given(filter ?? {}) as DeedFilter, page)
    return connection(listed, page, {
      cursorOf: row => [row.id],
      nodeOf: ({ id, ...row }) => ({ number: id, ...row }),
      count: listed.count,
    })
  }

  @Query(() => AuditVerification, {
    description: 'Computes the hash of every event of the audit log anew. It reads the whole log.',
  })
  auditVerification(
    @Arg('earlierHead', () => String, { nullable: true, description: 'The head that an earlier verification told.' })
    earlierHead: string | null | undefined,
    @Ctx() { hub, actor }: GraphContext,
  ) {
    return verifyAudit(hub, actor, earlierHead ?? undefined)
  }
}
