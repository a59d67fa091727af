-- Where the organization's owner first signed in: links are built from it.
alter table organizations add column public_url character varying(300);

-- Pictures elsewhere would tell their server who looks at whom.
update customers set avatar_url = null where avatar_url is not null;

create table sign_in_failures (
    place bytea NOT NULL,
    failures integer NOT NULL,
    until timestamp with time zone NOT NULL,
    CONSTRAINT pk_sign_in_failures PRIMARY KEY (place)
);

create index ix_sign_in_failures_until on sign_in_failures (until);

-- Logins are read within their organization, as all else is; in which one a login is, the system looks up. What is nobody's data is not the
-- application's to read.
create or replace function guard_tenants() returns void language plpgsql as $$
declare
  guarded text;
begin
  execute format('grant usage on schema %I to rapport_app', current_schema());
  execute format('grant select, insert, update, delete on all tables in schema %I to rapport_app', current_schema());
  execute format('grant usage on all sequences in schema %I to rapport_app', current_schema());
  revoke all on schema_migrations, data_protection_keys, schedule_marks, sign_in_failures from rapport_app;
  revoke update, delete on events from rapport_app;
  revoke insert, update, delete on event_positions, event_heads from rapport_app;

  for guarded in
    select c.table_name from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = current_schema() and c.column_name = 'organization_id' and t.table_type = 'BASE TABLE'
  loop
    execute format('alter table %I enable row level security', guarded);
    execute format('drop policy if exists tenant on %I', guarded);
    execute format('create policy tenant on %I using (organization_id = nullif(current_setting(''app.org'', true), '''')::uuid)', guarded);
  end loop;
  -- What hangs on a login goes with it.
  foreach guarded in array array['login_claims', 'login_passkeys', 'login_providers', 'login_tokens'] loop
    execute format('alter table %I enable row level security', guarded);
    execute format('drop policy if exists tenant on %I', guarded);
    execute format('create policy tenant on %I using (exists (select 1 from logins l where l.id = %I.user_id))', guarded, guarded);
  end loop;
  alter table organizations enable row level security;
  drop policy if exists tenant on organizations;
  create policy tenant on organizations using (id = nullif(current_setting('app.org', true), '')::uuid);
end $$;
