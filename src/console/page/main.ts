import { render } from "preact";
import { App } from "./app";
import { lookWhenBack } from "./feeds";
import { h } from "./html";
import { showTheme } from "./kept";
import { followLinks } from "./place";

/** The approver's page. What the server serves before this runs is in ../document.ts. */
showTheme();
followLinks();
lookWhenBack();
const root = document.getElementById("app");
if (root) render(h(App, {}), root);
