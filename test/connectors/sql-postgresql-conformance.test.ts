import { describe } from '@jest/globals'
import { sqlConformance } from './sql-conformance.js'

describe('a PostgreSQL database', () => sqlConformance('postgresql'))
