// Private Link Approver in one resource group: the app, its queues, its state and its log, reached by one identity and no key.
// The identity may read Digital Twins instances, and read and decide their private endpoint connections, in the given subscriptions.

@description('Begins every name. Lower-case letters and digits; with it, names stay within what Azure allows.')
@minLength(3)
@maxLength(12)
param name string = 'plapprover'

@description('Where everything is. A region that has Flex Consumption: az functionapp list-flexconsumption-locations.')
param location string = resourceGroup().location

@description('Ids of the subscriptions whose Digital Twins instances are looked after.')
@minLength(1)
param subscriptions string[]

@description('enforce carries decisions out; observe does everything but the change in Azure.')
@allowed(['observe', 'enforce'])
param mode string = 'observe'

@description('When reconciliation runs: NCRONTAB with six fields, UTC.')
param reconcileSchedule string = '0 */15 * * * *'

@description('Client id of the app registration that people sign in with (docs/identity.md); empty where nobody may.')
param signInClientId string = ''

@description('Client ids of the apps that may get tokens for this one, beside itself; without others the Azure CLI.')
param signInClients string[] = ['04b07795-8ddb-461a-bbee-02f9e1bf7b46']

@description('Whose targets these are: a name for the approver\'s page.')
@maxLength(80)
param organisationName string = ''

@description('Ids of the tenants that are our own; the approver\'s page marks consumers from all others.')
param organisationTenants string[] = [tenant().tenantId]

@description('So many days no entry of the log can be changed or taken back, by anybody who has not unlocked the policy.')
@minValue(1)
@maxValue(146000)
param auditDays int = 2555

@description('So many days telemetry is kept.')
@minValue(30)
@maxValue(730)
param telemetryDays int = 90

@description('At most so many instances of the app.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('Id of the Key Vault whose secret webhook-secrets says who may send signed webhooks; empty where nobody may.')
param webhookVault string = ''

@description('Who else hears of what: the list of docs/notifications.md, without any URL or secret.')
param notifyChannels { name: string, kind: 'webhook' | 'teams' | 'slack', events: string[]? }[] = []

@description('Id of the Key Vault that holds, for each channel, the secret notify-<name>-url, and for a webhook notify-<name>-secret too.')
param notifyVault string = ''

@description('Where people open the app, if not at its own name in Azure.')
param consoleUrl string = ''

@description('On every resource.')
param tags object = {}

var suffix = uniqueString(resourceGroup().id, name)

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-${name}-${suffix}'
  location: location
  tags: tags
}

module telemetry 'modules/telemetry.bicep' = {
  params: {
    name: '${name}-${suffix}'
    location: location
    tags: tags
    days: telemetryDays
    principalId: identity.properties.principalId
  }
}

module serviceBus 'modules/service-bus.bicep' = {
  params: {
    name: 'sb-${name}-${suffix}'
    location: location
    tags: tags
    principalId: identity.properties.principalId
  }
}

module state 'modules/state.bicep' = {
  params: {
    name: take('st${name}${suffix}', 24)
    location: location
    tags: tags
    principalId: identity.properties.principalId
  }
}

module audit 'modules/audit.bicep' = {
  params: {
    name: take('au${name}${suffix}', 24)
    location: location
    tags: tags
    days: auditDays
    principalId: identity.properties.principalId
  }
}

module role 'modules/role.bicep' = {
  scope: subscription()
  params: {
    name: '${name}-${suffix}'
    subscriptions: subscriptions
  }
}

module grants 'modules/grant.bicep' = [
  for id in subscriptions: {
    name: 'grant-${uniqueString(id, suffix)}'
    scope: subscription(id)
    params: {
      roleId: role.outputs.id
      principalId: identity.properties.principalId
    }
  }
]

var webhookSecret = 'webhook-secrets'
// What the parts of the id would be where there is none; nothing is deployed with them.
var noVault = '/subscriptions/none/resourceGroups/none/providers/Microsoft.KeyVault/vaults/none'
var vaultId = split(empty(webhookVault) ? noVault : webhookVault, '/')

module webhooks 'modules/secret-reader.bicep' = if (!empty(webhookVault)) {
  name: 'webhooks-${suffix}'
  scope: resourceGroup(vaultId[2], vaultId[4])
  params: {
    vault: vaultId[8]
    name: webhookSecret
    principalId: identity.properties.principalId
  }
}

var notifySecrets = empty(notifyVault) ? [] : concat(
  map(notifyChannels, channel => 'notify-${channel.name}-url'),
  map(filter(notifyChannels, channel => channel.kind == 'webhook'), channel => 'notify-${channel.name}-secret')
)
var notifyVaultId = split(empty(notifyVault) ? noVault : notifyVault, '/')

module notifies 'modules/secret-reader.bicep' = [
  for secret in notifySecrets: {
    name: take('${secret}-${suffix}', 64)
    scope: resourceGroup(notifyVaultId[2], notifyVaultId[4])
    params: {
      vault: notifyVaultId[8]
      name: secret
      principalId: identity.properties.principalId
    }
  }
]

// NOTIFY_<NAME>_URL and NOTIFY_<NAME>_SECRET, each by the name of what it refers to.
var notifySettings = toObject(
  notifySecrets,
  secret => replace(toUpper(secret), '-', '_'),
  secret => '@Microsoft.KeyVault(VaultName=${notifyVaultId[8]};SecretName=${secret})'
)

module app 'modules/app.bicep' = {
  params: {
    name: '${name}-${suffix}'
    location: location
    tags: tags
    identityId: identity.id
    identityClientId: identity.properties.clientId
    stateAccount: state.outputs.account
    packages: state.outputs.packages
    telemetry: telemetry.outputs.component
    maximumInstances: maximumInstances
    signInClientId: signInClientId
    signInClients: signInClients
    settings: union(notifySettings, {
      ServiceBusConnection__fullyQualifiedNamespace: serviceBus.outputs.host
      ARM_ENDPOINT: environment().resourceManager
      ARM_AUDIENCE: environment().resourceManager
      SUBSCRIPTIONS: join(subscriptions, ',')
      AUDIT_URL: audit.outputs.url
      POLICY_FOLDER: 'policies'
      APPROVER_MODE: mode
      RECONCILE_SCHEDULE: reconcileSchedule
      SIGN_IN_URL: '/.auth/login/aad?post_login_redirect_uri={returnTo}'
      SIGN_OUT_URL: '/.auth/logout?post_logout_redirect_uri=%2Fconsole'
      ORGANISATION_NAME: organisationName
      ORGANISATION_TENANTS: join(organisationTenants, ',')
      WEBHOOK_SECRETS: empty(webhookVault)
        ? ''
        : '@Microsoft.KeyVault(VaultName=${vaultId[8]};SecretName=${webhookSecret})'
      CONSOLE_URL: consoleUrl
      NOTIFY_TOPIC: 'on'
      NOTIFY_CHANNELS: empty(notifyChannels) ? '' : string(notifyChannels)
      NOTIFY_ALLOW_PRIVATE: 'off'
    })
  }
}

@description('Where to deploy the package to: func azure functionapp publish <app>.')
output app string = app.outputs.name

output url string = app.outputs.url

@description('What a federated credential of the app registration names as its subject (docs/identity.md).')
output identityPrincipalId string = identity.properties.principalId

@description('What approver audit verify --audit takes.')
output auditUrl string = audit.outputs.url

@description('What approver request --service-bus takes.')
output serviceBusHost string = serviceBus.outputs.host
