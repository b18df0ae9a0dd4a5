import { brokeOff } from './connection.js'

/**
 * The lines of an answer, as they come.
 * @param heard called whenever something came, be it no whole line
 * @throws HubError `client.unexpected-answer` when it breaks off
 */
export async function* linesOf(response: Response, heard: () => void = () => undefined): AsyncGenerator<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream() as never).getReader() as
    | ReadableStreamDefaultReader<string>
    | undefined
  if (reader === undefined) return
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(cause => {
        throw brokeOff(cause)
      })
      if (done) break
      heard()
      const lines = (rest + value).split(/\r?\n/)
      rest = lines.pop() ?? ''
      yield* lines
    }
    if (rest !== '') yield rest
  } finally {
    // Whoever stops reading ends the answer.
    await reader.cancel().catch(() => undefined)
  }
}
