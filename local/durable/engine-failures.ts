import type { FailureTexts, StructuredFailure } from "./protocol";
import type { Answer } from "./runner";

/** How failures read (section 6). An app can only test their texts, so they are what the extension writes. */

type Thrown = Extract<Answer, { readonly kind: "threw" }>;

/** The extension keeps the blank in front of the message, hence two of them after the colon. */
export function activityFailure(name: string, { message, stack }: Thrown): FailureTexts {
  const structured = structuredIn(message);
  if (structured)
    return {
      Reason: `Activity function '${name}' failed with an unhandled exception.`,
      Details: null,
      FailureDetails: structured,
    };
  return {
    Reason: `Activity function '${name}' failed:  ${message}`,
    Details: exceptionText(message, stack),
    FailureDetails: null,
  };
}

/** With setExceptionPropertiesProvider the message is itself JSON. */
function structuredIn(message: string): StructuredFailure | undefined {
  if (!message.startsWith("{")) return undefined;
  const parsed = parsedOr(message);
  if (typeof parsed !== "object" || parsed === null) return undefined;
  const { errorType, errorMessage, stackTrace, isNonRetriable, properties } = parsed as Readonly<
    Record<string, unknown>
  >;
  if (typeof errorType !== "string" || typeof errorMessage !== "string") return undefined;
  return {
    ErrorType: errorType,
    ErrorMessage: errorMessage,
    ...(typeof stackTrace === "string" && { StackTrace: stackTrace }),
    IsNonRetriable: isNonRetriable === true,
    Properties: properties ?? null,
    InnerFailure: null,
  };
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The .NET exception as JSON, with those of its properties that say something. */
function exceptionText(message: string, stack: string): string {
  return JSON.stringify({
    $type: "System.Exception, System.Private.CoreLib",
    ClassName: "System.Exception",
    Message: ` ${message}`,
    Data: null,
    InnerException: {
      $type: "Microsoft.Azure.WebJobs.Script.Workers.Rpc.RpcException, Microsoft.Azure.WebJobs.Script.Grpc",
      IsUserException: false,
      RemoteStackTrace: stack,
      RemoteMessage: message,
      RemoteTypeName: null,
      Message: `Result: Failure\nType: \nException: ${message}\nStack: ${stack}`,
      Data: { $type: "System.Collections.ListDictionaryInternal, System.Private.CoreLib" },
      InnerException: null,
      HelpLink: null,
      Source: "System.Private.CoreLib",
      HResult: -2146233088,
      StackTrace: null,
    },
    HelpURL: null,
    StackTraceString: null,
    RemoteStackTraceString: null,
    RemoteStackIndex: 0,
    ExceptionMethod: null,
    HResult: -2146233088,
    Source: null,
    WatsonBuckets: null,
  });
}

/** Scheduled while it was registered, and gone when its turn came: the app was changed in between. */
export function missingActivity(name: string): FailureTexts {
  const why = `The function '${name}' doesn't exist, is disabled, or is not an activity function.`;
  return {
    Reason: `Activity function '${name}' failed: ${why}`,
    Details: exceptionText(why, ""),
    FailureDetails: null,
  };
}

/** A status code is never a failure of callHttp; no connection is, and its reason has no prefix. */
export function httpFailure(message: string): FailureTexts {
  return { Reason: message, Details: exceptionText(message, ""), FailureDetails: null };
}

/** What an orchestrator's failure reads like, to its client and to its parent. */
export function orchestratorFailure(name: string, error: string, stack: string): FailureTexts {
  return {
    Reason: `Orchestrator function '${name}' failed: ${error}`,
    Details: `Message: ${error}, StackTrace: ${stack}`,
    FailureDetails: null,
  };
}

/** A structured failure that the orchestrator let pass: its text stands without the usual beginning. */
export function structuredOrchestratorFailure(error: string, details: unknown): FailureTexts {
  return { Reason: error, Details: null, FailureDetails: details as StructuredFailure };
}
