// The identity's right to read one secret of a Key Vault that exists already, and no other.

param vault string

@description('Name of the secret.')
param name string
param principalId string

resource keyVault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vault

  resource kept 'secrets' existing = {
    name: name
  }
}

var secretsUser = '4633458b-17de-408a-874b-0445c86b69e6'

resource reads 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: keyVault::kept
  name: guid(keyVault::kept.id, principalId, secretsUser)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}
