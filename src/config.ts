import { channelsIn } from "./notify/channel-settings";
import type { Channel } from "./notify/channels";
import {
  auditUrl,
  guid,
  guids,
  hostName,
  onOrOff,
  origin,
  ownPath,
  quoted,
  type Reading,
  shortText,
  trueOrNot,
} from "./readings";
import { schedule } from "./schedule";
import { EXAMPLE, readSecrets, type WebhookSecret } from "./webhooks/secrets";

/** What the app is told by its settings. Read once, at start. */
export type Config = {
  readonly armEndpoint: string;
  readonly armAudience: string;
  /** The user-assigned identity to sign in as; absent for the system-assigned one. */
  readonly identityClientId?: string;
  /** Whose Digital Twins instances reconciliation looks through. */
  readonly subscriptions: readonly string[];
  readonly auditUrl: string;
  readonly policyFolder: string;
  readonly mode: "enforce" | "observe";
  /** NCRONTAB, six fields. */
  readonly reconcileSchedule: string;
  readonly serviceBus: ServiceBus;
  /** Whether the platform removes and writes the headers that say who is signed in. */
  readonly signInIsOn: boolean;
  readonly signInUrl: string;
  readonly signOutUrl: string;
  readonly organisationName?: string;
  /** Tenants that are "our own"; empty where nobody said. */
  readonly organisationTenants: readonly string[];
  /** Who may send signed requests; nobody where it is empty. */
  readonly webhookSecrets: readonly WebhookSecret[];
  /** Where people open the app; no slash at its end. */
  readonly consoleUrl: string;
  readonly notifyTopic: boolean;
  readonly notifyChannels: readonly Channel[];
  readonly notifyAllowPrivate: boolean;
};

/** How the app itself reaches the queue that its trigger reads: the same setting, read the same way. */
export type ServiceBus =
  | { readonly kind: "namespace"; readonly host: string }
  | { readonly kind: "connectionString"; readonly connectionString: string };

type Environment = Readonly<Record<string, string | undefined>>;

export type Setting = {
  readonly name: string;
  /** Undefined where the app cannot start without it: nothing that grants access has a default. */
  readonly otherwise?: string;
  readonly meaning: string;
  readonly example: string;
};

