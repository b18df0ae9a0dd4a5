import type { MetaverseAttribute } from '../../../metaverse/schema.js'
import type { Database } from '../../database.js'
import { newBinding } from '../page.js'
import { newWriting } from './column.js'
import type { Visibility } from './plan.js'

/** One value of a binary attribute of an object; undefined where there is none to be seen. */
export async function readBinaryValue(
  database: Database,
  {
    object,
    attribute,
    index,
  }: { readonly object: number; readonly attribute: MetaverseAttribute; readonly index: number },
  visibility: Visibility,
): Promise<Buffer | undefined> {
  const { values, bind } = newBinding()
  const { columns } = newWriting(bind, visibility)
  if (!columns.follows(attribute.name)) return undefined
  const [row] = await database.prepared<{ value: string | null }>(
    `select ${columns.values(attribute, 'o')}->>(${bind(index)}::int) as value from metaverse_object o where o.id = ${bind(object)}::bigint`,
    values,
  )
  return row?.value == null ? undefined : Buffer.from(row.value, 'base64')
}
