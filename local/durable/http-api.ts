/** One call of the HTTP API, without the base that it came under. */
export type ApiRequest = {
  readonly method: string;
  /** Below the base and as it was sent, still percent-encoded: `instances/order-1/raiseEvent/Approval`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Undefined for none. */
  readonly body: string | undefined;
  readonly contentType: string | undefined;
  /** The base it came under: `http://127.0.0.1:7071/runtime/webhooks/durabletask` or `http://127.0.0.1:7071/durabletask`. */
  readonly base: string;
  /** The key that the URLs in answers carry. */
  readonly code: string;
  /** The header `x-ms-continuation-token`. */
  readonly continuationToken?: string | undefined;
};

export type ApiAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for no body. */
  readonly body: string;
};
