import type { IncomingMessage } from "node:http";
import type { Answer } from "./http-convert";

/** Headers as they came, each with all its values. */
export type DistinctHeaders = Readonly<NodeJS.Dict<readonly string[]>>;

/** What stands before the app and sees every request first, as App Service authentication does in Azure. */
export type Front = (request: IncomingMessage, url: URL) => Promise<Fronted>;

/** It answers itself, or lets the request on with these headers in the place of its own. */
export type Fronted =
  | { readonly kind: "answer"; readonly answer: Answer }
  | { readonly kind: "on"; readonly headers: DistinctHeaders };

/** Makes the front of a server that listens at this address; throws where it must not stand before it. */
export type FrontFor = (address: string) => Front;
