-- What outlives the pool that it is about.
CREATE TABLE audit (
    id TEXT NOT NULL,
    position BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    action TEXT NOT NULL,
    actor TEXT NOT NULL,
    pool TEXT,
    subject TEXT,
    request TEXT,
    PRIMARY KEY (id)
);
CREATE INDEX audit_by_position ON audit (position, id);
CREATE INDEX audit_by_pool ON audit (pool, position, id);
CREATE INDEX audit_by_time ON audit (recorded_at);
