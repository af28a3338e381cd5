/** App settings, as in local.settings.json and the environment. */
export type Settings = Readonly<Record<string, string | undefined>>;

export type Resolved =
  | { readonly kind: "value"; readonly value: string }
  | { readonly kind: "missing"; readonly names: readonly string[] };

const NAME = /%([^%\s]+)%/g;

/** Puts settings in the place of `%NAME%`. */
export function resolveNames(text: string, settings: Settings): Resolved {
  const names = [...text.matchAll(NAME)].map((match) => match[1] ?? "");
  const missing = names.filter((name) => settings[name] === undefined);
  if (missing.length > 0) return { kind: "missing", names: missing };
  return { kind: "value", value: text.replace(NAME, (_, name: string) => settings[name] ?? "") };
}

export type Connection =
  | { readonly kind: "connection"; readonly connectionString: string }
  | { readonly kind: "fault"; readonly why: string };

/** The connection string that a binding means by `name`: Azure looks at `AzureWebJobs<name>` first, then at `<name>`. */
export function connectionNamed(name: string, settings: Settings): Connection {
  const value = settings[`AzureWebJobs${name}`] || settings[name];
  if (value) return { kind: "connection", connectionString: value };
  const identity = Object.keys(settings).find((key) => key.toLowerCase().startsWith(`${name.toLowerCase()}__`));
  if (identity)
    return fault(
      `The connection "${name}" is set up for an identity (${identity}). On this machine it takes a connection string: set ${name}.`,
    );
  return fault(
    `The connection "${name}" is missing or empty. Set ${name} in local.settings.json or in the environment.`,
  );
}

/** Whether a setting says yes, as in `AzureWebJobs.<function>.Disabled`. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(true|1)$/i.test(value);
}

function fault(why: string): Connection {
  return { kind: "fault", why };
}
