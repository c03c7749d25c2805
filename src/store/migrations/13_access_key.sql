CREATE TABLE access_keys (
    id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    note TEXT NOT NULL,
    secret TEXT NOT NULL,
    PRIMARY KEY (id)
);
