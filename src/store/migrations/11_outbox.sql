CREATE TABLE outbox (
    id TEXT NOT NULL,
    position BIGINT NOT NULL,
    recipient TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX outbox_by_position ON outbox (position, id);
