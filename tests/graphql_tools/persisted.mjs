// Runs operations, given as JSON lines on stdin, by hash with Apollo Client; prints as a line of
// each the data, and what was sent for it.
import { createHash } from "node:crypto";
import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { lines } from "./lines.mjs";

const [, , uri, method] = process.argv;
const sent = [];

async function recorded(address, options) {
  const { searchParams } = new URL(address);
  const body = options.body ? JSON.parse(options.body) : Object.fromEntries(searchParams);
  const answer = await fetch(address, options);
  sent.push({ method: options.method, whole: "query" in body, status: answer.status });
  return answer;
}

const hashing = new PersistedQueryLink({
  sha256: (document) => createHash("sha256").update(document).digest("hex"),
  useGETForHashedQueries: method === "GET",
});
const client = new ApolloClient({
  link: hashing.concat(new HttpLink({ uri, fetch: recorded })),
  cache: new InMemoryCache(),
});
for await (const { document, variables } of lines()) {
  const { data } = await client.query({ query: gql(document), variables, fetchPolicy: "no-cache" });
  console.log(JSON.stringify({ data, sent: sent.splice(0) }));
}
client.stop();
