-- Files that people sent, in pieces, for every node that shares the database.
create table stored_pieces (
    organization_id uuid NOT NULL,
    name character varying(200) COLLATE "C" NOT NULL,
    number integer NOT NULL,
    content bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_stored_pieces PRIMARY KEY (organization_id, name, number)
);

create index ix_stored_pieces_created_at on stored_pieces (created_at);

-- Pictures and packed files do not get smaller.
alter table stored_pieces alter column content set storage external;
