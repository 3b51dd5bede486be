-- What PostGraphile shows: tables of the ledger's live rows, and functions for what no table holds.
-- Its own tables and not those of the ledger, whose relations span several columns (they hold the
-- sides of a pairing apart), which would cost every join. Filled from the ledger in schema public.
CREATE SCHEMA api;

-- In the order of graph.words, which is the order that lists have.
CREATE TYPE api.party_kind AS ENUM (
    'province', 'prefecture', 'county', 'township', 'village', 'enterprise', 'school', 'hospital',
    'department', 'association', 'park'
);
CREATE TYPE api.pairing_stage AS ENUM ('negotiating', 'planned', 'signed', 'cancelled');
CREATE TYPE api.cover AS ENUM ('covered', 'planned', 'township_only', 'county_only', 'none');

CREATE TABLE api.party (
    id integer PRIMARY KEY,
    key text COLLATE "C" NOT NULL UNIQUE,
    kind api.party_kind NOT NULL,
    name text NOT NULL,
    parent_id integer REFERENCES api.party
);
CREATE TABLE api.pairing (
    id integer PRIMARY KEY,
    key text COLLATE "C" NOT NULL UNIQUE,
    donor_id integer NOT NULL REFERENCES api.party,
    recipient_id integer NOT NULL REFERENCES api.party,
    programme text,
    stage api.pairing_stage NOT NULL,
    start_day date,
    end_day date,
    agreement text,
    note text,
    version integer NOT NULL
);
CREATE TABLE api.designation (
    id integer PRIMARY KEY,
    village_id integer NOT NULL REFERENCES api.party,
    kind text NOT NULL,
    start_day date,
    end_day date
);
COMMENT ON TABLE api.designation IS '@behavior -*';

INSERT INTO api.party
SELECT id, key, kind::api.party_kind, name, parent_id FROM public.party WHERE retracted = 0;
INSERT INTO api.pairing
SELECT id, key, donor_id, recipient_id, programme, stage::api.pairing_stage, start_day, end_day,
    agreement, note, version
FROM public.pairing WHERE retracted = 0;
INSERT INTO api.designation
SELECT id, village_id, kind, start_day, end_day FROM public.designation WHERE retracted = 0;

CREATE INDEX ON api.party (parent_id, key);
CREATE INDEX ON api.party (key) WHERE kind = 'village';
CREATE INDEX ON api.pairing (donor_id);
CREATE INDEX ON api.pairing (recipient_id, stage, start_day, end_day, donor_id);
CREATE INDEX ON api.designation (village_id);

CREATE FUNCTION api.uncovered_villages(at date) RETURNS SETOF api.party LANGUAGE sql STABLE AS $$
    SELECT village.* FROM api.party AS village
    WHERE village.kind = 'village'
      AND EXISTS (
        SELECT FROM api.designation AS d
        WHERE d.village_id = village.id AND d.kind = 'deep_poverty'
          AND (d.start_day IS NULL OR d.start_day <= at) AND (d.end_day IS NULL OR d.end_day > at))
      AND NOT EXISTS (
        SELECT FROM api.pairing AS p
        WHERE p.recipient_id = village.id AND p.stage = 'signed'
          AND (p.start_day IS NULL OR p.start_day <= at) AND (p.end_day IS NULL OR p.end_day > at))
    ORDER BY village.key
$$;

-- The best stage of a recipient's active pairings: null when it has none.
CREATE FUNCTION api.best_stage(recipient integer, at date) RETURNS api.pairing_stage
LANGUAGE sql STABLE AS $$
    SELECT max(p.stage) FROM api.pairing AS p
    WHERE p.recipient_id = recipient AND p.stage <> 'cancelled'
      AND (p.start_day IS NULL OR p.start_day <= at) AND (p.end_day IS NULL OR p.end_day > at)
$$;
COMMENT ON FUNCTION api.best_stage IS '@behavior -*';

CREATE FUNCTION api.party_cover(party api.party, at date) RETURNS api.cover
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN api.best_stage(party.id, at) = 'signed' THEN 'covered'::api.cover
        WHEN api.best_stage(party.id, at) IS NOT NULL THEN 'planned'
        WHEN api.best_stage(party.parent_id, at) = 'signed' THEN 'township_only'
        WHEN api.best_stage(township.parent_id, at) = 'signed' THEN 'county_only'
        ELSE 'none' END
    FROM api.party AS township
    WHERE township.id = party.parent_id
      AND EXISTS (
        SELECT FROM api.designation AS d
        WHERE d.village_id = party.id AND d.kind = 'deep_poverty'
          AND (d.start_day IS NULL OR d.start_day <= at) AND (d.end_day IS NULL OR d.end_day > at))
$$;

CREATE TYPE api.county_coverage AS (
    county_key text, county_name text, total integer, covered integer, planned integer,
    township_only integer, county_only integer, "none" integer, sole_donor integer
);

