// Runs every audit of npm graphql-http against the address given and prints the outcomes as JSON.
import { serverAudits } from "graphql-http";

const outcomes = [];
for (const audit of serverAudits({ url: process.argv[2] })) {
  const { id, name, status, reason } = await audit.fn();
  outcomes.push({ id, name, status, reason });
}
console.log(JSON.stringify(outcomes));
