-- Tickets are worked here: who works on them, what was written, merged and prepared.
ALTER TABLE tickets ADD COLUMN assignee_id uuid;

ALTER TABLE tickets ADD COLUMN vehicle_ref character varying(200) COLLATE "C";

ALTER TABLE tickets ADD COLUMN service_visit_ref character varying(200) COLLATE "C";

ALTER TABLE tickets ADD COLUMN invoice_ref character varying(200) COLLATE "C";

ALTER TABLE tickets ADD COLUMN merged_into_id uuid;

ALTER TABLE tickets ADD COLUMN kept_fields character varying(400);

CREATE TABLE macros (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    name character varying(100) NOT NULL,
    name_key character varying(255) COLLATE "C" NOT NULL,
    body text NOT NULL,
    status character varying(40),
    priority character varying(40),
    category character varying(100),
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT pk_macros PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_macros_priority CHECK (priority in ('low', 'normal', 'high', 'urgent')),
    CONSTRAINT ck_macros_status CHECK (status in ('open', 'pending', 'on_hold', 'resolved', 'closed')),
    CONSTRAINT fk_macros_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);

CREATE TABLE outgoing_messages (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    source_type character varying(40) NOT NULL,
    source_id uuid NOT NULL,
    recipient character varying(320),
    subject character varying(600) NOT NULL,
    body text NOT NULL,
    status character varying(40) NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_outgoing_messages PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_outgoing_messages_status CHECK (status in ('waiting', 'no_address')),
    CONSTRAINT fk_outgoing_messages_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE RESTRICT
);

CREATE TABLE ticket_merges (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    into_id uuid NOT NULL,
    status_before character varying(40) NOT NULL,
    resolved_before timestamp with time zone,
    merged_by_id uuid,
    merged_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_ticket_merges PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_ticket_merges_status_before CHECK (status_before in ('open', 'pending', 'on_hold', 'resolved', 'closed'))
);

CREATE TABLE ticket_messages (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    kind character varying(40) NOT NULL,
    body text NOT NULL,
    created_by_id uuid,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_ticket_messages PRIMARY KEY (organization_id, id),
    CONSTRAINT ck_ticket_messages_kind CHECK (kind in ('public', 'internal'))
);

CREATE UNIQUE INDEX ux_macros_name_key ON macros (organization_id, name_key);

CREATE INDEX ix_outgoing_messages_status_created_at_id ON outgoing_messages (organization_id, status, created_at, id);

CREATE UNIQUE INDEX ux_outgoing_messages_source_type_source_id ON outgoing_messages (organization_id, source_type, source_id);

CREATE INDEX ix_ticket_merges_into_id ON ticket_merges (organization_id, into_id);

CREATE INDEX ix_ticket_merges_ticket_id ON ticket_merges (organization_id, ticket_id);

CREATE INDEX ix_ticket_messages_ticket_id_created_at_id ON ticket_messages (organization_id, ticket_id, created_at, id);

CREATE INDEX ix_tickets_assignee_id_happened_at_id ON tickets (organization_id, assignee_id, happened_at, id) WHERE assignee_id is not null;

CREATE INDEX ix_tickets_merged_into_id ON tickets (organization_id, merged_into_id) WHERE merged_into_id is not null;
