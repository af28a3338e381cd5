// The log of decisions: append blobs that can be added to and never changed, in an account of their own, so that what
// the host may do with its state it may not do here.

param name string
param location string
param tags object
param days int
param principalId string

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource log 'containers' = {
      name: 'audit'

      // Deployed unlocked, so that a trial can be taken down. Lock it when it is for real: az storage container immutability-policy lock.
      resource immutability 'immutabilityPolicies' = {
        name: 'default'
        properties: {
          immutabilityPeriodSinceCreationInDays: days
          allowProtectedAppendWrites: true
        }
      }
    }
  }
}

// Read and add: no built-in role is without overwriting and deleting.
resource keeper 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(account.id, 'keeper')
  properties: {
    roleName: 'Private Link Approver log keeper (${name})'
    description: 'Reads blobs, creates new ones and appends to them. Changes and deletes none.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: []
        notActions: []
        dataActions: [
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action'
        ]
        notDataActions: []
      }
    ]
  }
}

resource keeps 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::blobs::log
  name: guid(account.id, principalId, keeper.id)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: keeper.id
  }
}

@description('URL of the log\'s container.')
output url string = '${account.properties.primaryEndpoints.blob}${account::blobs::log.name}'
