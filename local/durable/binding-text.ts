/** Where the two bases of the HTTP API are mounted, and the key of the public one. */
export type Bases = {
  /** `http://host:port/runtime/webhooks/durabletask`, for people and other programs. */
  readonly publicBase: string;
  /** `http://127.0.0.1:port/durabletask/`, for the app's own client. */
  readonly rpcBase: string;
  readonly code: string;
};

/** What a `durableClient` input binding is given (durable-protocol section 9). */
export function bindingTextFor({ publicBase, rpcBase, code }: Bases, taskHub: string): string {
  const base = publicBase.replace(/\/$/, "");
  const key = `code=${code}`;
  const required = `taskHub=${taskHub}&connection=Storage&${key}`;
  const create = `${base}/orchestrators/{functionName}[/{instanceId}]`;
  const manage = `${base}/instances/INSTANCEID`;
  return JSON.stringify({
    taskHubName: taskHub,
    connectionName: null,
    creationUrls: {
      createNewInstancePostUri: `${create}?${key}`,
      createAndWaitOnNewInstancePostUri: `${create}?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}&${key}`,
    },
    managementUrls: {
      id: "INSTANCEID",
      statusQueryGetUri: `${manage}?${required}`,
      sendEventPostUri: `${manage}/raiseEvent/{eventName}?${required}`,
      terminatePostUri: `${manage}/terminate?reason={text}&${required}`,
      rewindPostUri: `${manage}/rewind?reason={text}&${required}`,
      purgeHistoryDeleteUri: `${manage}?${required}`,
      restartPostUri: `${manage}/restart?${required}`,
      suspendPostUri: `${manage}/suspend?reason={text}&${required}`,
      resumePostUri: `${manage}/resume?reason={text}&${required}`,
    },
    baseUrl: base,
    requiredQueryStringParameters: required,
    rpcBaseUrl: rpcBase.endsWith("/") ? rpcBase : `${rpcBase}/`,
    httpBaseUrl: null,
    maxGrpcMessageSizeInBytes: null,
    grpcHttpClientTimeout: null,
  });
}
