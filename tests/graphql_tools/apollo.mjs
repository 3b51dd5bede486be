// Runs operations, given as JSON lines on stdin, by Apollo Client; prints as a line of each the
// answer, and for a query what its cache then says without asking. Whatever Apollo warns of fails.
import { readFileSync } from "node:fs";
import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { loadDevMessages, loadErrorMessages } from "@apollo/client/dev";
import { lines } from "./lines.mjs";

loadDevMessages();
loadErrorMessages();
for (const level of ["warn", "error"]) {
  console[level] = (...said) => {
    throw new Error(`Apollo Client: ${said.join(" ")}`);
  };
}

const [, , uri, possible] = process.argv;
const { possibleTypes } = JSON.parse(readFileSync(possible, "utf-8"));
const client = new ApolloClient({
  link: new HttpLink({ uri }),
  cache: new InMemoryCache({ possibleTypes }),
});
for await (const { document, variables } of lines()) {
  const asked = gql(document);
  const changes = asked.definitions.some(({ operation }) => operation === "mutation");
  const answer = changes
    ? await client.mutate({ mutation: asked, variables })
    : await client.query({ query: asked, variables });
  const cached = changes ? null : client.readQuery({ query: asked, variables });
  console.log(JSON.stringify({ data: answer.data, cached }));
}
client.stop();