CREATE FUNCTION api.coverage_by_county(at date) RETURNS SETOF api.county_coverage
LANGUAGE sql STABLE AS $$
    WITH active AS MATERIALIZED (
        SELECT recipient_id, max(stage) AS best,
            count(DISTINCT donor_id) FILTER (WHERE stage = 'signed') AS donors
        FROM api.pairing
        WHERE stage <> 'cancelled'
          AND (start_day IS NULL OR start_day <= at) AND (end_day IS NULL OR end_day > at)
        GROUP BY recipient_id
    ), target AS (
        SELECT DISTINCT village_id FROM api.designation
        WHERE kind = 'deep_poverty'
          AND (start_day IS NULL OR start_day <= at) AND (end_day IS NULL OR end_day > at)
    ), covers AS (
        SELECT county.key, county.name, v.donors, CASE
            WHEN v.best = 'signed' THEN 0 WHEN v.best IS NOT NULL THEN 1
            WHEN t.best = 'signed' THEN 2 WHEN c.best = 'signed' THEN 3 ELSE 4 END AS cover
        FROM target
        JOIN api.party AS village ON village.id = target.village_id
        JOIN api.party AS township ON township.id = village.parent_id
        JOIN api.party AS county ON county.id = township.parent_id
        LEFT JOIN active AS v ON v.recipient_id = village.id
        LEFT JOIN active AS t ON t.recipient_id = township.id
        LEFT JOIN active AS c ON c.recipient_id = county.id
    )
    SELECT key, min(name), count(*)::integer, count(*) FILTER (WHERE cover = 0)::integer,
        count(*) FILTER (WHERE cover = 1)::integer, count(*) FILTER (WHERE cover = 2)::integer,
        count(*) FILTER (WHERE cover = 3)::integer, count(*) FILTER (WHERE cover = 4)::integer,
        count(*) FILTER (WHERE cover = 0 AND donors = 1)::integer
    FROM covers GROUP BY key ORDER BY key
$$;

CREATE TYPE api.surrounding_node AS (distance integer, key text, name text, kind api.party_kind);
CREATE TYPE api.surrounding_edge AS (
    from_key text, to_key text, pairing_key text, stage api.pairing_stage
);
CREATE TYPE api.surroundings_found AS (
    nodes api.surrounding_node[], edges api.surrounding_edge[], truncated boolean
);

-- Breadth first, level by level; it stops at the level that goes beyond the limit, which a
-- recursive query could not.
CREATE FUNCTION api.surroundings(center text, hops integer, at date, maximum integer)
RETURNS api.surroundings_found LANGUAGE plpgsql STABLE AS $$
DECLARE
    found integer[];
    distances integer[];
    level integer[];
    step integer := 0;
    answer api.surroundings_found;
BEGIN
    SELECT array_agg(id) INTO level FROM api.party WHERE key = center;
    found := level;
    distances := ARRAY[0];
    WHILE step < hops AND cardinality(level) > 0 AND cardinality(found) <= maximum LOOP
        step := step + 1;
        SELECT array_agg(next.id) INTO level FROM (
            SELECT p.recipient_id AS id FROM unnest(level) AS party
            JOIN api.pairing AS p ON p.donor_id = party WHERE p.stage <> 'cancelled'
              AND (p.start_day IS NULL OR p.start_day <= at)
              AND (p.end_day IS NULL OR p.end_day > at)
            UNION
            SELECT p.donor_id FROM unnest(level) AS party
            JOIN api.pairing AS p ON p.recipient_id = party WHERE p.stage <> 'cancelled'
              AND (p.start_day IS NULL OR p.start_day <= at)
              AND (p.end_day IS NULL OR p.end_day > at)
            UNION
            SELECT child.id FROM api.party AS child
            JOIN api.party AS parent ON parent.id = child.parent_id
            WHERE parent.id = ANY (level) AND parent.kind >= 'county'
            UNION
            SELECT parent.id FROM api.party AS child
            JOIN api.party AS parent ON parent.id = child.parent_id
            WHERE child.id = ANY (level) AND parent.kind >= 'county'
            EXCEPT SELECT unnest(found)
        ) AS next;
        level := coalesce(level, '{}');
        found := found || level;
        distances := distances || array_fill(step, ARRAY[cardinality(level)]);
    END LOOP;
    answer.truncated := cardinality(found) > maximum;
    SELECT array_agg(ROW(distance, p.key, p.name, p.kind)::api.surrounding_node ORDER BY place),
        array_agg(p.id)
    INTO answer.nodes, found
    FROM (
        SELECT id, distance, row_number() OVER (ORDER BY distance, kind, key) AS place
        FROM unnest(found, distances) AS reached (id, distance) JOIN api.party USING (id)
        ORDER BY place LIMIT maximum
    ) AS kept JOIN api.party AS p USING (id);
    SELECT array_agg(edge) INTO answer.edges FROM (
        SELECT ROW(donor.key, recipient.key, p.key, p.stage)::api.surrounding_edge AS edge
        FROM unnest(found) AS kept
        JOIN api.pairing AS p ON p.donor_id = kept AND p.recipient_id = ANY (found)
        JOIN api.party AS donor ON donor.id = p.donor_id
        JOIN api.party AS recipient ON recipient.id = p.recipient_id
        WHERE p.stage <> 'cancelled' AND (p.start_day IS NULL OR p.start_day <= at)
          AND (p.end_day IS NULL OR p.end_day > at)
        UNION ALL
        SELECT ROW(child.key, parent.key, NULL, NULL)::api.surrounding_edge
        FROM api.party AS child JOIN api.party AS parent ON parent.id = child.parent_id
        WHERE child.id = ANY (found) AND parent.id = ANY (found) AND parent.kind >= 'county'
    ) AS edges;
    RETURN answer;
END
$$;

ANALYZE;
