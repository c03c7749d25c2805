CREATE TABLE signing_keys (
    pool TEXT NOT NULL,
    kid TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    pkcs8 TEXT NOT NULL,
    PRIMARY KEY (pool, kid)
);

-- Two programs that make keys for the same pool at once must agree on one.
CREATE UNIQUE INDEX signing_keys_in_use ON signing_keys (pool, kind) WHERE state = 'current';
