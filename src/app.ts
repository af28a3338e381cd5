/** What Azure loads: every trigger registers itself. */
import "./functions/queue";
import "./functions/requests";
import "./functions/webhooks";
import "./functions/decisions";
import "./functions/reconcile";
import "./functions/workflow";
import "./functions/policy";
import "./functions/health";
import "./functions/me";
import "./functions/console";
import "./functions/docs";
import "./functions/failures";
