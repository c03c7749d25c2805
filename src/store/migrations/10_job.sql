CREATE TABLE jobs (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    error TEXT,
    payload TEXT NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX jobs_by_time ON jobs (run_at, id);
