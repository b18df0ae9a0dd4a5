import { Stopped } from '../model/stopped.js'

/** The hub's own reason to end a step: a brake, an operator, another worker. */
export class RunStopped extends Stopped {}
