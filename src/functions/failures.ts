import { app } from "@azure/functions";
import { answerFailure } from "../http/failure";

/** Steps and triggers of other kinds fail as the engine wants them to. */
app.hook.postInvocation(answerFailure);
