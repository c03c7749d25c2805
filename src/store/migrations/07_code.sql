CREATE TABLE codes (
    pool TEXT NOT NULL,
    sub TEXT NOT NULL,
    proof TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (pool, sub, proof)
);
CREATE INDEX codes_by_expiry ON codes (expires_at);
