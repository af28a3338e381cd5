// What the identity may do to the connections it decides: exactly what the code calls.
targetScope = 'subscription'

param name string
param subscriptions string[]

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(subscription().id, name)
  properties: {
    roleName: 'Private Link Approver (${name})'
    description: 'Reads Digital Twins instances; reads their private endpoint connections and sets their status.'
    type: 'CustomRole'
    assignableScopes: union([subscription().id], map(subscriptions, id => '/subscriptions/${id}'))
    permissions: [
      {
        actions: [
          'Microsoft.DigitalTwins/digitalTwinsInstances/read'
          'Microsoft.DigitalTwins/digitalTwinsInstances/privateEndpointConnections/read'
          'Microsoft.DigitalTwins/digitalTwinsInstances/privateEndpointConnections/write'
          // Where Azure says that a change can be followed: below the connection, and below the region. Azure has spelt the
          // latter operationResults, operationsResults and operationsStatuses.
          'Microsoft.DigitalTwins/digitalTwinsInstances/privateEndpointConnections/operationResults/read'
          'Microsoft.DigitalTwins/locations/operation*/read'
        ]
        notActions: []
        dataActions: []
        notDataActions: []
      }
    ]
  }
}

output id string = role.id
