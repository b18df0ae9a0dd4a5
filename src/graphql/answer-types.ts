/** How answers are marked for each kind of client, by the Accept of its requests. */
export interface AnswerTypes {
  of(accept: string | undefined): string | undefined
  /** Notes how an answer was marked. */
  learn(accept: string | undefined, type: string): void
}

/** There are a dozen; anybody could make up more. */
const MOST = 100

export function createAnswerTypes(): AnswerTypes {
  const known = new Map<string, string>()
  return {
    of: accept => known.get(accept ?? ''),
    learn(accept, type) {
      if (known.size < MOST) known.set(accept ?? '', type)
    },
  }
}
