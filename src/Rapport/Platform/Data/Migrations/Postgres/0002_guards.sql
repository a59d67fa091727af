create extension if not exists pg_trgm;

-- The role that requests run under: no owner of anything, so that row-level security binds it.
do $$
begin
  create role rapport_app nologin;
exception when duplicate_object or unique_violation then null;
end $$;

do $$
begin
  execute format('grant rapport_app to %I', current_user);
end $$;

create function guard_tenants() returns void language plpgsql as $$
declare
  guarded text;
begin
  execute format('grant usage on schema %I to rapport_app', current_schema());
  execute format('grant select, insert, update, delete on all tables in schema %I to rapport_app', current_schema());
  execute format('grant usage on all sequences in schema %I to rapport_app', current_schema());
  revoke all on schema_migrations from rapport_app;
  revoke update, delete on events from rapport_app;
  revoke insert, update, delete on event_positions, event_heads from rapport_app;

  -- A sign-in names no organization, so its table alone stands outside.
  for guarded in
    select c.table_name from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = current_schema() and c.column_name = 'organization_id' and t.table_type = 'BASE TABLE' and c.table_name <> 'logins'
  loop
    execute format('alter table %I enable row level security', guarded);
    execute format('drop policy if exists tenant on %I', guarded);
    execute format('create policy tenant on %I using (organization_id = nullif(current_setting(''app.org'', true), '''')::uuid)', guarded);
  end loop;
  alter table organizations enable row level security;
  drop policy if exists tenant on organizations;
  create policy tenant on organizations using (id = nullif(current_setting('app.org', true), '')::uuid);
end $$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'The event log is append-only.' using errcode = 'insufficient_privilege';
end $$;

create trigger events_append_only before update or delete or truncate on events for each statement execute function refuse_change();
create trigger event_positions_append_only before update or delete or truncate on event_positions for each statement execute function refuse_change();

-- The queue's rows live for milliseconds; the default thresholds would leave millions of dead ones.
alter table unsealed_events set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
alter table customer_count_changes set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Summaries change with every fact: with room on its page a row's new version needs no new index entries.
alter table customer_summary set (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);

-- Without the organization: as a key of its own it is decoded whole for each search, 9 ms of a million against 0.5 for the words; another tenant's hits cost a look at
-- their rows, no more. New entries gather in a pending list: kept short for single writes (each connection says how short), long for bulks, it makes both several times cheaper.
create index ix_customer_search_names on customer_search using gin (names gin_trgm_ops);
create index ix_customer_search_details on customer_search using gin (details gin_trgm_ops);

create index ix_record_texts_text on record_texts using gin (text gin_trgm_ops);

-- What texts are compared as, whatever the collation of their column or of the database; SQLite is given a function of the same name.
create function folded(text) returns text language sql immutable strict parallel safe as $$ select lower($1 collate "und-x-icu") $$;

create function like_pattern(word text) returns text language sql immutable as $$
  select '%' || replace(replace(replace(word, '\', '\\'), '%', '\%'), '_', '\_') || '%'
$$;

-- Like is not leakproof, so under row-level security it may not use an index; this function filters on the tenant itself and answers with IDs alone.
-- Fragments of the same term are alternatives; all terms must be found. No plan without the text index is left to a planner that knows nothing of the
-- tables yet: the organization's condition fits no index as it is written, and reading a table whole is switched off.
create function search_texts(source text, terms integer[], columns text[], fragments text[], kind text, cap integer) returns setof uuid
language plpgsql stable security definer set search_path = public, pg_temp set enable_seqscan = off set enable_bitmapscan = on as $$
declare
  id text := case source when 'customer_search' then 'customer_id' when 'record_texts' then 'id' end;
  condition text := '';
begin
  for i in 1 .. coalesce(array_length(terms, 1), 0) loop
    condition := condition || case when i = 1 or terms[i] <> terms[i - 1] then ' and (' else ' or ' end
      || format('%I like %L', columns[i], like_pattern(fragments[i]))
      || case when i = array_length(terms, 1) or terms[i] <> terms[i + 1] then ')' else '' end;
  end loop;
  if kind <> '' then condition := condition || format(' and record_type = %L', kind); end if;
  return query execute format('select %I from %I where (organization_id = %L) is true%s limit %s',
    id, source, nullif(current_setting('app.org', true), '')::uuid, condition, cap);
end $$;