/** Every setting, in the order of docs/configuration.md. */
export const SETTINGS = {
  armEndpoint: {
    name: "ARM_ENDPOINT",
    otherwise: "https://management.azure.com",
    meaning: "Where Azure Resource Manager is. Tokens go to this origin and to no other.",
    example: "https://management.usgovcloudapi.net",
  },
  armAudience: {
    name: "ARM_AUDIENCE",
    otherwise: "the origin of ARM_ENDPOINT",
    meaning: "For whom tokens are asked.",
    example: "https://management.usgovcloudapi.net",
  },
  identityClientId: {
    name: "AZURE_CLIENT_ID",
    otherwise: "the system-assigned identity",
    meaning: "Client id of the user-assigned identity that the app signs in as.",
    example: "8d1f6e8e-6a53-4b52-9d2c-2f0b2a7f6a11",
  },
  subscriptions: {
    name: "SUBSCRIPTIONS",
    meaning: "Ids of the subscriptions that reconciliation looks through, separated by commas.",
    example: "50016170-c839-41ba-a724-51e9df440b9e,6f0f1c57-3c0e-4d8f-9f63-0a9f6d2b7c11",
  },
  auditUrl: {
    name: "AUDIT_URL",
    meaning: "Where the audit log is kept: a blob container (https) or a folder (file).",
    example: "https://contosoaudit.blob.core.windows.net/audit",
  },
  policyFolder: {
    name: "POLICY_FOLDER",
    otherwise: "policies",
    meaning: "Folder with the policy documents; relative to the app.",
    example: "policies",
  },
  mode: {
    name: "APPROVER_MODE",
    meaning: "`enforce` carries decisions out; `observe` does everything but the change in Azure.",
    example: "observe",
  },
  reconcileSchedule: {
    name: "RECONCILE_SCHEDULE",
    otherwise: "0 */15 * * * *",
    meaning: "When reconciliation runs: NCRONTAB with six fields, UTC.",
    example: "0 0 * * * *",
  },
  serviceBus: {
    name: "ServiceBusConnection",
    otherwise: "ServiceBusConnection__fullyQualifiedNamespace, with the app's identity",
    meaning: "Connection string of the Service Bus namespace; in Azure the identity-based form is used instead.",
    example:
      "Endpoint=sb://127.0.0.1:7074;SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true;",
  },
  signInIsOn: {
    name: "WEBSITE_AUTH_ENABLED",
    otherwise: "off: nobody is signed in",
    meaning: "Written by App Service, `True` while its authentication is on; nobody else writes it.",
    example: "True",
  },
  signInUrl: {
    name: "SIGN_IN_URL",
    otherwise: "/.auth/login/aad?post_login_redirect_uri={returnTo}",
    meaning: "Path of the sign-in page; `{returnTo}` in it stands for where to go afterwards.",
    example: "/.auth/login/local?post_login_redirect_uri={returnTo}",
  },
  signOutUrl: {
    name: "SIGN_OUT_URL",
    otherwise: "/.auth/logout?post_logout_redirect_uri=%2Fconsole",
    meaning: "Path that signs out.",
    example: "/.auth/logout",
  },
  organisationName: {
    name: "ORGANISATION_NAME",
    otherwise: "none",
    meaning: "Whose targets these are: a name for the page.",
    example: "Contoso",
  },
  organisationTenants: {
    name: "ORGANISATION_TENANTS",
    otherwise: "none",
    meaning: "Ids of the tenants that are our own, separated by commas: the page marks consumers from all others.",
    example: "7c1f0f52-0f3a-4c58-9f43-5be9a7b1c210",
  },
  webhookSecrets: {
    name: "WEBHOOK_SECRETS",
    otherwise: "none: no webhook is taken",
    meaning:
      "Who may send signed requests ([webhooks](webhooks.md)): `name=whsec_…`, separated by commas. The same name twice while a secret is replaced.",
    example: EXAMPLE,
  },
  consoleUrl: {
    name: "CONSOLE_URL",
    otherwise: "https:// and WEBSITE_HOSTNAME, the app's own name in Azure",
    meaning: "Where people open the app: what notifications link to.",
    example: "https://approvals.contoso.com",
  },
  notifyTopic: {
    name: "NOTIFY_TOPIC",
    otherwise: "on",
    meaning: "`on` or `off`: whether every event goes to the Service Bus topic `approval-events`.",
    example: "off",
  },
  notifyChannels: {
    name: "NOTIFY_CHANNELS",
    otherwise: "none",
    meaning: "Who else hears of what: a JSON list of channels ([notifications](notifications.md)).",
    example: '[{"name":"approvers","kind":"teams"}]',
  },
  notifyAllowPrivate: {
    name: "NOTIFY_ALLOW_PRIVATE",
    otherwise: "off",
    meaning: "`on` or `off`: whether channels may be at addresses that are not public, and at http URLs.",
    example: "on",
  },
} as const satisfies { readonly [Key in keyof Config]-?: Setting };

export class ConfigFaults extends Error {
  override readonly name = "ConfigFaults";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `The app cannot start, ${faults.length === 1 ? "one setting is" : `${faults.length} settings are`} wrong:\n${faults.map((fault) => `  - ${fault}`).join("\n")}\nSettings are explained in docs/configuration.md; locally they stand in local.settings.json.`,
    );
    this.faults = faults;
  }
}

