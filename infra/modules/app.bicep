// The function app on Flex Consumption: nothing runs, and nothing is billed, while a request waits.

param name string
param location string
param tags object
param identityId string
param identityClientId string

@description('Name of the storage account for the host\'s state.')
param stateAccount string

@description('URL of the container that packages are deployed to.')
param packages string

@description('Name of the Application Insights component.')
param telemetry string

param maximumInstances int

@description('Client id of the app registration that people sign in with; empty where nobody may.')
param signInClientId string

@description('Client ids of the apps that may get tokens for this one, beside itself.')
param signInClients string[]

@description('Of this app alone, by name.')
param settings object

resource state 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: stateAccount
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: telemetry
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-${name}'
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    // As whom settings that refer to Key Vault are read.
    keyVaultReferenceIdentity: identityId
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packages
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: { name: 'node', version: '22' }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: maximumInstances
      }
    }
  }

  // Neither a user name nor a password deploys.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(settings, {
      AZURE_CLIENT_ID: identityClientId
      ServiceBusConnection__credential: 'managedidentity'
      ServiceBusConnection__clientId: identityClientId
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identityClientId
      AzureWebJobsStorage__blobServiceUri: state.properties.primaryEndpoints.blob
      AzureWebJobsStorage__queueServiceUri: state.properties.primaryEndpoints.queue
      AzureWebJobsStorage__tableServiceUri: state.properties.primaryEndpoints.table
      // Tells where telemetry goes; who may send it is the identity's role.
      APPLICATIONINSIGHTS_CONNECTION_STRING: component.properties.ConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
      // The app proves to Entra that it is itself with its identity, so that no secret of the registration exists.
      OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: identityClientId
      WEBSITE_AUTH_AAD_ALLOWED_TENANTS: tenant().tenantId
    })
  }

  // The platform checks tokens and sessions, removes what callers say of themselves, and writes who they are. It lets those
  // through who are nobody: the page's files, health and signed webhooks are for them, and whoever asks for more learns from
  // the app itself, as problem+json, what is missing and where to sign in. Left out, nobody can sign in at all.
  resource signIn 'config' = if (!empty(signInClientId)) {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: true }
      globalValidation: {
        requireAuthentication: false
        unauthenticatedClientAction: 'AllowAnonymous'
      }
      httpSettings: {
        requireHttps: true
        forwardProxy: { convention: 'NoProxy' }
      }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: {
            clientId: signInClientId
            // One tenant: the object ids that decisions are recorded under are unique in it.
            openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
            clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
          }
          validation: {
            allowedAudiences: ['api://${signInClientId}']
            defaultAuthorizationPolicy: {
              allowedApplications: union([signInClientId], signInClients)
            }
          }
        }
      }
      login: {
        // The app needs nobody's token.
        tokenStore: { enabled: false }
        allowedExternalRedirectUrls: []
        cookieExpiration: {
          convention: 'FixedTime'
          timeToExpiration: '08:00:00'
        }
        nonce: { validateNonce: true }
      }
    }
    dependsOn: [appSettings]
  }
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
