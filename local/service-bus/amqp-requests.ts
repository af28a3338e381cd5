import { type Connection, message as codec, type EventContext, type Receiver, type Sender, types } from "rhea";
import { faultOf } from "./amqp-errors";
import { manage } from "./amqp-management";
import type { DurableBroker } from "./durable-broker";
import { cut } from "./rhea-inside";

/** A request, as both `$cbs` and `$management` get them. */
type Request = {
  readonly message_id?: unknown;
  readonly reply_to?: string | null;
  readonly application_properties?: Readonly<Record<string, unknown>> | null;
  readonly body?: unknown;
};

/** Clients wait for one answer at a time, so this is plenty. */
const WINDOW = 100;

/** Any token is good here: there is one user, and the emulator asks for none either. It is not read, kept or shown. */
export function takeTokens(link: Receiver): void {
  answerEach(link, async () => ({
    application_properties: { "status-code": types.wrap_int(202), "status-description": "Accepted" },
  }));
}

export function takeRequests(link: Receiver, path: string, broker: DurableBroker): void {
  answerEach(link, async ({ application_properties: properties, body }) => {
    const operation = String(properties?.["operation"] ?? "");
    const answer = await manage(broker, { path, operation, body });
    if (answer.kind === "refused") {
      const { status, condition, description } = faultOf(answer.why);
      return {
        application_properties: {
          statusCode: types.wrap_int(status),
          errorCondition: condition,
          statusDescription: description,
        },
      };
    }
    const statusCode = types.wrap_int(answer.value ? 200 : 204);
    return { application_properties: { statusCode, statusDescription: "OK" }, body: answer.value ?? {} };
  });
}

function answerEach(link: Receiver, answer: (request: Request) => Promise<Readonly<Record<string, unknown>>>): void {
  link.on("message", ({ message, delivery }: EventContext) => {
    if (!(delivery && Buffer.isBuffer(message))) return;
    delivery.accept();
    link.add_credit(1);
    respond(link.connection, message, answer).catch(() => cut(link.connection));
  });
  link.add_credit(WINDOW);
}

async function respond(
  connection: Connection,
  bytes: Buffer,
  answer: (request: Request) => Promise<Readonly<Record<string, unknown>>>,
): Promise<void> {
  const request = codec.decode(bytes) as Request;
  const reply = await answer(request);
  // $management names the target of the client's link, $cbs only the link itself.
  const link: Sender | undefined = connection.find_sender(
    (one: Sender) => one.name === request.reply_to || one.target?.address === request.reply_to,
  );
  if (link?.is_open()) link.send({ ...reply, correlation_id: request.message_id } as never);
}
