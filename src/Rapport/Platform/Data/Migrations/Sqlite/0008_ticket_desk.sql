-- Tickets are worked here: who works on them, what was written, merged and prepared.
ALTER TABLE "tickets" ADD COLUMN "assignee_id" BLOB NULL;

ALTER TABLE "tickets" ADD COLUMN "vehicle_ref" TEXT NULL;

ALTER TABLE "tickets" ADD COLUMN "service_visit_ref" TEXT NULL;

ALTER TABLE "tickets" ADD COLUMN "invoice_ref" TEXT NULL;

ALTER TABLE "tickets" ADD COLUMN "merged_into_id" BLOB NULL;

ALTER TABLE "tickets" ADD COLUMN "kept_fields" TEXT NULL;

CREATE TABLE "macros" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "status" TEXT NULL,
    "priority" TEXT NULL,
    "category" TEXT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "pk_macros" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_macros_priority" CHECK (priority in ('low', 'normal', 'high', 'urgent')),
    CONSTRAINT "ck_macros_status" CHECK (status in ('open', 'pending', 'on_hold', 'resolved', 'closed')),
    CONSTRAINT "fk_macros_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);

CREATE TABLE "outgoing_messages" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "source_type" TEXT NOT NULL,
    "source_id" BLOB NOT NULL,
    "recipient" TEXT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    CONSTRAINT "pk_outgoing_messages" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_outgoing_messages_status" CHECK (status in ('waiting', 'no_address')),
    CONSTRAINT "fk_outgoing_messages_organization_id" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE RESTRICT
);

CREATE TABLE "ticket_merges" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "ticket_id" BLOB NOT NULL,
    "into_id" BLOB NOT NULL,
    "status_before" TEXT NOT NULL,
    "resolved_before" TEXT NULL,
    "merged_by_id" BLOB NULL,
    "merged_at" TEXT NOT NULL,
    CONSTRAINT "pk_ticket_merges" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_ticket_merges_status_before" CHECK (status_before in ('open', 'pending', 'on_hold', 'resolved', 'closed'))
);

CREATE TABLE "ticket_messages" (
    "organization_id" BLOB NOT NULL,
    "id" BLOB NOT NULL,
    "ticket_id" BLOB NOT NULL,
    "kind" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_by_id" BLOB NULL,
    "created_at" TEXT NOT NULL,
    CONSTRAINT "pk_ticket_messages" PRIMARY KEY ("organization_id", "id"),
    CONSTRAINT "ck_ticket_messages_kind" CHECK (kind in ('public', 'internal'))
);

CREATE UNIQUE INDEX "ux_macros_name_key" ON "macros" ("organization_id", "name_key");

CREATE INDEX "ix_outgoing_messages_status_created_at_id" ON "outgoing_messages" ("organization_id", "status", "created_at", "id");

CREATE UNIQUE INDEX "ux_outgoing_messages_source_type_source_id" ON "outgoing_messages" ("organization_id", "source_type", "source_id");

CREATE INDEX "ix_ticket_merges_into_id" ON "ticket_merges" ("organization_id", "into_id");

CREATE INDEX "ix_ticket_merges_ticket_id" ON "ticket_merges" ("organization_id", "ticket_id");

CREATE INDEX "ix_ticket_messages_ticket_id_created_at_id" ON "ticket_messages" ("organization_id", "ticket_id", "created_at", "id");

CREATE INDEX "ix_tickets_assignee_id_happened_at_id" ON "tickets" ("organization_id", "assignee_id", "happened_at", "id") WHERE assignee_id is not null;

CREATE INDEX "ix_tickets_merged_into_id" ON "tickets" ("organization_id", "merged_into_id") WHERE merged_into_id is not null;
