import { aboutAsked, aboutOf, connectionNameOf } from "../../src/approval/about";
import { factsWith, request } from "../workflow/world";

const { connectionId } = request;
const target = connectionId.replace(/\/privateEndpointConnections\/.*$/, "");

test("what Azure and the directory gave is told in short, and what nobody gave is absent", () => {
  const facts = factsWith("Pending");
  const bare = aboutOf({
    ...facts,
    connection: { ...facts.connection, privateEndpoint: undefined },
    target: { id: target, name: "twins", connections: [] },
    consumer: {},
  } as never);
  expect(bare).toEqual({ consumer: {}, target: { id: target, name: "twins" } });
  const whole = aboutOf({
    ...facts,
    connection: { ...facts.connection, privateEndpoint: { name: "pe-line-4" } },
    target: { id: target, name: "twins", connections: [], tags: { ENV: "prod" }, location: "westeurope" },
    consumer: { owner: "Lines", tenant: "t", subscription: "s" },
  } as never);
  expect(whole).toEqual({
    consumer: { owner: "Lines", tenant: "t", subscription: "s", endpoint: "pe-line-4" },
    target: { id: target, name: "twins", env: "prod", location: "westeurope" },
  });
});

test("before Azure was read, the id tells the target and the connection by name", () => {
  expect(aboutAsked(request)).toEqual({ consumer: {}, target: { id: target, name: target.split("/").at(-1) } });
  expect(connectionNameOf(connectionId)).toBe(connectionId.split("/").at(-1));
});

test("an id that is none is shown as it is", () => {
  expect(aboutAsked({ ...request, connectionId: "/nothing" }).target).toEqual({ id: "/nothing", name: "/nothing" });
  expect(connectionNameOf("/nothing")).toBe("/nothing");
});
