-- One row that is changed to find out whether the database can write.
CREATE TABLE readiness (
    writes BIGINT NOT NULL,
    PRIMARY KEY (writes)
);
INSERT INTO readiness (writes) VALUES (0);
