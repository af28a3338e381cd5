// Lets Azure Resource Manager tell the app at once when a private endpoint connection was written in a subscription, instead
// of at the next reconciliation. Deployed after the app's code, because Event Grid asks the app first, and once for each
// subscription: az deployment sub create --location <region> --template-file infra/events.bicep --parameters appId=<id>

targetScope = 'subscription'

@description('Resource id of the function app; it may be in another subscription.')
param appId string

@description('Name of the event subscription.')
param name string = 'private-link-approver'

var place = split(appId, '/')

resource site 'Microsoft.Web/sites@2024-04-01' existing = {
  scope: resourceGroup(place[2], place[4])
  name: place[8]
}

resource events 'Microsoft.EventGrid/eventSubscriptions@2022-06-15' = {
  name: name
  properties: {
    destination: {
      endpointType: 'WebHook'
      properties: {
        // The key goes from one part of Azure to another: nobody sees it, and it opens nothing that people use.
        endpointUrl: 'https://${site.properties.defaultHostName}/api/webhooks/event-grid?code=${listKeys('${appId}/host/default', '2024-04-01').functionKeys.default}'
        maxEventsPerBatch: 20
        preferredBatchSizeInKilobytes: 64
      }
    }
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    filter: {
      includedEventTypes: ['Microsoft.Resources.ResourceWriteSuccess']
      advancedFilters: [
        {
          operatorType: 'StringContains'
          key: 'subject'
          values: ['/digitalTwinsInstances/']
        }
        {
          operatorType: 'StringContains'
          key: 'subject'
          values: ['/privateEndpointConnections/']
        }
      ]
    }
  }
}
