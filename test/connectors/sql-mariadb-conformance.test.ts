import { describeWithServer } from '../support/servers.js'
import { sqlConformance } from './sql-conformance.js'

describeWithServer('mariadb', 'a MariaDB database', () => sqlConformance('mariadb'))
