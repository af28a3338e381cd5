/** Somebody made up, as an organisation's directory would have them. */
export type MadeUp = {
  /** What they are called on command lines. */
  readonly nick: string;
  readonly id: string;
  readonly name: string;
  readonly userName: string;
  /** What they are there for, on the sign-in page. */
  readonly about: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
};

/** The tenant that the example policy's own subscriptions belong to. */
export const TENANT = "70000000-0000-4000-8000-000000000001";
export const ORGANISATION = "Contoso";

export const PEOPLE: readonly MadeUp[] = [
  {
    nick: "sam",
    id: "5a000000-0000-4000-8000-000000000001",
    name: "Sam Oduya",
    userName: "sam@contoso.example",
    about: "asks for connections",
    roles: ["Requester"],
    groups: [],
  },
  {
    nick: "mara",
    id: "5a000000-0000-4000-8000-000000000002",
    name: "Mara Lindqvist",
    userName: "mara@contoso.example",
    about: "approves, and runs the app",
    roles: ["Approver", "Operator"],
    groups: ["platform-network", "customer-success"],
  },
  {
    nick: "tunde",
    id: "5a000000-0000-4000-8000-000000000003",
    name: "Tunde Okafor",
    userName: "tunde@contoso.example",
    about: "approves",
    roles: ["Approver"],
    groups: ["platform-network"],
  },
  {
    nick: "ines",
    id: "5a000000-0000-4000-8000-000000000004",
    name: "Ines Carvalho",
    userName: "ines@contoso.example",
    about: "approves for customers",
    roles: ["Approver"],
    groups: ["customer-success"],
  },
  {
    nick: "priya",
    id: "5a000000-0000-4000-8000-000000000005",
    name: "Priya Raman",
    userName: "priya@contoso.example",
    about: "reads everything afterwards",
    roles: ["Auditor"],
    groups: [],
  },
];

export function personCalled(nick: string | null | undefined): MadeUp | undefined {
  return PEOPLE.find((one) => one.nick === nick);
}
