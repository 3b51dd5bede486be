// Runs operations, given as JSON lines on stdin, by graphql-request; prints each answer as a line.
import { GraphQLClient } from "graphql-request";
import { lines } from "./lines.mjs";

const client = new GraphQLClient(process.argv[2]);
for await (const { document, variables } of lines()) {
  console.log(JSON.stringify(await client.request(document, variables)));
}
