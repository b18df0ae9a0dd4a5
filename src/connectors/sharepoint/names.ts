/** The one object type of a profile store. */
export const USER = 'user'

export const ACCOUNT_PROPERTY = 'AccountName'
export const GUID_PROPERTY = 'UserProfile_GUID'

/** The photo itself, which no property holds: it is uploaded, and a property gets its address. */
export const PHOTO_ATTRIBUTE = 'Picture'

export const CLAIM_PROVIDER_TYPE = 'SPS-ClaimProviderType'
export const CLAIM_PROVIDER_ID = 'SPS-ClaimProviderID'
export const CLAIM_ID = 'SPS-ClaimID'
