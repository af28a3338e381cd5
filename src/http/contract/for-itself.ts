import * as z from "zod";
import type { Operation } from "./operation";
import { me } from "./parties";

/** What the API tells of itself: no secret, and needed before anybody can sign in. */
export const forItself: readonly Operation[] = [
  {
    id: "readMe",
    method: "get",
    path: "/api/me",
    area: "About",
    summary: "Read as whom you are signed in, and with which roles",
    who: "signedIn",
    headers: ["If-None-Match"],
    answers: {
      200: { what: "Who is signed in.", schema: me, headers: ["ETag"] },
      304: { what: "Nothing has changed.", headers: ["ETag"] },
    },
    problems: [],
  },
  {
    id: "readOpenApi",
    method: "get",
    path: "/api/openapi.json",
    area: "About",
    summary: "This document",
    who: "anybody",
    headers: ["If-None-Match"],
    answers: {
      200: {
        what: "OpenAPI 3.1.",
        schema: z.looseObject({ openapi: z.string() }).meta({ id: "OpenApi" }),
        headers: ["ETag"],
      },
      304: { what: "Nothing has changed.", headers: ["ETag"] },
    },
    problems: [],
  },
  {
    id: "readDocs",
    method: "get",
    path: "/api/docs",
    area: "About",
    summary: "This document as a page",
    who: "anybody",
    headers: ["If-None-Match"],
    answers: {
      200: { what: "A page without scripts.", schema: z.string(), type: "text/html", headers: ["ETag"] },
      304: { what: "Nothing has changed.", headers: ["ETag"] },
    },
    problems: [],
  },
];
