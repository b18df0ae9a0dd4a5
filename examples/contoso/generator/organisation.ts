/** What a department is called, and the work in it. */
export interface Department {
  readonly name: string
  readonly share: number
  readonly titles: readonly string[]
}

/** Contoso's departments with their share of its people. One has a comma, as departments do. */
export const CONTOSO_DEPARTMENTS: readonly Department[] = [
  { name: 'Finance', share: 7, titles: ['Accountant', 'Controller', 'Payroll Clerk'] },
  { name: 'Human Resources', share: 5, titles: ['Recruiter', 'HR Partner', 'Trainer'] },
  {
    name: 'Information Technology',
    share: 11,
    titles: ['System Administrator', 'Developer', 'Service Desk Agent', 'Architect'],
  },
  { name: 'Legal', share: 3, titles: ['Counsel', 'Paralegal'] },
  { name: 'Manufacturing', share: 24, titles: ['Operator', 'Shift Lead', 'Technician', 'Quality Inspector'] },
  { name: 'Marketing', share: 7, titles: ['Copywriter', 'Brand Manager', 'Designer'] },
  {
    name: 'Research, Development',
    share: 14,
    titles: ['Scientist', 'Engineer', 'Lab Assistant', 'Engineer "Level 2"'],
  },
  { name: 'Sales', share: 16, titles: ['Account Manager', 'Sales Representative', 'Sales Assistant'] },
  { name: 'Supply Chain', share: 8, titles: ['Buyer', 'Planner', 'Warehouse Clerk'] },
  { name: 'Customer Service', share: 5, titles: ['Agent', 'Team Coach'] },
]

export const FABRIKAM_DEPARTMENTS: readonly Department[] = [
  { name: 'Finance', share: 10, titles: ['Accountant', 'Controller'] },
  { name: 'Design', share: 30, titles: ['Designer', 'Pattern Maker'] },
  { name: 'Weaving & Dyeing', share: 40, titles: ['Weaver', 'Dyer', 'Technician'] },
  { name: 'Sales', share: 20, titles: ['Sales Representative', 'Account Manager'] },
]

/** Departments as often as their share says, so that picking one at random keeps the shares. */
export function byShare(departments: readonly Department[]): readonly Department[] {
  return departments.flatMap(department => Array.from({ length: department.share }, () => department))
}