/** Reads all settings, or throws every fault at once. */
export function readConfig(environment: Environment): Config {
  const faults: string[] = [];
  const read = <Value>(setting: Setting, parse: (text: string) => Reading<Value>, otherwise?: Value): Value => {
    const text = environment[setting.name]?.trim();
    const reading = text ? parse(text) : missing(otherwise);
    if ("value" in reading) return reading.value;
    faults.push(`${setting.name} ${reading.fault}. For example: ${setting.example}`);
    return otherwise as Value;
  };

  const armEndpoint = read(SETTINGS.armEndpoint, origin, SETTINGS.armEndpoint.otherwise);
  const clientId = read<string | null>(SETTINGS.identityClientId, guid, null);
  const organisation = read<string | null>(SETTINGS.organisationName, shortText, null);
  const allowPrivate = read(SETTINGS.notifyAllowPrivate, onOrOff, false);
  const { channels, faults: channelFaults } = channelsIn(environment, allowPrivate);
  const config: Config = {
    armEndpoint,
    armAudience: read(SETTINGS.armAudience, origin, armEndpoint),
    ...(clientId !== null && { identityClientId: clientId }),
    subscriptions: read(SETTINGS.subscriptions, guids),
    auditUrl: read(SETTINGS.auditUrl, auditUrl),
    policyFolder: read(SETTINGS.policyFolder, (text) => ({ value: text }), SETTINGS.policyFolder.otherwise),
    mode: read(SETTINGS.mode, mode),
    reconcileSchedule: read(SETTINGS.reconcileSchedule, schedule, SETTINGS.reconcileSchedule.otherwise),
    serviceBus: usesNamespace(environment)
      ? read<ServiceBus>(NAMESPACE, namespace)
      : read(SETTINGS.serviceBus, connectionString),
    signInIsOn: read(SETTINGS.signInIsOn, trueOrNot, false),
    signInUrl: read(SETTINGS.signInUrl, ownPath, SETTINGS.signInUrl.otherwise),
    signOutUrl: read(SETTINGS.signOutUrl, ownPath, SETTINGS.signOutUrl.otherwise),
    ...(organisation !== null && { organisationName: organisation }),
    organisationTenants: read(SETTINGS.organisationTenants, guids, []),
    webhookSecrets: read(SETTINGS.webhookSecrets, readSecrets, []),
    consoleUrl: read(SETTINGS.consoleUrl, origin, ownAddress(environment)),
    notifyTopic: read(SETTINGS.notifyTopic, onOrOff, true),
    notifyChannels: channels,
    notifyAllowPrivate: allowPrivate,
  };
  faults.push(...channelFaults);
  if (faults.length > 0) throw new ConfigFaults(faults);
  return config;
}

/** On one machine the host serves plain http, in Azure nothing does. */
function ownAddress(environment: Environment): string {
  const host = environment["WEBSITE_HOSTNAME"] ?? "localhost";
  return `${/^(localhost|127\.0\.0\.1)(:|$)/.test(host) ? "http" : "https"}://${host}`;
}

function missing<Value>(otherwise: Value | undefined): Reading<Value> {
  return otherwise === undefined ? { fault: "is missing" } : { value: otherwise };
}

function mode(text: string): Reading<Config["mode"]> {
  return text === "enforce" || text === "observe"
    ? { value: text }
    : { fault: `is neither enforce nor observe: ${quoted(text)}` };
}

/** Never quoted back: it carries a key. */
function connectionString(text: string): Reading<ServiceBus> {
  if (!/^endpoint=sb:\/\/[^;]+;/i.test(text))
    return { fault: "is no connection string: it must begin with Endpoint=sb://" };
  const has = (name: string) => new RegExp(`;\\s*${name}=[^;]`, "i").test(text);
  const hasKey = (has("SharedAccessKeyName") && has("SharedAccessKey")) || has("SharedAccessSignature");
  return hasKey || has("UseDevelopmentEmulator")
    ? { value: { kind: "connectionString", connectionString: text } }
    : { fault: "has no key: it must hold SharedAccessKeyName and SharedAccessKey" };
}

/** The identity-based form of ServiceBusConnection, read where there is no connection string. */
const NAMESPACE: Setting = {
  name: "ServiceBusConnection__fullyQualifiedNamespace",
  meaning: "Host name of the Service Bus namespace.",
  example: "contoso.servicebus.windows.net",
};

function usesNamespace(environment: Environment): boolean {
  const given = (name: string) => Boolean(environment[name]?.trim());
  return given(NAMESPACE.name) && !given(SETTINGS.serviceBus.name);
}

function namespace(text: string): Reading<ServiceBus> {
  const reading = hostName(text);
  return "value" in reading ? { value: { kind: "namespace", host: reading.value } } : reading;
}
