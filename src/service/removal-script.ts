/** The beginning of a PowerShell script that removes profiles; accounts follow, one a line, and {@link REMOVAL_SCRIPT_END}. */
export const REMOVAL_SCRIPT_BEGIN = `# Removes user profiles whose persons are gone. Run it in the SharePoint Management Shell of a farm server, as an account with full
# control of the User Profile service application. Look first: .\\remove-profiles.ps1 -Site https://my.contoso.com -WhatIf
[CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High')]
param(
  # A site of a web application that uses the User Profile service application.
  [Parameter(Mandatory = $true)] [string] $Site
)
$ErrorActionPreference = 'Stop'
Add-PSSnapin Microsoft.SharePoint.PowerShell -ErrorAction SilentlyContinue
$context = Get-SPServiceContext -Site (Get-SPSite $Site)
$manager = New-Object Microsoft.Office.Server.UserProfiles.UserProfileManager($context)
$accounts = @(
`

export const REMOVAL_SCRIPT_END = `)
foreach ($account in $accounts) {
  if (-not $manager.UserExists($account)) { Write-Output "$account is gone already."; continue }
  if ($PSCmdlet.ShouldProcess($account, 'Remove user profile')) {
    $manager.RemoveUserProfile($account)
    Write-Output "$account is removed."
  }
}
`

/** One account of the script's list. */
export const removalScriptLine = (account: string): string => `  ${quoted(account)}\n`

/**
 * A text as a PowerShell expression. Within single quotes nothing but a quote means anything; PowerShell takes typographic quotes for
 * quotes, too, and Windows PowerShell reads a file by the machine's code page: whatever is not printable ASCII is given by its number.
 */
export function quoted(text: string): string {
  const parts = text.match(/[\x20-\x7e]+|[^\x20-\x7e]/g) ?? []
  const written = parts.map(part =>
    /^[\x20-\x7e]/.test(part)
      ? `'${part.replaceAll("'", "''")}'`
      : `[char]0x${part.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  // A text comes first, so that characters are joined and not added up.
  if (written.length === 0 || written[0]?.startsWith('[')) written.unshift("''")
  return written.length === 1 ? (written[0] as string) : `(${written.join(' + ')})`
}
