-- Where the organization's owner first signed in: links are built from it.
alter table organizations add column "public_url" TEXT NULL;

-- Pictures elsewhere would tell their server who looks at whom.
update customers set avatar_url = null where avatar_url is not null;

create table "sign_in_failures" (
    "place" BLOB NOT NULL CONSTRAINT "pk_sign_in_failures" PRIMARY KEY,
    "failures" INTEGER NOT NULL,
    "until" TEXT NOT NULL
);

create index "ix_sign_in_failures_until" on "sign_in_failures" ("until");
