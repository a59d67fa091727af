-- PostgreSQL's nodes share the files that people sent; here they lie in the data folder, and the table stays empty.
create table "stored_pieces" (
    "organization_id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "content" BLOB NOT NULL,
    "created_at" TEXT NOT NULL,
    CONSTRAINT "pk_stored_pieces" PRIMARY KEY ("organization_id", "name", "number")
);

create index "ix_stored_pieces_created_at" on "stored_pieces" ("created_at");
