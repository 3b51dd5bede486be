// PostGraphile as its documentation wants it in production: the default preset, nothing watched,
// no explorer.
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

export default {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: process.env.DATABASE_URL, schemas: ["api"] })],
  grafserv: { host: "127.0.0.1", port: Number(process.env.PORT), watch: false },
};
