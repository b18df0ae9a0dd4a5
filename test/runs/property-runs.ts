/** How a property of histories is tried: more often, or with the very histories that failed, by PROPERTY_RUNS=200 PROPERTY_SEED=… PROPERTY_SHRINK=1 */
export function propertyRuns(usual: number) {
  const { PROPERTY_RUNS, PROPERTY_SEED, PROPERTY_SHRINK } = process.env
  const numRuns = Number(PROPERTY_RUNS ?? usual)
  const seed = PROPERTY_SEED === undefined ? Date.now() % 2 ** 31 : Number(PROPERTY_SEED)
  const isShrunk = PROPERTY_SHRINK !== undefined
  return {
    parameters: { numRuns, seed, endOnFailure: !isShrunk },
    milliseconds: isShrunk ? 600_000 : 30_000 + numRuns * 5_000,
  }
}
