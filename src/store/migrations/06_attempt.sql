CREATE TABLE attempts (
    pool TEXT NOT NULL,
    name TEXT NOT NULL,
    failures BIGINT NOT NULL,
    counted_at BIGINT NOT NULL,
    locked_until BIGINT NOT NULL,
    forgotten_at BIGINT NOT NULL,
    PRIMARY KEY (pool, name)
);
CREATE INDEX attempts_by_forgetting ON attempts (forgotten_at);

-- Sliding windows: the times of what was let through.
CREATE TABLE limits (
    pool TEXT NOT NULL,
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    times TEXT NOT NULL,
    forgotten_at BIGINT NOT NULL,
    PRIMARY KEY (pool, name)
);
CREATE INDEX limits_by_forgetting ON limits (forgotten_at);
